/** What `-n` names: an installed network, a classical method, or any .onnx file. */

import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { ConfigError, EngineError, GraphError } from '../errors.ts';
import { rescaled, scaleRangeOf } from '../models/rescale.ts';
import { nearest } from '../nearest.ts';
import type { Device, Engine } from '../runtime/engine.ts';
import { ortNode } from '../runtime/ort-node.ts';
import { resampler, resamplers } from '../upscale/resampler.ts';
import { installedNetworks, readManifest, weightsFolder } from '../weights/installed.ts';
import { oneFile } from '../weights/one-file.ts';
import type { OwnedNetworkSet } from '../weights/set.ts';
import type { DeviceChoice } from './options.ts';

export interface NetworkChoice {
  /** The default installed network when left out. */
  readonly name?: string | undefined;
  readonly device?: DeviceChoice | undefined;
  readonly threads?: number | undefined;
  readonly engine?: Engine | undefined;
  readonly weights?: string | undefined;
}

export interface OpenedNetworks extends OwnedNetworkSet {
  /** Set for an .onnx file, which has one scale of its own. */
  readonly file?: string | undefined;
}

/**
 * Finds what `-n` names; files of installed networks are read when first used. Throws ConfigError for a name that is not
 * known (with the nearest one), EngineError for a file that is no upscaler or a device that cannot start.
 */
export async function openNetworks(choice: NetworkChoice): Promise<OpenedNetworks> {
  const { name, threads, engine = ortNode, weights = weightsFolder } = choice;
  const device: Device = choice.device === undefined || choice.device === 'auto' ? 'cpu' : choice.device;
  if (name !== undefined && isResampler(name)) return { ...resampler(name), dispose: async () => undefined };
  if (!engine.devices.includes(device))
    throw new EngineError(
      `Expected a device that this machine has but ${device} is not one of ${engine.devices.join(', ')}; try --device cpu`,
    );
  if (name !== undefined && (extname(name) === '.onnx' || /[\\/]/.test(name)))
    return withAdvice(fromFile(name, { engine, device, threads }), name, device);
  const manifest = await readManifest(weights);
  const installed = [...new Set(manifest.networks.map((n) => n.name))];
  const chosen = name ?? manifest.default;
  if (!installed.includes(chosen)) throw unknownNetwork(chosen, [...installed, ...resamplers]);
  const set = installedNetworks(manifest, chosen, { engine, device, threads }, weights);
  return { ...set, load: (scale, on = device) => withAdvice(set.load(scale, on), chosen, on) };
}

function isResampler(name: string): name is (typeof resamplers)[number] {
  return (resamplers as readonly string[]).includes(name);
}

function unknownNetwork(name: string, known: readonly string[]): ConfigError {
  const near = nearest(name, known);
  return new ConfigError(
    `Unknown network ${JSON.stringify(name)}${near ? `; did you mean ${near}?` : ''} (known: ${known.join(', ')}, or a path to an .onnx file)`,
  );
}

async function fromFile(path: string, options: { engine: Engine; device: Device; threads: number | undefined }): Promise<OpenedNetworks> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'ENOENT' || error.code === 'ENOTDIR' ? 'there is none' : `it cannot be read (${error.code})`;
    throw new ConfigError(`Expected an .onnx file at ${path} but ${reason}`, { cause: error });
  });
  try {
    return { ...(await oneFile(bytes, basename(path, '.onnx'), options, { rescaled, scaleRangeOf })), file: path };
  } catch (error) {
    if (error instanceof GraphError) throw new GraphError(`${path}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** A device that does not start is one sentence; the engine's own words are the cause. */
async function withAdvice<T>(work: Promise<T>, name: string, device: Device): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof EngineError) || device === 'cpu') throw error;
    throw new EngineError(`Expected ${name} to start on ${device} but the engine refused; try --device cpu (--debug shows why)`, {
      cause: error,
    });
  }
}
