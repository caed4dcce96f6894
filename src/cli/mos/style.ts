/** The style sheet of the rating page: the pictures on a plain gray, everything else out of their way. */
export const mosStyle = `
:root {
  color-scheme: light dark;
  --page: #eceded; --card: #ffffff; --line: #c9cccf; --text: #1b1d1f; --quiet: #575c61; --strong: #1d5fd1; --on: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :root { --page: #202122; --card: #2a2c2e; --line: #4a4d50; --text: #e9eaeb; --quiet: #a9adb1; --strong: #7fb0ff; --on: #10151c; }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--page); color: var(--text); font: 17px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; -webkit-text-size-adjust: 100%; }
h1 { margin: 0 0 12px; font-size: 28px; line-height: 1.2; letter-spacing: -0.01em; overflow-wrap: anywhere; }
p { margin: 0 0 12px; text-wrap: pretty; }
.card { max-width: 600px; margin: 0 auto; padding: 28px 32px; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
main:has(> .card:not([hidden])) { min-height: 100dvh; padding: 20px 16px; display: grid; align-items: center; }
.card > :last-child { margin-bottom: 0; }
.keys, .note { color: var(--quiet); font-size: 15px; }
kbd { padding: 1px 6px; border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 5px; background: var(--page); color: var(--text); font: inherit; font-size: 14px; }
label { display: block; margin: 20px 0; color: var(--quiet); font-size: 15px; }
input { display: block; width: 100%; margin-top: 6px; padding: 10px 12px; border: 1px solid var(--line); border-radius: 8px; background: var(--page); color: var(--text); font: inherit; }
button { min-height: 44px; padding: 8px 18px; border: 1px solid var(--line); border-radius: 8px; background: var(--card); color: var(--text); font: inherit; font-weight: 600; cursor: pointer; touch-action: manipulation; }
button.main { background: var(--strong); border-color: var(--strong); color: var(--on); }
button.plain { border-color: transparent; background: none; color: var(--quiet); font-weight: 400; }
button:disabled { opacity: 0.4; cursor: default; }
button:focus-visible, input:focus-visible { outline: 3px solid var(--strong); outline-offset: 2px; }
@media (hover: hover) {
  #choices button:hover { border-color: var(--strong); }
  button.plain:hover:not(:disabled) { color: var(--text); }
}
.row { display: flex; flex-wrap: wrap; gap: 8px; }
#trial { display: grid; grid-template-rows: auto minmax(0, 1fr) auto; height: 100dvh; }
header { display: flex; align-items: center; gap: 12px; padding: 10px 16px; color: var(--quiet); font-size: 14px; font-variant-numeric: tabular-nums; }
progress { flex: 1; height: 4px; border: 0; border-radius: 2px; overflow: hidden; background: var(--line); appearance: none; }
progress::-webkit-progress-bar { background: var(--line); }
progress::-webkit-progress-value { background: var(--strong); }
progress::-moz-progress-bar { background: var(--strong); }
#place { white-space: nowrap; }
#stage { display: grid; gap: 8px; min-height: 0; padding: 0 16px; outline: none; }
#stage.paired { grid-template-columns: 1fr 1fr; gap: 16px; }
figure { display: grid; grid-template-rows: minmax(0, auto) auto; align-content: center; min-width: 0; min-height: 0; margin: 0; place-items: center; }
.paired figure:first-child { justify-content: end; }
.paired figure:last-child { justify-content: start; }
figcaption { color: var(--quiet); font-weight: 600; line-height: 1.8; }
#stage img { max-width: 100%; max-height: 100%; object-fit: contain; visibility: hidden; }
#stage.shown img { visibility: visible; }
#stage.actual figure { overflow: auto; place-content: safe center; }
#stage.actual img { max-width: none; max-height: none; }
#stage.actual figcaption { position: sticky; left: 8px; bottom: 8px; padding: 0 10px; border-radius: 6px; background: var(--card); color: var(--text); }
footer { padding: 10px 16px 8px; text-align: center; }
#question { margin: 0 0 8px; font-weight: 600; }
#choices { display: grid; grid-template-columns: repeat(5, minmax(0, 1fr)); gap: 8px; max-width: 720px; margin: 0 auto; }
#choices.paired { grid-template-columns: 1fr 1fr; }
#choices button { padding: 8px 4px; font-size: 20px; line-height: 1.25; }
#choices small { display: block; color: var(--quiet); font-size: 13px; font-weight: 400; }
#choices button[aria-pressed="true"] { border-color: var(--strong); box-shadow: inset 0 0 0 1px var(--strong); }
footer .row { justify-content: center; margin: 4px 0 0; }
@media (max-width: 640px) {
  .card { padding: 22px 18px; }
  .keys { display: none; }
  #stage { padding: 0 8px; }
  #choices { gap: 5px; }
  #choices small { font-size: 11.5px; }
}
@media (max-width: 640px) and (orientation: portrait) {
  #stage.paired { grid-template-columns: none; grid-template-rows: repeat(2, minmax(0, 1fr)); gap: 4px; }
  .paired figure:is(:first-child, :last-child) { grid-template: minmax(0, 1fr) / auto minmax(0, 1fr); align-content: stretch; justify-content: stretch; }
  figcaption { grid-column: 1; grid-row: 1; padding-right: 8px; }
  #stage.paired img { grid-column: 2; }
}
@media (max-height: 500px) {
  #question { display: none; }
  header { padding: 4px 16px; }
}
`;
