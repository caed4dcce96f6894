/** The list of `subpixel models`: the package's manifest, and what the network files say themselves. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SubpixelError } from '../errors.ts';
import { multiplyAdds } from '../graph/cost.ts';
import { parse } from '../graph/parse.ts';
import { resamplers } from '../upscale/resampler.ts';
import { readManifest, weightsFolder } from '../weights/installed.ts';
import type { InstalledNetwork } from '../weights/manifest.ts';
import { groupBy } from './group-by.ts';
import { grouped, magnitude, textTable } from './table.ts';

export interface ListedNetwork extends InstalledNetwork {
  /** For one output picture of 1280×720 pixels, computed from the network's graph; absent when its file cannot be used. */
  readonly multiplyAdds?: number;
  /** Why the file cannot be used: one sentence. */
  readonly problem?: string;
}

export interface ModelList {
  /** The name that is used when none is asked for. */
  readonly default: string;
  readonly networks: readonly ListedNetwork[];
  /** Names of the classical methods, which need no file. */
  readonly classical: readonly string[];
}

/** Throws ConfigError when the manifest is missing or wrong; a file that is has its `problem` in the list. */
export async function listModels(folder: string = weightsFolder): Promise<ModelList> {
  const { default: chosen, networks } = await readManifest(folder);
  return { default: chosen, networks: await Promise.all(networks.map((entry) => listed(entry, folder))), classical: resamplers };
}

async function listed(entry: InstalledNetwork, folder: string): Promise<ListedNetwork> {
  const path = join(folder, entry.file);
  try {
    const bytes = await readFile(path);
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (hash !== entry.sha256) return { ...entry, problem: `Expected SHA-256 ${entry.sha256} for ${path} but received ${hash}` };
    return { ...entry, multiplyAdds: multiplyAdds(parse(bytes).graph) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== undefined) return { ...entry, problem: `Expected a network in ${path} but it cannot be read (${code})` };
    if (error instanceof SubpixelError) return { ...entry, problem: `${path}: ${error.message}` };
    throw error;
  }
}

/** For people: a block per network with a row per scale, then the classical methods. */
export function modelsText(list: ModelList): string {
  const blocks = [...groupBy(list.networks, ({ name, trainedOn, license }) => JSON.stringify([name, trainedOn, license])).values()];
  const classical = ['classical methods, without a network and for any scale', `  ${list.classical.join(', ')}`];
  return `${[...blocks.map((networks) => blockText(networks, list.default)), classical].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function blockText(networks: readonly ListedNetwork[], chosen: string): string[] {
  const { name, trainedOn, license, commercialUse } = networks[0]!;
  const scored = [...new Set(networks.flatMap((network) => scoresOf(network).map(([place]) => place)))];
  const head = ['scale', 'parameters', 'multiply-adds', ...scored];
  const rows = [...networks]
    .sort((a, b) => a.scale - b.scale)
    .map((network) => {
      const scores = new Map(scoresOf(network));
      const cost = network.multiplyAdds === undefined ? '–' : magnitude(network.multiplyAdds);
      return [`×${network.scale}`, grouped(network.parameters), cost, ...scored.map((place) => scores.get(place) ?? '–')];
    });
  return [
    `${name}${name === chosen ? ' (default)' : ''}`,
    ...textTable(
      [
        ['trained on', trainedOn.join(', ') || 'not stated'],
        ['commercial use', commercialUse ? 'yes' : 'no'],
        ['licence', license],
      ],
      { left: [0, 1] },
    ).map((line) => `  ${line}`),
    '',
    ...textTable([head, ...rows]).map((line) => `  ${line}`),
  ];
}

/** `Set5 paper-y` → `36.83 / 0.9553`, with the metrics in the manifest's order. */
function scoresOf({ scores }: InstalledNetwork): [place: string, values: string][] {
  return Object.entries(scores).flatMap(([protocol, sets]) =>
    Object.entries(sets).map(([set, values]): [string, string] => [
      `${set} ${protocol}`,
      Object.entries(values)
        .map(([metric, value]) => value.toFixed(metric === 'psnr' ? 2 : 4))
        .join(' / '),
    ]),
  );
}
