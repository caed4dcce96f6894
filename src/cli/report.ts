/** The report of a training run: one HTML page that needs nothing else, neither network nor other files. */
import type { LogRow } from '../train/trainer.ts';
import { histogramHtml, type WeightHistogram } from './histogram.ts';
import { chartHtml, escapeHtml, imageHtml, renderPage } from './page.ts';
import { formatDuration } from './progress.ts';
import { reportScript } from './report-script.ts';
import type { RunState } from './run-beat.ts';
import { grouped } from './table.ts';

export interface ReportPanel {
  readonly label: string;
  readonly png: Uint8Array;
  /** Absent for the HR picture. */
  readonly scores?: { readonly psnr: number; readonly ssim: number } | undefined;
}

export interface TrainingReport {
  /** Name of the run. */
  readonly title: string;
  /** A page of a run that goes on says how old it is and is loaded again while it is looked at. */
  readonly state: RunState;
  /** When the page was written, in milliseconds since 1970. */
  readonly written: number;
  readonly model: string;
  readonly scale: readonly number[];
  readonly parameters: number;
  readonly batchSize: number;
  /** Steps planned. */
  readonly steps: number;
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
  /** Parts of validation pictures over time, each in every column that it has. */
  readonly crops: { readonly columns: readonly string[]; readonly pictures: readonly CropRow[] };
  /** Pictures made in several ways: bicubic, network, HR. */
  readonly comparisons: readonly { readonly name: string; readonly panels: readonly ReportPanel[] }[];
  /** Of the weights of a step, when asked for. */
  readonly histograms?: { readonly step: number; readonly weights: readonly WeightHistogram[] } | undefined;
  /** The resolved configuration, in YAML. */
  readonly config: string;
}

export interface CropRow {
  readonly name: string;
  readonly pngs: readonly (Uint8Array | undefined)[];
}

/** Rows of the log that the table shows. */
const tableRows = 12;
/** Rows of the log that the charts draw at the most; validations are always among them. */
const chartRows = 4000;

/** Between a large number and its unit; the two are not parted. */
const narrowSpace = '&#8239;';

export function renderReport(report: TrainingReport): string {
  const { title, rows, state, written, bicubicPsnr, config } = report;
  const body = [
    header(report),
    facts(report),
    charts(report),
    crops(report),
    comparisons(report),
    histograms(report),
    lastRows(rows),
    `<details class="card"><summary>Configuration</summary><pre>${escapeHtml(config)}</pre></details>`,
  ];
  return renderPage({
    title: `${title}: training report`,
    body: body.filter((part) => part !== '').join('\n'),
    data: { rows: thinned(rows), bicubicPsnr, training: state === 'training', written },
    script: reportScript,
  });
}

/** Every n-th row and every validation, n as small as the charts allow. */
function thinned(rows: readonly LogRow[]): readonly LogRow[] {
  const every = Math.ceil(rows.length / chartRows);
  return every === 1 ? rows : rows.filter(({ psnr }, i) => psnr !== undefined || (rows.length - 1 - i) % every === 0);
}

function bestOf(rows: readonly LogRow[]): { readonly psnr: number; readonly step: number } | undefined {
  return rows.reduce<{ psnr: number; step: number } | undefined>(
    (best, { psnr, step }) => (psnr !== undefined && psnr > (best?.psnr ?? Number.NEGATIVE_INFINITY) ? { psnr, step } : best),
    undefined,
  );
}

function header({ title, state, model, scale, parameters, rows, steps, bicubicPsnr }: TrainingReport): string {
  const best = bestOf(rows);
  const { step, seconds } = rows.at(-1)!;
  const gain = best && best.psnr - bicubicPsnr;
  const figure = (name: string, value: string, under: string, kind = '') =>
    `<div><dt>${name}</dt><dd${kind && ` class="${kind}"`}>${value}</dd><dd class="under">${under}</dd></div>`;
  const decibels = (value: number | undefined) => (value === undefined ? '–' : `${value.toFixed(2)}${narrowSpace}<small>dB</small>`);
  const kind = {
    training: 'Training now, <span id="age">not finished</span>',
    stopped: 'Training stopped',
    killed: 'Training killed, not finished',
    finished: 'Training report',
  }[state];
  const done = step < steps ? `${grouped(step)} of ${grouped(steps)}` : grouped(step);
  return `<p class="kind${state === 'training' ? ' live' : ''}">${kind}</p>
<h1>${escapeHtml(title)}</h1>
<p class="lead">${escapeHtml(model)} ×${scale.join(', ×')}, ${grouped(parameters)} parameters, ${done} steps</p>
<dl class="card scores">
${figure('Best PSNR', decibels(best?.psnr), best ? `at step ${grouped(best.step)}` : 'not measured')}
${figure('Bicubic', decibels(bicubicPsnr), 'same pictures')}
${figure('Gain', gain === undefined ? '–' : `${gain < 0 ? '−' : '+'}${decibels(Math.abs(gain))}`, 'over bicubic', gain === undefined ? '' : gain < 0 ? 'below' : 'above')}
${figure('Time', formatDuration(seconds).replace(/ ([a-z]+)/g, `${narrowSpace}<small>$1</small>`), `${perSecond(step / seconds)} steps/s`)}
</dl>`;
}

