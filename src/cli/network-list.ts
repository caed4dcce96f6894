/** The text of `subpixel networks`: one line for each network, under its paper and family. */
import { groupBy } from './group-by.ts';
import { wrap } from './help.ts';
import type { NetworkFacts, ScaleFacts } from './network-facts.ts';
import { magnitude, textTable } from './table.ts';

/** Columns that the text takes at the most. */
const columns = 120;

export function networksText(networks: readonly NetworkFacts[]): string {
  const head = ['network', 'scale', 'parameters', 'multiply-adds', 'sees', 'input', 'image', 'weights'];
  const lines = textTable([head, ...networks.map(cells)], { left: [0, 1, 5, 6, 7] });
  const lineOf = new Map(networks.map(({ name }, i) => [name, lines[i + 1]!]));
  const families = [...groupBy(networks, ({ family }) => family)].sort(([a], [b]) => (a < b ? -1 : 1));
  const text = families.flatMap(([family, members]) => [
    '',
    family,
    ...[...groupBy(members, ({ paper }) => paperWords(paper))].flatMap(([paper, of]) => [
      ...wrap(paper, columns - 2).map((line) => `  ${line}`),
      ...of.map(({ name }) => `    ${lineOf.get(name)}`),
    ]),
  ]);
  return `${[`    ${lines[0]}`, ...text].join('\n')}\n`;
}

/** `Title, 2016, arXiv 1609.05158`. */
export function paperWords({ title, year, arxiv, doi }: NetworkFacts['paper']): string {
  return [title, year, ...(arxiv ? [`arXiv ${arxiv}`] : doi ? [`doi ${doi}`] : [])].join(', ');
}

function cells({ name, scales, scaleRange, input, channels }: NetworkFacts): string[] {
  const installed = scales.filter((s) => s.installed).map((s) => `×${s.scale}`);
  return [
    name,
    scaleRange ? `×${scaleRange[0]} to ×${scaleRange[1]}` : list(scales.map((s) => `×${s.scale}`)),
    perScale(scales, ({ parameters }) => parameters),
    perScale(scales, (s) => s.multiplyAdds),
    list(oneOrAll(scales.map((s) => String(s.receptiveField)))),
    input,
    channels === 1 ? 'Y' : 'RGB',
    installed.length === scales.length ? 'yes' : installed.join(' '),
  ];
}

/** `21.3 / 22.7 / 24.8 k`: one value where all scales have the same, and one unit where they can share it. */
function perScale(scales: readonly ScaleFacts[], of: (facts: ScaleFacts) => number): string {
  const values = oneOrAll(scales.map((s) => magnitude(of(s))));
  const [unit, ...others] = [...new Set(values.map((value) => value.split(' ')[1] ?? ''))];
  if (others.length > 0) return list(values, ' / ');
  return `${list(
    values.map((value) => value.split(' ')[0]!),
    ' / ',
  )} ${unit}`.trim();
}

/** One word where all are the same. */
export function oneOrAll(words: readonly string[]): readonly string[] {
  return words.every((word) => word === words[0]) ? words.slice(0, 1) : words;
}

/** The first and the last of more than three. */
function list(words: readonly string[], between = ' '): string {
  return words.length > 3 ? `${words[0]} … ${words.at(-1)}` : words.join(between);
}
