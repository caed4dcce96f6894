/** The report of an evaluation: one HTML page with the table of the field, and charts of what quality costs. */
import { metrics } from '../metrics/index.ts';
import { shown } from './eval-text.ts';
import type { Field, FieldGroup, FieldMean } from './field.ts';
import { fieldScript } from './field-script.ts';
import { groupBy } from './group-by.ts';
import { escapeHtml, renderPage } from './page.ts';
import { grouped, magnitude } from './table.ts';

/** Parts of result pictures as base64 of PNG, by the group's number, picture and method; the method `HR` is the original. */
export type FieldCrops = Readonly<Record<string, string>>;

export interface FieldReport {
  readonly title: string;
  readonly field: Field;
  readonly crops: FieldCrops;
}

/** The key of a part in `FieldCrops`. */
export function cropKey(group: number, picture: string, method: string): string {
  return JSON.stringify([group, picture, method]);
}

export function renderFieldReport({ title, field, crops }: FieldReport): string {
  const { groups } = field;
  const noReference = field.metrics.filter((name) => metrics[name]!.reference === 'none');
  const perPicture = groups.some(({ pictures }) => pictures.length > 0);
  const body = [
    header(title, field),
    ...[...groupBy(groups, ({ protocol }) => protocol)].map(([protocol, its]) => fieldTable(protocol, its, field.metrics)),
    choice(groups, field.metrics),
    `<div class="charts">
${chart('cost', 'Quality and cost', 'Multiply-adds are those for one result of 1280×720. Filled dots were measured; hollow ones are what papers print of other networks.')}
${chart('time', 'Quality and time', 'Median time per picture on the machine that measured; only times of one machine compare.')}
${noReference.length > 0 ? chart('plane', 'Perception and distortion', 'A metric without reference against one with: past a point, one is had only at the cost of the other (Blau and Michaeli, 2018).') : ''}
${perPicture ? chart('pair', 'Picture by picture', 'Each dot is a picture: above the line, the upper method is better.', selects('first', 'second')) : ''}
</div>`,
    perPicture
      ? picturesCard()
      : '<p class="note card">The files hold means of sets only: pictures one by one are in the CSV of a suite.</p>',
    '<noscript><p class="note card">The charts need JavaScript; all means are in the table above.</p></noscript>',
  ];
  return renderPage({
    title: `${title}: evaluation`,
    body: body.filter((part) => part !== '').join('\n'),
    data: { groups: groups.map((group) => groupData(group, field.metrics)), metrics: field.metrics.map(metricData), noReference, crops },
    script: fieldScript,
  });
}

function metricData(name: string) {
  const { title, unit, better } = metrics[name]!;
  return { name, title, unit, better };
}

function groupData({ protocol, set, scale, means, pictures, others }: FieldGroup, names: readonly string[]) {
  const finite = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : null);
  const valuesOf = (scores: FieldMean['scores']) => names.map((name) => finite(scores[name]));
  return {
    ...{ protocol, set, scale },
    means: means.map(({ method, scores, milliseconds, timesBicubic }) => ({
      ...{ label: method.label, classical: method.classical, multiplyAdds: method.multiplyAdds ?? null, milliseconds },
      ...{ timesBicubic: timesBicubic ?? null, scores: valuesOf(scores) },
    })),
    others: others.map(({ label, multiplyAdds, psnr, ssim }) => ({
      label,
      multiplyAdds,
      scores: valuesOf({ psnr, ...(ssim === undefined ? {} : { ssim }) }),
    })),
    pictures: [...groupBy(pictures, ({ picture }) => picture)].map(([name, rows]) => ({
      name,
      scores: Object.fromEntries(rows.map(({ model, scores }) => [model, valuesOf(scores)])),
    })),
  };
}

function header(title: string, { groups }: Field): string {
  const count = (values: readonly unknown[], one: string, many: string) => {
    const { size } = new Set(values);
    return `${grouped(size)} ${size === 1 ? one : many}`;
  };
  const means = groups.flatMap((group) => group.means);
  const scales = [...new Set(groups.map(({ scale }) => `×${scale}`))].join(', ');
  const dates = [...new Set(means.map(({ date }) => date))].sort();
  const engines = [...new Set(means.flatMap(({ engine }) => engine.split(' and ')))].sort();
  const lead = [
    count(
      means.map(({ method }) => method.label),
      'method',
      'methods',
    ),
    count(
      groups.map(({ set }) => set),
      'set',
      'sets',
    ),
    scales,
  ].join(', ');
  const when = dates.length > 1 ? `${dates[0]} to ${dates.at(-1)}` : dates[0]!;
  return `<p class="kind">Evaluation</p>
<h1>${escapeHtml(title)}</h1>
<p class="lead">${escapeHtml(`${lead}; measured ${when} with ${engines.join(', ')}`)}</p>`;
}

