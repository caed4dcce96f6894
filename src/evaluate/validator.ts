/** Scores weights in the middle of training: mean PSNR and SSIM over a few pictures, by one protocol. */

import { serialize } from '../graph/serialize.ts';
import type { Tensor } from '../graph/tensor.ts';
import { rgbToY } from '../image/color.ts';
import type { Image, Planes } from '../image/image.ts';
import { cropPlanes, toPlanes } from '../image/planes.ts';
import { imresize } from '../image/resize.ts';
import { borderOf, makeLr, measure, type Protocol, protocols } from '../metrics/protocol.ts';
import { exportNetwork, type NetworkSpec, sideMultiple } from '../models/network.ts';
import { modelNamed } from '../models/presets.ts';
import type { Engine, Session } from '../runtime/engine.ts';
import { fractionOf } from '../scale.ts';
import { multiplesOf, padTo } from '../upscale/network.ts';

/** Side of SSIM's window in pixels. */
const ssimWindow = 11;

/** PSNR in dB, and SSIM unless a picture is too small for its window. `onResult` gets what the network makes of each picture: planes with samples in 0 … 255, not rounded. */
export type Validate = (
  weights: Readonly<Record<string, Tensor>>,
  onResult?: (picture: number, sr: Planes) => void,
) => Promise<{ readonly psnr: number; readonly ssim: number | undefined }>;

/** The LR pictures are made once, by a protocol whose LR pictures are integers; each call runs every one of them whole, on the CPU, padded where the network asks for it. Returns means. */
export function createValidator(
  pictures: readonly Image[],
  spec: NetworkSpec,
  engine: Engine,
  threads?: number,
  protocol: Protocol = protocols['paper-y'],
): Validate {
  const pairs = pictures.map((hr) => ({ hr, lr: inputOf(makeLr(hr, spec.scale, protocol) as Image, spec) }));
  const multiple = sideMultiple(spec);
  const border = borderOf(protocol, spec.scale);
  const holdsWindow = pictures.every(({ width, height }) => {
    const [unit] = fractionOf(spec.scale);
    const side = Math.floor(Math.min(width, height) / unit) * unit;
    return side - 2 * border >= ssimWindow;
  });
  return async (weights, onResult) => {
    const session = await engine.load(serialize(exportNetwork(spec, weights, {})), threads === undefined ? {} : { threads });
    try {
      const sums = { psnr: 0, ssim: 0 };
      for (const [i, { hr, lr }] of pairs.entries()) {
        const sr = await run(session, lr, multiple);
        onResult?.(i, sr);
        sums.psnr += (await measure(sr, hr, spec.scale, protocol, ['psnr'])).psnr;
        if (holdsWindow) sums.ssim += (await measure(sr, hr, spec.scale, protocol, ['ssim'])).ssim;
      }
      return { psnr: sums.psnr / pairs.length, ssim: holdsWindow ? sums.ssim / pairs.length : undefined };
    } finally {
      await session.dispose();
    }
  };
}

/** Planes in [0, 1], luma or RGB, enlarged for a network that wants them so. */
function inputOf(lr: Image, { model, scale, channels }: NetworkSpec): Planes<Float32Array> {
  const planes = colorsOf(lr, channels);
  if (modelNamed(model).input === 'lr') return planes;
  const made = imresize(planes, { scale });
  return { ...made, data: Float32Array.from(made.data) };
}

function colorsOf(lr: Image, channels: 1 | 3): Planes<Float32Array> {
  const planes = toPlanes(lr, { peak: 1 });
  if (planes.channels === channels) return planes;
  if (channels === 1) return rgbToY(planes, { peak: 1 });
  const data = new Float32Array(3 * planes.data.length);
  for (let c = 0; c < 3; c++) data.set(planes.data, c * planes.data.length);
  return { ...planes, channels: 3, data };
}

async function run(session: Session, lr: Planes<Float32Array>, multiple: number): Promise<Planes> {
  const { channels, height, width, data } = padTo(lr, multiplesOf(lr, multiple));
  const { sr } = await session.run({ lr: { dtype: 'float32', shape: [1, channels, height, width], data } });
  const [, c, h, w] = sr!.shape as [number, number, number, number];
  const full = { channels: c, height: h, width: w, data: (sr!.data as Float32Array).map((x) => x * 255) };
  return cropPlanes(full, { x: 0, y: 0, width: (w * lr.width) / width, height: (h * lr.height) / height });
}
