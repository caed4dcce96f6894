/** The report of a training run: one HTML page that needs nothing else, neither network nor other files. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { LogRow } from '../train/trainer.ts';
import { formatDuration } from './progress.ts';
import { reportScript } from './report-script.ts';
import { reportStyle } from './report-style.ts';
import { grouped } from './table.ts';

export interface ReportPanel {
  readonly label: string;
  readonly png: Uint8Array;
  /** Absent for the HR picture. */
  readonly scores?: { readonly psnr: number; readonly ssim: number };
}

export interface TrainingReport {
  /** Name of the run. */
  readonly title: string;
  readonly model: string;
  readonly scale: number;
  readonly parameters: number;
  readonly batchSize: number;
  /** Training pictures of each folder. */
  readonly folders: readonly { readonly folder: string; readonly count: number }[];
  readonly validationPictures: number;
  /** How validation PSNR is measured, in full. */
  readonly protocol: string;
  /** Bicubic's mean PSNR in dB on the validation pictures. */
  readonly bicubicPsnr: number;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly engine: string };
  /** At least one. */
  readonly rows: readonly LogRow[];
  /** Pictures made in several ways: bicubic, network, HR. */
  readonly comparisons: readonly { readonly name: string; readonly panels: readonly ReportPanel[] }[];
  /** The resolved configuration, in YAML. */
  readonly config: string;
}

/** Rows of the log that the table shows. */
const tableRows = 12;

/** Between a large number and its unit; the two are not parted. */
const narrowSpace = '&#8239;';

/** The whole page. A content security policy keeps it from loading anything and from running any script but its own. */
export function renderReport(report: TrainingReport): string {
  const style = `${asset('uplot/dist/uPlot.min.css')}\n${reportStyle}`;
  const script = `/*!\nuPlot\n${asset('uplot/LICENSE')}\n*/\n${withoutBanner(asset('uplot/dist/uPlot.iife.min.js'))}\n${reportScript}`;
  const policy = `default-src 'none'; img-src data:; style-src ${hashOf(style)}; script-src ${hashOf(script)}; base-uri 'none'; form-action 'none'`;
  const log = JSON.stringify({ rows: report.rows, bicubicPsnr: report.bicubicPsnr }).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(report.title)}: training report</title>
<style>${style}</style>
</head>
<body>
<main>
${header(report)}
${facts(report)}
${charts(report)}
${comparisons(report)}
${lastRows(report.rows)}
<details class="card"><summary>Configuration</summary><pre>${escapeHtml(report.config)}</pre></details>
</main>
<script type="application/json" id="log">${log}</script>
<script>${script}</script>
</body>
</html>
`;
}

function asset(name: string): string {
  return readFileSync(createRequire(import.meta.url).resolve(name), 'utf8');
}

/** Its first comment holds an address; the licence is given in full instead. */
function withoutBanner(script: string): string {
  return script.replace(/^\/\*![^*]*\*\/\s*/, '');
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

function bestOf(rows: readonly LogRow[]): { readonly psnr: number; readonly step: number } | undefined {
  return rows.reduce<{ psnr: number; step: number } | undefined>(
    (best, { psnr, step }) => (psnr !== undefined && psnr > (best?.psnr ?? Number.NEGATIVE_INFINITY) ? { psnr, step } : best),
    undefined,
  );
}

function header({ title, model, scale, parameters, rows, bicubicPsnr }: TrainingReport): string {
  const best = bestOf(rows);
  const { step, seconds } = rows.at(-1)!;
  const gain = best && best.psnr - bicubicPsnr;
  const figure = (name: string, value: string, under: string, kind = '') =>
    `<div><dt>${name}</dt><dd${kind && ` class="${kind}"`}>${value}</dd><dd class="under">${under}</dd></div>`;
  const decibels = (value: number | undefined) => (value === undefined ? '–' : `${value.toFixed(2)}${narrowSpace}<small>dB</small>`);
  return `<p class="kind">Training report</p>