function fieldTable(protocol: string, groups: readonly FieldGroup[], names: readonly string[]): string {
  const sets = [...new Set(groups.map(({ set }) => set))];
  const head = `<thead><tr><th scope="col" rowspan="2">method</th>${sets.map((set) => `<th scope="colgroup" colspan="${names.length}" class="set">${escapeHtml(set)}</th>`).join('')}<th scope="col" rowspan="2" class="set">parameters</th><th scope="col" rowspan="2">multiply-<br>adds</th><th scope="col" rowspan="2">time,<br>× bicubic</th></tr>
<tr>${sets.map(() => names.map((name, i) => `<th scope="col"${i === 0 ? ' class="set"' : ''}>${escapeHtml(unitTitle(name))}</th>`).join('')).join('')}</tr></thead>`;
  const columns = 4 + sets.length * names.length;
  const bodies = [...groupBy(groups, ({ scale }) => String(scale))].map(([scale, its]) => {
    const rows = [
      ...groupBy(
        its.flatMap(({ means }) => means),
        ({ method }) => method.label,
      ).values(),
    ];
    return `<tbody><tr class="scale"><th scope="rowgroup" colspan="${columns}">×${scale}</th></tr>
${rows.map((row) => methodRow(row, sets, names, its)).join('\n')}</tbody>`;
  });
  const published = groups.some(({ means }) => means.some((mean) => mean.published));
  const note = published
    ? 'Below a score: what is published of the method, and how far ours is above or below it. Best of a column in bold.'
    : 'Best of a column in bold.';
  return `<section class="card"><h2>By the protocol ${escapeHtml(protocol)}</h2>
<p class="note">Means over each set. ${note} Time is the median per picture.</p>
<div class="scroll" tabindex="0"><table class="rows field">${head}
${bodies.join('\n')}</table></div></section>`;
}

function unitTitle(name: string): string {
  const { title, unit } = metrics[name]!;
  return unit === '' ? title : `${title}, ${unit}`;
}

function methodRow(means: readonly FieldMean[], sets: readonly string[], names: readonly string[], groups: readonly FieldGroup[]): string {
  const { label, parameters, multiplyAdds } = means[0]!.method;
  const all = means.reduce((sum, { pictures }) => sum + pictures, 0);
  const weighted = (value: (mean: FieldMean) => number) => means.reduce((sum, mean) => sum + (value(mean) * mean.pictures) / all, 0);
  const ratio = means.every(({ timesBicubic }) => timesBicubic !== undefined) ? weighted(({ timesBicubic }) => timesBicubic!) : undefined;
  const time = weighted(({ milliseconds }) => milliseconds);
  const cells = sets.flatMap((set) => {
    const mean = means.find((one) => one.set === set);
    const others = groups.find((group) => group.set === set)?.means ?? [];
    return names.map((name, i) => scoreCell(mean, name, others, i === 0));
  });
  const cost = [
    `<td class="set">${parameters === undefined ? '' : magnitude(parameters)}</td>`,
    `<td>${multiplyAdds === undefined ? '' : magnitude(multiplyAdds)}</td>`,
    `<td>${ratio === undefined ? '' : `${factor(ratio)}<br>`}<small>${factor(time)}&#8239;ms</small></td>`,
  ];
  return `<tr><th scope="row">${escapeHtml(label)}</th>${cells.join('')}${cost.join('')}</tr>`;
}

/** Two digits that count, or whole. */
function factor(value: number): string {
  return value >= 100 ? grouped(Math.round(value)) : String(Number(value.toPrecision(value >= 10 ? 3 : 2)));
}

function scoreCell(mean: FieldMean | undefined, name: string, others: readonly FieldMean[], first: boolean): string {
  const kind = first ? ' class="set"' : '';
  const value = mean?.scores[name];
  if (value === undefined) return `<td${kind}></td>`;
  const { unit, better } = metrics[name]!;
  const digits = unit === 'dB' ? 2 : 4;
  const values = others.flatMap(({ scores }) => scores[name] ?? []);
  const best = better === 'higher' ? Math.max(...values) : Math.min(...values);
  const text = value === best && values.length > 1 ? `<b>${shown(value, digits)}</b>` : shown(value, digits);
  const published = name === 'psnr' || name === 'ssim' ? mean!.published?.[name] : undefined;
  if (published === undefined) return `<td${kind}>${text}</td>`;
  const difference = Number((value - published).toFixed(digits));
  const sign = difference > 0 ? '+' : '';
  const colour = difference > 0 ? 'above' : difference < 0 ? 'below' : '';
  return `<td${kind}>${text}<br><small>${published.toFixed(digits)} <span class="${colour}">${sign}${shown(difference, digits)}</span></small></td>`;
}

/** What the charts show. */
function choice(groups: readonly FieldGroup[], names: readonly string[]): string {
  const options = groups.map(
    ({ protocol, set, scale }, i) => `<option value="${i}">${escapeHtml(`${set} ×${scale}, ${protocol}`)}</option>`,
  );
  const scored = names.map((name, i) => `<option value="${i}">${escapeHtml(metrics[name]!.title)}</option>`);
  return `<form class="card choice" autocomplete="off"><label>Set <select id="group">${options.join('')}</select></label>
<label>Metric <select id="metric">${scored.join('')}</select></label></form>`;
}

function selects(first: string, second: string): string {
  return `<p class="choice"><label>Method <select id="${first}"></select></label> <label>against <select id="${second}"></select></label></p>`;
}

function chart(id: string, title: string, note: string, more = ''): string {
  return `<section class="card"><h2>${title}</h2><p class="note">${note}</p>${more}<div class="scatter" id="${id}"></div></section>`;
}

function picturesCard(): string {
  return `<section class="card"><h2>Best and worst pictures</h2>
<p class="note" id="order"></p>
<div class="scroll" tabindex="0"><table class="rows extremes" id="extremes"></table></div></section>`;
}
