/** The work of `subpixel networks`. */

import { stat } from 'node:fs/promises';
import { writeFileAtomic } from '../codecs/node.ts';
import { CodecError, ConfigError, expected } from '../errors.ts';
import { hasScale, scalesText } from '../models/model.ts';
import { type NamedModel, namedModels } from '../models/presets.ts';
import { nearest } from '../nearest.ts';
import { readManifest } from '../weights/installed.ts';
import type { Context } from './command.ts';
import { drawNetwork } from './drawing/drawing.ts';
import { blankGraph, factsOf, listNetworks } from './network-facts.ts';
import { networksText } from './network-list.ts';
import { layerRows, networkText } from './network-text.ts';
import { createProgress } from './progress.ts';

export interface NetworksOptions {
  readonly scale: number | undefined;
  readonly svg: string | undefined;
  readonly force: boolean;
  readonly json: boolean;
}

/** Prints all networks, or the one that is named. Throws ConfigError for a name or scale that is not known. */
export async function showNetworks(name: string | undefined, options: NetworksOptions, context: Context): Promise<void> {
  if (name === undefined) return showList(options, context);
  const model = modelCalled(name);
  const scale = options.scale ?? model.scales[0]!;
  if (!hasScale(model, scale)) throw new ConfigError(expected(scalesText(model), `--scale of ${name}`, scale));
  if (options.svg !== undefined) await writeDrawing(options.svg, options.force, model, scale);
  const facts = factsOf(model, await readManifest());
  const { scores = [], tiling } = model;
  context.stdout.write(
    options.json
      ? `${JSON.stringify({ ...facts, ...(tiling && { tiling }), scores, layersAt: scale, layers: layerRows(model, scale) })}\n`
      : networkText(model, facts, scale),
  );
}

async function showList({ scale, svg, force, json }: NetworksOptions, { stdout, stderr }: Context): Promise<void> {
  const lone = [scale !== undefined && '--scale', svg !== undefined && '--svg', force && '--force'].find((flag) => flag);
  if (lone) throw new ConfigError(`Expected the name of a network with ${lone}`);
  const progress = createProgress(stderr, { silent: json });
  const networks = listNetworks(await readManifest(), (done, total, what) => progress.update(done, total, what));
  progress.clear();
  stdout.write(json ? `${JSON.stringify({ networks })}\n` : networksText(networks));
}

function modelCalled(name: string): NamedModel {
  const names = namedModels.map((model) => model.name);
  const model = namedModels[names.indexOf(name)];
  if (model) return model;
  const near = nearest(name, names);
  throw new ConfigError(
    `Unknown network ${JSON.stringify(name)}; ${near ? `did you mean ${near}?` : 'subpixel networks lists those that can be built'}`,
  );
}

async function writeDrawing(path: string, force: boolean, model: NamedModel, scale: number): Promise<void> {
  const exists = await stat(path).then(
    () => true,
    () => false,
  );
  if (exists && !force) throw new CodecError(`Expected a new file but ${path} exists (--force replaces it)`);
  await writeFileAtomic(path, drawNetwork(blankGraph(model, scale), `${model.title} ×${scale}`));
}
