/** Training runs beside each other: a table, and a page with the curves of all. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { glob } from 'tinyglobby';
import { parse } from 'yaml';
import { writeFileAtomic } from '../codecs/node.ts';
import { ConfigError } from '../errors.ts';
import type { LogRow } from '../train/trainer.ts';
import { chartHtml, escapeHtml, renderPage } from './page.ts';
import { formatDuration } from './progress.ts';
import { type RunState, runState } from './run-beat.ts';
import { readFacts } from './run-facts.ts';
import { runFiles } from './run-folder.ts';
import { readLog } from './run-log.ts';
import { runsScript } from './runs-script.ts';
import { grouped, textTable } from './table.ts';

export interface RunEntry {
  /** Path below the folder that was listed; `.` for a run that is this folder. */
  readonly name: string;
  readonly state: RunState;
  readonly model: string;
  readonly scale: readonly number[];
  readonly parameters: number;
  /** Steps done and planned. */
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  /** Best validation PSNR in dB and its step; SSIM there; absent before the first validation. */
  readonly psnr: number | undefined;
  readonly bestStep: number | undefined;
  readonly ssim: number | undefined;
  readonly bicubicPsnr: number;
  readonly seconds: number;
  /** Keys of the configuration, by path, that not all runs of the list have alike. */
  readonly differs: Readonly<Record<string, string>>;
  readonly rows: readonly LogRow[];
}

/** The runs below `folder`, best first. Throws ConfigError when there is none. */
export async function listRuns(folder: string): Promise<RunEntry[]> {
  const found = await glob([`**/${runFiles.facts}`], { cwd: folder, expandDirectories: false }).catch(() => []);
  const names = found.map((path) => path.slice(0, -runFiles.facts.length - 1) || '.').sort();
  const runs: Omit<RunEntry, 'differs'>[] = [];
  const configs: Map<string, string>[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const rows = await readLog(join(path, runFiles.log));
    const last = rows.at(-1);
    if (!last) continue;
    const { state: written, model, scale, parameters, steps, bicubicPsnr } = await readFacts(path);
    const state = await runState(join(path, runFiles.running), written);
    const best = rows.reduce<LogRow | undefined>(
      (top, row) => (row.psnr !== undefined && row.psnr > (top?.psnr ?? Number.NEGATIVE_INFINITY) ? row : top),
      undefined,
    );
    configs.push(leaves(parse(await readFile(join(path, runFiles.config), 'utf8'))));
    runs.push({
      ...{ name, state, model, scale, parameters, steps, bicubicPsnr, rows },
      ...{ step: last.step, loss: last.loss, seconds: last.seconds, psnr: best?.psnr, bestStep: best?.step, ssim: best?.ssim },
    });
  }
  if (runs.length === 0) throw new ConfigError(`Expected a folder with training runs but ${folder} holds none`);
  const differing = [...new Set(configs.flatMap((c) => [...c.keys()]))].filter((key) => new Set(configs.map((c) => c.get(key))).size > 1);
  const entries = runs.map((run, i) => ({
    ...run,
    differs: Object.fromEntries(differing.map((key) => [key, configs[i]!.get(key) ?? 'none'])),
  }));
  return entries.sort((a, b) => (b.psnr ?? 0) - b.bicubicPsnr - ((a.psnr ?? 0) - a.bicubicPsnr));
}

/** Values of a tree by the paths of their keys, as JSON; lists count as values. */
function leaves(tree: unknown, at = ''): Map<string, string> {
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) return new Map([[at, JSON.stringify(tree)]]);
  return new Map(Object.entries(tree).flatMap(([key, value]) => [...leaves(value, at === '' ? key : `${at}.${key}`)]));
}

