/** What the page of `subpixel compare` has beside the common style. */
export const compareStyle = `
.viewer { padding: 16px; }
.bar { display: flex; flex-wrap: wrap; gap: 10px 16px; align-items: center; justify-content: space-between; }
.bar.tools { margin-top: 12px; }
.bar.all { justify-content: start; margin-top: 20px; padding-top: 16px; border-top: 1px solid var(--line); }
.bar h2 { margin: 0; }
.bar label { color: var(--quiet); font-size: 14px; }
.viewer select, .viewer button, .view button {
  min-height: 34px; padding: 4px 10px; font: inherit; font-size: 14px; color: var(--text); background: var(--page);
  border: 1px solid var(--line); border-radius: 6px;
}
.viewer select { max-width: 200px; margin-left: 4px; }
.viewer button, .view button { cursor: pointer; }
.view button[aria-pressed="true"] { color: var(--card); background: var(--first); border-color: var(--first); }
.pair { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.segments { display: flex; border: 1px solid var(--line); border-radius: 6px; overflow: clip; }
.segments label { position: relative; }
.segments input { position: absolute; inset: 0; width: auto; height: auto; margin: 0; opacity: 0; cursor: pointer; }
.segments span { display: block; padding: 6px 12px; color: var(--text); background: var(--page); }
.segments label + label span { border-left: 1px solid var(--line); }
.segments input:checked + span { color: var(--card); background: var(--first); }
.segments input:focus-visible + span { outline: 2px solid var(--first); outline-offset: -4px; outline-color: var(--text); }
.viewer select:focus-visible, .viewer button:focus-visible, .view button:focus-visible, .stage:focus-visible, .slide input:focus-visible {
  outline: 2px solid var(--first); outline-offset: 2px;
}
.stage {
  position: relative; height: min(60vh, 640px); min-height: 300px; margin-top: 14px; overflow: hidden; border-radius: 8px;
  background: #202226; cursor: grab; touch-action: none; user-select: none; -webkit-user-select: none;
}
.stage.moving { cursor: grabbing; }
.stage.at-line { cursor: col-resize; }
.stage canvas, .frame canvas { display: block; width: 100%; height: 100%; }
.tag {
  position: absolute; top: 10px; max-width: 46%; padding: 2px 8px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
  color: #fff; background: rgb(0 0 0 / 65%); border-radius: 4px; font-size: 14px; pointer-events: none;
}
.tag.left { left: 10px; }
.tag.right { right: 10px; }
.tag.low { top: auto; right: auto; bottom: calc(50% - 38px); left: 10px; }
.grip {
  position: absolute; top: 50%; width: 34px; height: 34px; margin: -17px 0 0 -17px; border: 2px solid #fff; border-radius: 50%;
  background: rgb(0 0 0 / 45%); box-shadow: 0 0 3px rgb(0 0 0 / 60%); pointer-events: none;
}
.grip::before, .grip::after { content: ''; position: absolute; top: 9px; border: 6px solid transparent; }
.grip::before { left: 0; border-right-color: #fff; }
.grip::after { right: 0; border-left-color: #fff; }
.slide { display: flex; flex: 1 1 220px; gap: 10px; align-items: center; max-width: 480px; }
.slide[hidden], .grip[hidden], .tag[hidden] { display: none; }
.slide input { flex: 1; min-width: 0; accent-color: var(--first); }
.zoom { display: flex; gap: 6px; align-items: center; }
.zoom output { min-width: 4.2em; text-align: center; font-size: 14px; font-variant-numeric: tabular-nums; }
#keys { margin-top: 12px; max-width: none; }
kbd { padding: 0 5px; font: inherit; font-size: 13px; border: 1px solid var(--line); border-radius: 4px; background: var(--page); }
.views { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); gap: 16px; margin-top: 16px; }
.view { margin: 0; padding: 0; overflow: hidden; }
.frame { background: #202226; }
.frame img { display: block; width: 100%; height: auto; }
.live .frame { aspect-ratio: 4 / 3; cursor: grab; touch-action: pan-y; }
.live .frame img { display: none; }
.view figcaption { padding: 10px 14px 14px; font-size: 14px; }
.view figcaption b { font-size: 16px; font-weight: 600; overflow-wrap: anywhere; }
.view figcaption span { color: var(--quiet); }
.view dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(92px, 1fr)); gap: 6px 14px; margin: 8px 0 0; }
.view dt { color: var(--quiet); font-size: 13px; }
.view dd { margin: 0; font-size: 18px; font-weight: 600; line-height: 1.3; font-variant-numeric: tabular-nums; white-space: nowrap; }
.view dd small { font-size: 13px; font-weight: 400; color: var(--quiet); }
.view .best dd { color: var(--good); }
.view .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.sides { display: flex; gap: 6px; margin-top: 10px; }
.sides:empty { display: none; }
.about { margin-top: 12px; overflow-wrap: anywhere; }
@media (max-width: 560px) {
  .viewer { padding: 12px; }
  .bar, .pair { gap: 8px; }
  .segments { flex: 1 1 100%; }
  .segments label { flex: 1; text-align: center; }
  .segments span { padding: 7px 4px; white-space: nowrap; }
  .pair { flex-wrap: nowrap; width: 100%; }
  .pair label { display: flex; flex: 1 1 0; flex-direction: column; min-width: 0; }
  .pair select { width: 100%; max-width: none; margin: 2px 0 0; }
  .pair button { align-self: end; }
  .stage { height: min(56vh, 460px); }
  .slide { flex: 1 1 100%; max-width: none; }
  .zoom { width: 100%; }
  .zoom output { flex: 1; }
  .bar.all .segments { flex: 1 1 220px; }
  .views { grid-template-columns: 1fr 1fr; gap: 8px; }
  .view figcaption { padding: 8px 10px 10px; }
  .view figcaption span { display: block; }
  .view dl { grid-template-columns: repeat(auto-fill, minmax(66px, 1fr)); gap: 4px 8px; }
  .view dd { font-size: 15px; }
  .sides button { flex: 1; padding: 4px; }
}
@media (hover: none), (max-width: 560px) {
  #keys span { display: none; }
}
`;
