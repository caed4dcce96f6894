/** Draws docs/images/recipe.webp: the curves of `results/bench-recipe.csv`, one chart for each part of the recipe. `tsx scripts/recipe-picture.ts` */
import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { parseRecords } from '../src/cli/csv.ts';
import { groupBy } from '../src/cli/group-by.ts';
import { renderPage } from '../src/cli/page.ts';
import { executablePath } from '../test/support/browser.ts';

const rows = parseRecords(await readFile('results/bench-recipe.csv', 'utf8'));
const [base, ...others] = [...groupBy(rows, (row) => row['way']!)].map(([way, measured]) => ({
  way,
  part: measured[0]!['part']!,
  points: measured.map((row) => [Number(row['seconds']), Number(row['psnr'])]),
}));
const parts = [...groupBy(others, ({ part }) => part)].map(([part, ways]) => ({ part, ways: [{ ...base!, way: 'the first' }, ...ways] }));

const html = renderPage({
  title: 'Recipes',
  body: parts.map(({ part }, i) => `<figure><figcaption>${part}</figcaption><div id="c${i}"></div></figure>`).join(''),
  data: parts,
  style:
    'main{max-width:none;margin:0;padding:8px;display:grid;grid-template-columns:1fr 1fr;gap:8px 24px}figure{margin:0;min-width:0}figcaption{font-weight:600}.u-series:first-child,.u-value{display:none}.u-legend th::after{content:""!important}',
  script: `
const strokes = ['#111827', '#2563eb', '#ea580c', '#059669'];
// Every way has its own seconds, so that the curves share one axis with gaps between their points.
data.forEach(({ ways }, i) => {
  const x = [...new Set(ways.flatMap(({ points }) => points.map(([seconds]) => seconds)))].sort((a, b) => a - b);
  const curves = ways.map(({ points }) => { const at = new Map(points); return x.map((seconds) => at.get(seconds)); });
  show(document.getElementById('c' + i), () => ({
    data: [x, ...curves],
    scales: { x: { time: false }, y: { range: (_, low, high) => [high - 0.6, high + 0.05] } },
    axes: [axis({ label: 'seconds', size: 30 }), axis({ label: 'PSNR in dB', size: 56, values: (_, marks) => marks.map(decibels) })],
    series: [
      { label: 'seconds' },
      ...ways.map(({ way }, k) => ({ label: way, stroke: strokes[k], width: k ? 2 : 3, spanGaps: true, value: () => '', points: { show: true, size: 6, fill: strokes[k] } })),
    ],
  }));
});
`,
});

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1040, height: 740 }, deviceScaleFactor: 1.5 });
await page.setContent(html);
await sharp(await page.screenshot({ fullPage: true }))
  .webp({ quality: 90 })
  .toFile('docs/images/recipe.webp');
await browser.close();