function perSecond(rate: number): string {
  return rate >= 10 ? grouped(Math.round(rate)) : String(Number(rate.toPrecision(2)));
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
  const norms = rows.flatMap(({ gradientNorm }) => gradientNorm ?? []);
  const gradient = `<section class="card"><h2>Gradient</h2><p class="note">Mean norm of the gradient over all weights since the row before.</p>${chartHtml('gradient-chart', `Gradient norm was last ${norms.at(-1)?.toPrecision(3)}.`)}</section>`;
  return `<div class="charts">
<section class="card"><h2>Training</h2><p class="note">Mean loss since the row before, and the learning rate.</p>${chartHtml('loss-chart', loss)}</section>
<section class="card"><h2>Validation</h2><p class="note">Means over the validation pictures.</p>${chartHtml('score-chart', psnr)}</section>
${norms.length > 0 ? gradient : ''}
</div>
<noscript><p class="note card">The charts need JavaScript; the last rows of the log are in the table below.</p></noscript>`;
}

function crops({ crops: { columns, pictures } }: TrainingReport): string {
  if (pictures.length === 0) return '';
  const head = columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join('');
  const body = pictures.map(({ name, pngs }) => {
    const cells = pngs.map((png, i) => `<td>${png ? imageHtml(png, `${name}, ${columns[i]}`) : ''}</td>`);
    return `<tr><th scope="row">${escapeHtml(name)}</th>${cells.join('')}</tr>`;
  });
  return `<section class="card"><h2>Validation over time</h2>
<p class="note">The most detailed part of some validation pictures as the network made it.</p>
<div class="scroll" tabindex="0"><table class="crops"><thead><tr><td></td>${head}</tr></thead>
<tbody>${body.join('\n')}</tbody></table></div></section>`;
}

function histograms({ histograms: given }: TrainingReport): string {
  if (!given) return '';
  return `<details class="card" open><summary>Weights <span>at step ${grouped(given.step)}</span></summary>
<div class="histograms">${given.weights.map(histogramHtml).join('\n')}</div></details>`;
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
  const caption = scores ? `<b>${scores.psnr.toFixed(2)} dB</b> <span>SSIM ${scores.ssim.toFixed(4)}</span>` : '<span>the original</span>';
  return `<figure>${imageHtml(png, `${name}, ${label}`)}<figcaption>${caption}</figcaption></figure>`;
}

function lastRows(rows: readonly LogRow[]): string {
  const shown = rows.slice(-tableRows);
  const columns: readonly (readonly [head: string, cell: (row: LogRow) => string])[] = [
    ['step', ({ step }) => grouped(step)],
    ['loss', ({ loss }) => loss.toPrecision(4)],
    ['PSNR, dB', ({ psnr }) => psnr?.toFixed(3) ?? ''],
    ['SSIM', ({ ssim }) => ssim?.toFixed(4) ?? ''],
    ['learning rate', ({ learningRate }) => (learningRate === 0 ? '0' : learningRate.toPrecision(3))],
    ['gradient norm', ({ gradientNorm }) => gradientNorm?.toPrecision(3) ?? ''],
    ['patches/s', ({ patchesPerSecond }) => grouped(Math.round(patchesPerSecond))],
    ['time', ({ seconds }) => formatDuration(seconds)],
  ];
  const used = columns.filter(([, cell]) => rows.some((row) => cell(row) !== ''));
  const body = shown.map((row) => `<tr>${used.map(([, cell]) => `<td>${cell(row)}</td>`).join('')}</tr>`);
  return `<details class="card"><summary>Log <span>last ${shown.length} of ${grouped(rows.length)} rows</span></summary>
<div class="scroll" tabindex="0"><table class="rows"><thead><tr>${used.map(([name]) => `<th scope="col">${name}</th>`).join('')}</tr></thead>
<tbody>${body.join('\n')}</tbody></table></div></details>`;
}
