/** Scores weights in the middle of training: mean PSNR over a few pictures, by one protocol. */
import { serialize } from '../graph/serialize.ts';
import type { Tensor } from '../graph/tensor.ts';
import { rgbToY } from '../image/color.ts';
import type { Image, Planes } from '../image/image.ts';
import { toPlanes } from '../image/planes.ts';
import { makeLr, measure, protocols } from '../metrics/protocol.ts';
import { exportNetwork, type NetworkSpec } from '../models/network.ts';
import type { Engine } from '../runtime/engine.ts';

export type Validate = (weights: Readonly<Record<string, Tensor>>) => Promise<number>;

/** The LR pictures are made once, by `paper-y`; each call runs every one of them whole, on the CPU. Returns mean PSNR in dB on luma. */
export function createValidator(pictures: readonly Image[], spec: NetworkSpec, engine: Engine, threads?: number): Validate {
  const protocol = protocols['paper-y'];
  const pairs = pictures.map((hr) => ({ hr, lr: inputOf(makeLr(hr, spec.scale, protocol) as Image, spec.channels) }));
  return async (weights) => {
    const session = await engine.load(serialize(exportNetwork(spec, weights, {})), threads === undefined ? {} : { threads });
    try {
      let sum = 0;
      for (const { hr, lr } of pairs) sum += measure(await run(session, lr), hr, spec.scale, protocol, ['psnr']).psnr;
      return sum / pairs.length;
    } finally {
      await session.dispose();
    }
  };
}

/** Planes in [0, 1]: luma, or RGB. */
function inputOf(lr: Image, channels: 1 | 3): Planes<Float32Array> {
  const planes = toPlanes(lr, { peak: 1 });
  if (planes.channels === channels) return planes;
  if (channels === 1) return rgbToY(planes, { peak: 1 });
  const data = new Float32Array(3 * planes.data.length);
  for (let c = 0; c < 3; c++) data.set(planes.data, c * planes.data.length);
  return { ...planes, channels: 3, data };
}

async function run(session: Awaited<ReturnType<Engine['load']>>, { channels, height, width, data }: Planes<Float32Array>): Promise<Planes> {
  const { sr } = await session.run({ lr: { dtype: 'float32', shape: [1, channels, height, width], data } });
  const [, c, h, w] = sr!.shape as [number, number, number, number];
  return { channels: c, height: h, width: w, data: (sr!.data as Float32Array).map((x) => x * 255) };
}
