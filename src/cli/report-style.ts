/** The style sheet of our pages. Colours are properties, so that the charts' script can read them too. */
export const reportStyle = `
:root {
  color-scheme: light dark;
  --page: #f5f6f8; --card: #ffffff; --line: #dfe3e8; --text: #1a1e24; --quiet: #5b6470;
  --first: #1d5fd1; --second: #b4540a; --base: #6b7480; --grid: #e9ecf0; --good: #17703a; --bad: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #101216; --card: #181b20; --line: #2b3038; --text: #e7eaee; --quiet: #98a2ae;
    --first: #7fb0ff; --second: #f2a65e; --base: #9aa4b0; --grid: #252a31; --good: #6fce8f; --bad: #ff8a80;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  -webkit-text-size-adjust: 100%;
}
main { max-width: 1140px; margin: 0 auto; padding: 40px 24px 64px; }
h1 { margin: 0; font-size: 32px; line-height: 1.2; letter-spacing: -0.015em; overflow-wrap: anywhere; }
h2 { margin: 0 0 4px; font-size: 18px; line-height: 1.3; }
h3 { margin: 28px 0 8px; font-size: 14px; font-weight: 600; overflow-wrap: anywhere; }
h2 + .note + h3 { margin-top: 16px; }
p { margin: 0; }
.kind { margin: 0 0 4px; color: var(--quiet); font-size: 14px; }
.kind.live::before { content: ''; display: inline-block; width: 8px; height: 8px; margin-right: 8px; border-radius: 50%; background: var(--good); vertical-align: 1px; }
.lead { margin-top: 6px; color: var(--quiet); }
.note { color: var(--quiet); font-size: 14px; max-width: 80ch; text-wrap: pretty; }
.card { margin-top: 16px; padding: 20px 24px; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.scores { display: grid; grid-template-columns: repeat(4, 1fr); margin-top: 28px; padding: 0; overflow: hidden; }
.scores div { padding: 16px 24px; border-left: 1px solid var(--line); margin-left: -1px; }
.scores dt { color: var(--quiet); font-size: 14px; }
.scores dd { margin: 0; font-size: 28px; line-height: 1.25; font-weight: 600; letter-spacing: -0.01em; font-variant-numeric: tabular-nums; white-space: nowrap; }
.scores small { font-size: 15px; font-weight: 400; color: var(--quiet); letter-spacing: 0; }
.scores .above { color: var(--good); }
.scores .below { color: var(--bad); }
.scores .under { font-size: 14px; font-weight: 400; line-height: 1.4; color: var(--quiet); letter-spacing: 0; white-space: normal; }
.facts { display: grid; grid-template-columns: 1fr 1fr; column-gap: 48px; margin: 0; }
.facts div { display: grid; grid-template-columns: 136px 1fr; gap: 12px; padding: 7px 0; border-top: 1px solid var(--line); }
.facts div:first-child { border-top: 0; }
.facts .wide { grid-column: 1 / -1; }
.facts dt { color: var(--quiet); }
.facts dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; }
.charts { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; }
.charts .card { min-width: 0; display: flex; flex-direction: column; }
.charts .note { margin-bottom: 12px; }
.charts.wide { grid-template-columns: 1fr; gap: 0; }
.chart { min-height: 342px; margin: auto -8px 0; border-radius: 6px; }
.chart:focus-visible, summary:focus-visible, .panels:focus-visible, .scroll:focus-visible { outline: 2px solid var(--first); outline-offset: 2px; }
.uplot { font: inherit; }
.u-legend { font-size: 14px; font-variant-numeric: tabular-nums; text-align: left; margin: 0 8px; }
.u-inline tr { margin-right: 10px; }
.u-legend .u-series > * { padding: 2px; }
.u-legend th { font-weight: 400; color: var(--quiet); }
.u-legend .u-value { min-width: 4.7em; }
.u-legend .u-series:first-child .u-value { min-width: 3.6em; }
.u-legend .u-series:first-child .u-marker { display: none; }
.u-legend .u-marker { width: 14px; height: 0; border-radius: 0; }
.u-hz .u-cursor-x, .u-hz .u-cursor-y { border-color: var(--quiet); }
.u-select { background: color-mix(in srgb, var(--first) 16%, transparent); }
.panels { display: grid; grid-template-columns: repeat(3, 1fr); gap: 12px; }
.panels figure { margin: 0; min-width: 0; }
.panels img { display: block; width: 100%; height: auto; border-radius: 6px; }
.panels figcaption { margin-top: 6px; font-size: 14px; font-variant-numeric: tabular-nums; }
.panels b { font-size: 16px; font-weight: 600; }
.panels span { color: var(--quiet); white-space: nowrap; }
summary { cursor: pointer; font-weight: 600; }
summary span { color: var(--quiet); font-weight: 400; }
.scroll { overflow-x: auto; margin-top: 12px; }
.scroll.first { margin-top: 0; }
table.rows td.left, table.rows th.left { text-align: left; }
table.rows .mark { display: inline-block; width: 10px; height: 10px; margin-right: 8px; border-radius: 2px; }
table.keys th[scope="row"], table.keys th:first-child { text-align: left; font-weight: 400; }
table.crops { width: 100%; border-collapse: collapse; font-size: 14px; }
table.crops th { padding: 4px 8px 4px 0; font-weight: 400; color: var(--quiet); text-align: left; white-space: nowrap; }
table.crops thead th { font-variant-numeric: tabular-nums; }
table.crops tbody th { max-width: 110px; overflow: hidden; text-overflow: ellipsis; }
table.crops td { padding: 4px 8px 4px 0; }
table.crops img { display: block; width: 100%; min-width: 88px; height: auto; border-radius: 4px; image-rendering: pixelated; }
.histograms { display: grid; grid-template-columns: repeat(auto-fill, minmax(240px, 1fr)); gap: 20px 24px; margin-top: 16px; }
.histogram { margin: 0; min-width: 0; font-size: 13px; }
.histogram b { font-weight: 600; overflow-wrap: anywhere; }
.histogram span { color: var(--quiet); font-variant-numeric: tabular-nums; }
.histogram svg { display: block; width: 100%; height: 60px; margin-top: 4px; border-bottom: 1px solid var(--line); }
.histogram path { fill: var(--first); }
.histogram .range { display: flex; justify-content: space-between; gap: 8px; margin-top: 2px; font-size: 12px; }
table.rows { width: 100%; border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
table.rows th, table.rows td { padding: 5px 12px; text-align: right; border-top: 1px solid var(--line); white-space: nowrap; }
table.rows thead th { border-top: 0; color: var(--quiet); font-weight: 400; }
table.rows th:first-child, table.rows td:first-child { padding-left: 0; }
table.rows th:last-child, table.rows td:last-child { padding-right: 0; }
pre { margin: 12px 0 0; overflow-x: auto; font: 13px/1.55 ui-monospace, "SF Mono", Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
table.field th[scope="row"], table.field thead th:first-child { text-align: left; }
table.field th[scope="row"] { position: sticky; left: 0; background: var(--card); font-weight: 400; }
table.field td { line-height: 1.35; }
table.field small { color: var(--quiet); font-size: 12px; }
table.field thead tr:first-child th[colspan] { text-align: center; color: var(--text); font-weight: 600; }
table.rows.field thead tr:last-child th:first-child { padding-left: 12px; }
table.rows.field thead tr:last-child th:last-child { padding-right: 12px; }
table.field .set { border-left: 1px solid var(--line); }
table.field .scale th { padding-top: 14px; text-align: left; font-weight: 600; border-top: 0; }
table.extremes th { font-weight: 400; }
table.extremes td.gap { text-align: center; color: var(--quiet); }
table.rows.extremes td.parts { padding: 0 0 14px; border-top: 0; text-align: left; }
table.extremes figure { display: inline-block; width: 31%; max-width: 216px; margin: 0 2% 0 0; color: var(--quiet); font-size: 13px; vertical-align: top; }
table.extremes img { display: block; width: 100%; height: auto; image-rendering: pixelated; border-radius: 4px; }
.above { color: var(--good); }
.below { color: var(--bad); }
.choice { display: flex; flex-wrap: wrap; gap: 8px 20px; align-items: center; }
p.choice { margin-top: 10px; }
.choice label { color: var(--quiet); font-size: 14px; }
.choice select { max-width: 100%; margin-left: 4px; padding: 5px 8px; font: inherit; color: var(--text); background: var(--page); border: 1px solid var(--line); border-radius: 6px; }
.scatter { margin: 10px -8px 0; min-height: 300px; }
.scatter.empty { min-height: 0; margin: 10px 0 0; color: var(--quiet); font-size: 14px; }
.scatter svg { display: block; }
.scatter .grid { stroke: var(--grid); }
.scatter .equal { stroke: var(--base); stroke-dasharray: 6 4; }
.scatter .mark-text { fill: var(--quiet); font-size: 12px; font-variant-numeric: tabular-nums; }
.scatter .axis-text { fill: var(--quiet); font-size: 13px; }
.scatter .name { fill: var(--text); font-size: 13px; }
.scatter .dot { stroke: var(--card); stroke-width: 1; }
.scatter .network { fill: var(--first); }
.scatter .classical { fill: var(--base); }
.scatter .worse { fill: var(--second); }
.scatter .other { fill: var(--card); stroke: var(--base); stroke-width: 1.5; }
.charts .card:last-child:nth-child(odd) { grid-column: 1 / -1; }
@media (max-width: 860px) {
  .charts { grid-template-columns: 1fr; gap: 0; }
  .scores { grid-template-columns: 1fr 1fr; }
  .scores div:nth-child(n + 3) { border-top: 1px solid var(--line); }
  .facts { grid-template-columns: 1fr; }
}
@media (max-width: 560px) {
  main { padding: 24px 12px 40px; }
  h1 { font-size: 26px; }
  .card { padding: 16px; }
  .scores { padding: 0; }
  .scores div { padding: 12px 16px; }
  .scores dd { font-size: 22px; }
  .facts div { grid-template-columns: 104px 1fr; }
  .charts.wide { grid-template-columns: 1fr; gap: 0; }
.chart { min-height: 292px; }
  .panels { grid-template-columns: repeat(3, 78%); overflow-x: auto; scroll-snap-type: x proximity; padding-bottom: 8px; }
  .panels figure { scroll-snap-align: start; }
}
@media print {
  body { background: none; }
  .card { break-inside: avoid; }
}
`;