const gainOf = ({ psnr, bicubicPsnr }: RunEntry) => (psnr === undefined ? undefined : psnr - bicubicPsnr);
/** A difference in dB; a dash for none. */
export const signed = (value: number | undefined): string =>
  value === undefined ? '–' : `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;

/** Head and cell of each column of the table, on the terminal and on the page. */
const columns: readonly (readonly [head: string, cell: (run: RunEntry) => string])[] = [
  ['run', ({ name }) => name],
  ['network', ({ model, scale }) => `${model} ×${scale.join(' ×')}`],
  ['state', ({ state }) => state],
  ['steps', ({ step, steps }) => (step < steps ? `${grouped(step)}/${grouped(steps)}` : grouped(step))],
  ['PSNR, dB', ({ psnr }) => psnr?.toFixed(2) ?? '–'],
  ['gain', (run) => signed(gainOf(run))],
  ['SSIM', ({ ssim }) => ssim?.toFixed(4) ?? '–'],
  ['at step', ({ bestStep }) => (bestStep === undefined ? '–' : grouped(bestStep))],
  ['loss', ({ loss }) => loss.toPrecision(3)],
  ['time', ({ seconds }) => formatDuration(seconds)],
];

const leftColumns = [0, 1, 2];

export function runsText(runs: readonly RunEntry[]): string {
  const lines = textTable([columns.map(([head]) => head), ...runs.map((run) => columns.map(([, cell]) => cell(run)))], {
    left: leftColumns,
  });
  return `${lines.join('\n')}\n`;
}

/** Rows of a log that the page draws at the most. */
const chartRows = 1500;

/** Writes the page; returns its path. */
export async function writeComparison(folder: string, runs: readonly RunEntry[], output = join(folder, 'compare.html')): Promise<string> {
  await writeFileAtomic(output, comparisonPage(basename(folder), runs));
  return output;
}

export function comparisonPage(title: string, runs: readonly RunEntry[]): string {
  const side = (column: number) => (leftColumns.includes(column) ? ' class="left"' : '');
  const head = columns.map(([name], column) => `<th scope="col"${side(column)}>${name}</th>`).join('');
  const body = runs.map((run, i) => {
    const mark = `<i class="mark" data-run="${i}"></i>`;
    const cells = columns.map(([, cell], column) => `<td${side(column)}>${column === 0 ? mark : ''}${escapeHtml(cell(run))}</td>`);
    return `<tr>${cells.join('')}</tr>`;
  });
  const best = runs[0]!;
  const words = `${runs.length} runs; the best is ${best.name} with a gain of ${signed(gainOf(best))} dB over bicubic.`;
  const html = `<p class="kind">Training runs</p>
<h1>${escapeHtml(title)}</h1>
<p class="lead">${runs.length} run${runs.length === 1 ? '' : 's'}, best gain over bicubic first</p>
<section class="card"><div class="scroll first" tabindex="0"><table class="rows"><thead><tr>${head}</tr></thead>
<tbody>${body.join('\n')}</tbody></table></div></section>
<div class="charts wide">
<section class="card"><h2>Validation</h2><p class="note">Mean PSNR over the validation pictures.</p>${chartHtml('psnr-chart', words)}</section>
<section class="card"><h2>Training</h2><p class="note">Mean loss since the row before.</p>${chartHtml('loss-chart', words)}</section>
</div>
${differences(runs)}`;
  const thin = (rows: readonly LogRow[]) => {
    const every = Math.ceil(rows.length / chartRows);
    return rows
      .filter(({ psnr }, i) => psnr !== undefined || (rows.length - 1 - i) % every === 0)
      .map(({ step, loss, psnr }) => ({ step, loss, psnr }));
  };
  return renderPage({
    title: `${title}: training runs`,
    body: html,
    data: { runs: runs.map(({ name, rows }) => ({ name, rows: thin(rows) })) },
    script: runsScript,
  });
}

/** The keys of the configurations that are not alike. */
function differences(runs: readonly RunEntry[]): string {
  const keys = Object.keys(runs[0]!.differs);
  if (keys.length === 0) return '';
  const head = ['key', ...runs.map(({ name }) => name)].map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join('');
  const rows = keys.map(
    (key) =>
      `<tr><th scope="row">${escapeHtml(key)}</th>${runs.map(({ differs }) => `<td>${escapeHtml(differs[key]!)}</td>`).join('')}</tr>`,
  );
  return `<details class="card" open><summary>Configuration <span>where it differs</span></summary>
<div class="scroll" tabindex="0"><table class="rows keys"><thead><tr>${head}</tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div></details>`;
}
