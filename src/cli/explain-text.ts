/** What `subpixel eval --explain` prints. */
import type { Scores } from '../evaluate/evaluate.ts';
import { metrics } from '../metrics/index.ts';
import type { Protocol } from '../metrics/protocol.ts';
import { heading, shown } from './eval-text.ts';
import { grouped, textTable } from './table.ts';

export interface Explanation {
  readonly model: string;
  readonly scale: number;
  /** Last part of the path of the picture or folder. */
  readonly data: string;
  readonly pictures: number;
  readonly metrics: readonly string[];
  readonly protocol: Protocol;
  readonly protocolText: string;
  /** By the protocol. */
  readonly scores: Scores;
  /** With one choice changed. */
  readonly changes: readonly { readonly choice: string; readonly protocol: Protocol; readonly scores: Scores }[];
}

function differences({ scores, metrics: names }: Explanation, changed: Scores): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, changed[name]! - scores[name]!]));
}

/** One line of JSON; differences are the changed score less that of the protocol. */
export function explanationJson(explanation: Explanation): string {
  const changes = explanation.changes.map((change) => ({ ...change, difference: differences(explanation, change.scores) }));
  return JSON.stringify({ ...explanation, changes });
}

export function explanationText(explanation: Explanation): string {
  const { model, scale, data, pictures, metrics: names, scores, changes, protocol, protocolText } = explanation;
  const digits = (name: string) => (metrics[name]!.unit === 'dB' ? 3 : 4);
  const signed = (value: number, name: string) => {
    if (Number.isNaN(value)) return '–';
    const text = shown(value, digits(name));
    return Number(value.toFixed(digits(name))) === 0 ? text.replace('−', '') : value < 0 ? text : `+${text}`;
  };
  const head = ['changed', ...names.flatMap((name) => [heading(name), 'difference'])];
  const own = [protocol.name, ...names.flatMap((name) => [shown(scores[name]!, digits(name)), ''])];
  const rows = changes.map((change) => {
    const difference = differences(explanation, change.scores);
    return [change.choice, ...names.flatMap((name) => [shown(change.scores[name]!, digits(name)), signed(difference[name]!, name)])];
  });
  const count = pictures === 1 ? '' : `, mean of ${grouped(pictures)} pictures`;
  return [`${model} ×${scale} on ${data}${count}`, '', ...textTable([head, own, ...rows]), '', `Protocol ${protocolText}`, ''].join('\n');
}
