/** Any .onnx file as a set of networks: of the scale that it has, or of all scales between two where it is one of any scale. */
import type { Device } from '../runtime/engine.ts';
import { loadNetwork, type Network } from '../upscale/network.ts';
import { disposeAll, type OpenOptions, type OwnedNetworkSet, once } from './set.ts';

/** How networks of any scale are made anew: `models/rescale.ts`, which knows every model and is therefore left out of pages. */
export interface Rescaling {
  scaleRangeOf(metadata: Readonly<Record<string, string>>): readonly [number, number] | undefined;
  rescaled(bytes: Uint8Array, scale: number): Uint8Array;
}

/**
 * Loads the file on the device of the options. Without `rescaling` a network of any scale is of that of its file.
 * Throws GraphError and EngineError for bytes that are no upscaler.
 */
export async function oneFile(bytes: Uint8Array, name: string, options: OpenOptions, rescaling?: Rescaling): Promise<OwnedNetworkSet> {
  const { device: first = 'cpu' } = options;
  const opened = new Map<string, Promise<Network>>();
  const load = (key: string, file: () => Uint8Array, device: Device): Promise<Network> =>
    once(opened, key, async () => loadNetwork(file(), options.engine, { device, threads: options.threads, name }));
  const on = (device: Device): Promise<Network> => load(device, () => bytes, device);
  const { scale, metadata } = await on(first);
  const scaleRange = rescaling?.scaleRangeOf(metadata);
  return {
    name,
    scales: [scale],
    scaleRange,
    load(wanted, device = first) {
      if (wanted === scale || !rescaling || !scaleRange) return on(device);
      return load(`${device} ${wanted}`, () => rescaling.rescaled(bytes, wanted), device);
    },
    dispose: () => disposeAll(opened),
  };
}
