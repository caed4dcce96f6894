/** The field: what files of scores say of every method on every set, beside what is known of the methods and published of them. */
import { publishedScore } from '../evaluate/published.ts';
import { multiplyAdds, parameterCount } from '../graph/cost.ts';
import { metrics } from '../metrics/index.ts';
import type { protocols } from '../metrics/protocols.ts';
import type { PublishedScore } from '../models/model.ts';
import { namedModels } from '../models/presets.ts';
import { resamplers } from '../upscale/resampler.ts';
import { groupBy } from './group-by.ts';
import { blankGraph } from './network-facts.ts';
import { keyOf, meansOf, type ScoreRow } from './score-file.ts';

/** A method at a scale; `parameters` and `multiplyAdds` are of networks that can be built here. */
export interface Method {
  readonly label: string;
  readonly scale: number;
  readonly classical: boolean;
  readonly parameters?: number | undefined;
  /** For an output of 1280×720 pixels. */
  readonly multiplyAdds?: number | undefined;
}

/** The mean of a method over a set. */
export interface FieldMean extends ScoreRow {
  readonly method: Method;
  /** Only where the protocol is one of those that papers use. */
  readonly published?: PublishedScore | undefined;
}

/** All methods on one set at one scale by one protocol. */
export interface FieldGroup {
  readonly protocol: string;
  readonly set: string;
  readonly scale: number;
  readonly means: readonly FieldMean[];
  /** Rows of single pictures; empty where only means are known. */
  readonly pictures: readonly ScoreRow[];
  /** Other networks that can be built here, as their papers have them; none where the protocol is not theirs. */
  readonly others: readonly PublishedNetwork[];
}

export interface PublishedNetwork {
  readonly label: string;
  /** For an output of 1280×720 pixels. */
  readonly multiplyAdds: number;
  readonly psnr: number;
  readonly ssim?: number | undefined;
}

export interface Field {
  readonly groups: readonly FieldGroup[];
  /** Names of the metrics that there are values of, PSNR first. */
  readonly metrics: readonly string[];
}

/** Protocols whose scores papers print in one column; they differ by at most 0.1 dB. */
const paperProtocols: readonly string[] = ['paper-y', 'srcnn-y', 'basicsr-y'] satisfies (keyof typeof protocols)[];

/** Names of two files or of two folders that are the same get the first digits of their hash. */
export function fieldOf(given: readonly ScoreRow[]): Field {
  const rows = distinct(given);
  const names = [...new Set(rows.flatMap(({ scores }) => Object.keys(scores)))].filter((name) => name in metrics);
  const methodOf = methods();
  const means = meansOf(rows).map((row) => ({ ...row, method: methodOf(row) }));
  const groups = groupBy(means, ({ protocol, set, scale }) => JSON.stringify([protocol, scale, set]));
  const pictures = groupBy(
    rows.filter(({ picture }) => picture !== ''),
    ({ protocol, set, scale }) => JSON.stringify([protocol, scale, set]),
  );
  return {
    metrics: [...names.filter((name) => name === 'psnr'), ...names.filter((name) => name !== 'psnr')],
    groups: [...groups]
      .map(([key, its]): FieldGroup => {
        const { protocol, set, scale } = its[0]!;
        const known = its.map((mean) => ({
          ...mean,
          published: paperProtocols.includes(protocol) ? publishedScore(networkName(mean.model), set, scale) : undefined,
        }));
        return {
          protocol,
          set,
          scale,
          means: known.sort(byFirstScore),
          pictures: pictures.get(key) ?? [],
          others: othersOf(known, protocol, set, scale),
        };
      })
      .sort((a, b) => a.scale - b.scale),
  };
}

function othersOf(means: readonly FieldMean[], protocol: string, set: string, scale: number): PublishedNetwork[] {
  if (!paperProtocols.includes(protocol)) return [];
  const measured = new Set(means.map(({ model }) => networkName(model)));
  return namedModels.flatMap(({ name, scores, multiplyAdds }) => {
    const score = scores?.find((one) => one.set === set && one.scale === scale);
    const giga = multiplyAdds?.[`x${scale}`];
    if (measured.has(name) || !score || giga === undefined) return [];
    return [{ label: name, multiplyAdds: giga * 1e9, psnr: score.psnr, ssim: score.ssim }];
  });
}

function byFirstScore(a: FieldMean, b: FieldMean): number {
  return (b.scores['psnr'] ?? 0) - (a.scores['psnr'] ?? 0);
}

/** The newest row of each that measures the same; labels that stand for one thing only. */
function distinct(rows: readonly ScoreRow[]): ScoreRow[] {
  const several = (name: (row: ScoreRow) => string, hash: (row: ScoreRow) => string) => {
    const groups = groupBy(rows, name);
    return (row: ScoreRow) => new Set(groups.get(name(row))!.map(hash)).size > 1;
  };
  const models = several(
    ({ model, scale }) => JSON.stringify([model, scale]),
    ({ modelHash }) => modelHash,
  );
  const sets = several(
    ({ set }) => set,
    ({ dataHash }) => dataHash,
  );
  const short = (name: string, hash: string) => `${name} (${hash.slice(0, 6)})`;
  const labelled = rows.map((row) => ({
    ...row,
    model: models(row) ? short(row.model, row.modelHash) : row.model,
    set: sets(row) ? short(row.set, row.dataHash) : row.set,
  }));
  return [...groupBy(labelled, keyOf).values()].map((same) => same.at(-1)!);
}

/** `espcn_x3 (0a1b2c)` → `espcn`: the network that a file is called after. */
function networkName(label: string): string {
  return label.replace(/ \([0-9a-f]{6}\)$/, '').replace(/_x[\d.-]+$/, '');
}

/** Facts of each method, worked out once. */
function methods(): (row: ScoreRow) => Method {
  const known = new Map<string, Method>();
  return ({ model, scale }) => {
    const key = `${model} ${scale}`;
    const method = known.get(key) ?? describe(model, scale);
    known.set(key, method);
    return method;
  };
}

function describe(label: string, scale: number): Method {
  const classical = (resamplers as readonly string[]).includes(label);
  const network = namedModels.find(({ name }) => name === networkName(label));
  if (classical || !network?.scales.includes(scale)) return { label, scale, classical };
  const graph = blankGraph(network, scale);
  return { label, scale, classical, parameters: parameterCount(graph), multiplyAdds: multiplyAdds(graph) };
}
