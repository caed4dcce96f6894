/** The passes of a plan as one source of rows. */

import type { Device } from '../runtime/engine.ts';
import { scaledSize } from '../scale.ts';
import { growth, type Network, type NetworkSet } from './network.ts';
import { networkSource } from './network-source.ts';
import type { Pass, ResamplePass } from './plan.ts';
import { mapRows, type RowSource, resampleSource } from './rows.ts';
import { chooseTile, type TileChoice } from './tile-size.ts';

/** A pass with the network that makes it and its tiles. */
export type Stage = ResamplePass | { readonly kind: 'network'; readonly network: Network; readonly choice: TileChoice };

export interface RunOptions {
  readonly selfEnsemble?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onTile?: ((pixels: number) => void) | undefined;
}

/** Loads the networks of the passes and chooses their tiles. */
export async function prepare(passes: readonly Pass[], networks: NetworkSet, tile: number | undefined, device?: Device): Promise<Stage[]> {
  const stages: Stage[] = [];
  for (const pass of passes) {
    if (pass.kind === 'resample') {
      stages.push(pass);
      continue;
    }
    const network = await (device ? networks.load(pass.scale, device) : networks.load(pass.scale));
    const size = network.input === 'bicubic' ? pass.to : pass.from;
    stages.push({ kind: 'network', network, choice: await chooseTile(network, size, { tile }) });
  }
  return stages;
}

/** `source` through all stages. Between them stays what a picture can hold: no network was trained on what another overshoots at edges. */
export function chain(source: RowSource, stages: readonly Stage[], options: RunOptions): RowSource {
  return stages.reduce((rows, stage, i) => {
    if (stage.kind === 'resample') return resampleSource(rows, stage.to, stage.kernel);
    return networkRows(i === 0 ? rows : clipped(rows), stage.network, stage.choice, options);
  }, source);
}

/** Luma in 16–235 of 255, RGB in 0–1. */
function clipped(source: RowSource): RowSource {
  const [low, high] = source.channels === 1 ? [16 / 255, 235 / 255] : [0, 1];
  return mapRows(source, (strip) => ({ ...strip, data: strip.data.map((value) => Math.min(Math.max(value, low), high)) }));
}

/** `source` through one network, enlarged first where the network wants that. */
export function networkRows(source: RowSource, network: Network, choice: TileChoice, options: RunOptions): RowSource {
  const zoom = network.scale / growth(network);
  const input = zoom === 1 ? source : resampleSource(source, scaledSize(source, zoom), 'bicubic');
  return networkSource(input, network, { choice, ...options });
}

/** Pixels of networks' input that the passes have to work on; the output's where no network is used. */
export function workOf(passes: readonly Pass[], stages: readonly Stage[]): number {
  let work = 0;
  passes.forEach((pass, i) => {
    const stage = stages[i]!;
    const size = stage.kind === 'network' && stage.network.input === 'bicubic' ? pass.to : pass.from;
    if (stage.kind === 'network') work += size.width * size.height;
  });
  const last = passes.at(-1)!.to;
  return work || last.width * last.height;
}