<h1>${escapeHtml(title)}</h1>
<p class="lead">${escapeHtml(model)} ×${scale}, ${grouped(parameters)} parameters, ${grouped(step)} steps</p>
<dl class="card scores">
${figure('Best PSNR', decibels(best?.psnr), best ? `at step ${grouped(best.step)}` : 'not measured')}
${figure('Bicubic', decibels(bicubicPsnr), 'same pictures')}
${figure('Gain', gain === undefined ? '–' : `${gain < 0 ? '−' : '+'}${decibels(Math.abs(gain))}`, 'over bicubic', gain === undefined ? '' : gain < 0 ? 'below' : 'above')}
${figure('Time', formatDuration(seconds).replace(/ ([a-z]+)/g, `${narrowSpace}<small>$1</small>`), `${grouped(Math.round(step / seconds))} steps/s`)}
</dl>`;
}

function facts({ rows, batchSize, folders, validationPictures, machine, protocol }: TrainingReport): string {
  const entries: readonly (readonly [name: string, value: string, wide?: 'wide'])[] = [
    ['Training data', folders.map(({ folder, count }) => `${folder} (${pictures(count)})`).join(', '), 'wide'],
    ['Validation', pictures(validationPictures)],
    ['Steps', `${grouped(rows.at(-1)!.step)} of ${grouped(batchSize)} patches each`],
    ['Processor', `${machine.cpu}, ${grouped(machine.cores)} core${machine.cores === 1 ? '' : 's'}`],
    ['Engine', machine.engine],
    ['PSNR', protocol, 'wide'],
  ];
  const row = ([name, value, wide]: (typeof entries)[number]) =>
    `<div${wide ? ` class="${wide}"` : ''}><dt>${name}</dt><dd>${escapeHtml(value)}</dd></div>`;
  return `<dl class="card facts">\n${entries.map(row).join('\n')}\n</dl>`;
}

function pictures(count: number): string {
  return `${grouped(count)} picture${count === 1 ? '' : 's'}`;
}

function charts({ rows, bicubicPsnr }: TrainingReport): string {
  const [first, last] = [rows[0]!, rows.at(-1)!];
  const best = bestOf(rows);
  const loss = `Training loss went from ${first.loss.toPrecision(3)} at step ${grouped(first.step)} to ${last.loss.toPrecision(3)} at step ${grouped(last.step)}.`;
  const psnr = best
    ? `Validation PSNR was best at step ${grouped(best.step)} with ${best.psnr.toFixed(2)} dB; bicubic has ${bicubicPsnr.toFixed(2)} dB.`
    : 'Validation PSNR was not measured.';
  const chart = (id: string, text: string) =>
    `<div class="chart" id="${id}" tabindex="0" role="img" aria-label="${text} Arrow keys move the cursor; the last rows of the log are in a table below."></div>`;
  return `<div class="charts">
<section class="card"><h2>Training</h2><p class="note">Mean loss since the row before, and the learning rate.</p>${chart('loss-chart', loss)}</section>
<section class="card"><h2>Validation</h2><p class="note">Mean PSNR over the validation pictures.</p>${chart('psnr-chart', psnr)}</section>
</div>
<noscript><p class="note card">The charts need JavaScript; the last rows of the log are in the table below.</p></noscript>`;
}

function comparisons({ comparisons: all }: TrainingReport): string {
  if (all.length === 0) return '';
  const pictures = all.map(
    ({ name, panels }) =>
      `<h3>${escapeHtml(name)}</h3>\n<div class="panels" tabindex="0" role="group" aria-label="${escapeHtml(name)} in ${panels.length} versions">\n${panels.map((panel) => panelHtml(panel, name)).join('\n')}\n</div>`,
  );
  return `<section class="card"><h2>Comparison</h2>
<p class="note">The largest validation pictures; below each, its most detailed part.</p>
${pictures.join('\n')}
</section>`;
}

function panelHtml({ label, png, scores }: ReportPanel, name: string): string {
  const { width, height } = pngSize(png);
  const caption = scores ? `<b>${scores.psnr.toFixed(2)} dB</b> <span>SSIM ${scores.ssim.toFixed(4)}</span>` : '<span>the original</span>';
  const source = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  return `<figure><img alt="${escapeHtml(`${name}, ${label}`)}" width="${width}" height="${height}" src="${source}"><figcaption>${caption}</figcaption></figure>`;
}

/** From the IHDR chunk, which every PNG begins with. */
function pngSize(png: Uint8Array): { readonly width: number; readonly height: number } {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

function lastRows(rows: readonly LogRow[]): string {
  const shown = rows.slice(-tableRows);
  const body = shown.map(({ step, loss, psnr, learningRate, patchesPerSecond, seconds }) => {
    const cells = [
      grouped(step),
      loss.toPrecision(4),
      psnr === undefined ? '' : psnr.toFixed(3),
      learningRate === 0 ? '0' : learningRate.toPrecision(3),
      grouped(Math.round(patchesPerSecond)),
      formatDuration(seconds),
    ];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  const head = ['step', 'loss', 'PSNR, dB', 'learning rate', 'patches/s', 'time'];
  return `<details class="card"><summary>Log <span>last ${shown.length} of ${grouped(rows.length)} rows</span></summary>
<div class="scroll" tabindex="0"><table class="rows"><thead><tr>${head.map((name) => `<th scope="col">${name}</th>`).join('')}</tr></thead>
<tbody>${body.join('\n')}</tbody></table></div></details>`;
}
