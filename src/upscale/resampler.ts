/** The classical methods as network sets, so that everything that runs a network also runs them. They need no engine. */
import { ConfigError, expected } from '../errors.ts';
import { imresize, type Kernel } from '../image/resize.ts';
import { kernels } from '../image/taps.ts';
import type { Network, NetworkSet } from './network.ts';

/** Lanczos3 reaches over three pixels. */
const reach = 4;

/** Their names. */
export const resamplers: readonly Kernel[] = kernels;

/** nearest, bilinear, bicubic, area, lanczos2 or lanczos3, for any scale; ConfigError for another name. */
export function resampler(name: string): NetworkSet {
  const kernel = resamplers.find((known) => known === name);
  if (!kernel) throw new ConfigError(expected(resamplers.join(', '), 'a classical method', name));
  return { name, kernel, scales: [2, 3, 4], load: async (scale) => resamplerNetwork(kernel, scale) };
}

function resamplerNetwork(kernel: Kernel, scale: number): Network {
  if (!(Number.isInteger(scale) && scale >= 1)) throw new ConfigError(expected('a whole number', `scale of ${kernel}`, scale));
  const common = { name: kernel, scale, input: 'lr', range: 1, layout: 'nchw', dtype: 'float32', device: 'cpu' } as const;
  return {
    ...common,
    channels: 1,
    colorSpace: 'y',
    fixedSize: undefined,
    multipleOf: 1,
    overlap: reach,
    bounded: true,
    metadata: {},
    bytesPerPixel: 8 * (1 + scale) ** 2,
    bestTile: undefined,
    async run(planes) {
      const { data, ...size } = imresize(planes, { scale }, { kernel });
      return { ...size, data: Float32Array.from(data) };
    },
    async dispose() {},
  };
}
