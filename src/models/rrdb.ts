/**
 * RRDBNet, the generator of ESRGAN: dense blocks within residual blocks, all residuals times 0.2, no normalisation; nearest-neighbour
 * enlargement by 2 before a convolution, twice. Layers and initialisation (He's normal times 0.1 in the dense blocks, PyTorch's elsewhere)
 * are those of BasicSR's program, by ESRGAN's authors.
 */
import * as v from 'valibot';
import type { Value } from '../graph/graph.ts';
import { heNormal, type Layer, type Layers, scaledInit, uniformFanIn } from './layers.ts';
import { count, defineModel } from './model.ts';

/** Options of the network and of `rrdbunshuffle`. */
export const rrdbConfig = v.strictObject({
  features: v.optional(count, 64),
  blocks: v.optional(count, 23),
  growth: v.optional(count, 32),
  initScale: v.optional(v.pipe(v.number(), v.gtValue(0)), 0.1),
});
type Options = v.InferOutput<typeof rrdbConfig>;

const init = { init: uniformFanIn, bias: uniformFanIn };

export const rrdb = defineModel({
  name: 'rrdb',
  title: 'RRDBNet (ESRGAN)',
  paper: { title: 'ESRGAN: Enhanced Super-Resolution Generative Adversarial Networks', year: 2018, arxiv: '1809.00219' },
  family: 'post-upsampling',
  input: 'lr',
  channels: 3,
  scales: [4],
  config: rrdbConfig,
  params: { x4: 16_697_987 },
  multiplyAdds: { x4: 1032.59 },
  receptiveField: 699,
  note: 'The scores are those of the network before its training against a discriminator, on DIV2K and Flickr2K.',
  scores: [
    { set: 'Set5', scale: 4, psnr: 32.73, ssim: 0.9011 },
    { set: 'Set14', scale: 4, psnr: 28.99, ssim: 0.7917 },
    { set: 'B100', scale: 4, psnr: 27.85, ssim: 0.7455 },
    { set: 'Urban100', scale: 4, psnr: 27.03, ssim: 0.8153 },
    { set: 'Manga109', scale: 4, psnr: 31.66, ssim: 0.9196 },
  ],
  tiny: { features: 16, blocks: 1, growth: 8, initScale: 1 },

  build: (nn, x, { channels, ...options }) => rrdbNet(nn, x, channels, options),
});

/** The whole network: (N, C, H, W) → (N, channels, 4·H, 4·W). */
export function rrdbNet(nn: Layers, x: Value, channels: number, { features, blocks, growth, initScale }: Options): Value {
  const activate = (value: Value) => nn.leakyRelu(value, 0.2);
  const first = nn.conv('first', x.shape[1] as number, features, 3, init)(x);
  let y = first;
  for (let i = 1; i <= blocks; i++) y = residualInResidual(nn, `block${i}`, { features, growth, initScale })(y);
  y = nn.add(nn.conv('body', features, features, 3, init)(y), first);
  for (const name of ['up1', 'up2']) y = activate(nn.conv(name, features, features, 3, init)(nn.enlarge(y, 2, 'nearest')));
  y = activate(nn.conv('hr', features, features, 3, init)(y));
  return nn.conv('last', features, channels, 3, init)(y);
}

type Sizes = Omit<Options, 'blocks'>;
/** Factor of every residual. */
const resScale = 0.2;

/** x + 0.2·dense₃(dense₂(dense₁(x))). */
function residualInResidual(nn: Layers, name: string, sizes: Sizes): Layer {
  const parts = [1, 2, 3].map((i) => denseBlock(nn, `${name}.dense${i}`, sizes));
  return (x) =>
    nn.add(
      x,
      nn.scale(
        parts.reduce((y, part) => part(y), x),
        resScale,
      ),
    );
}

/** x + 0.2·conv₅([x, z₁, …, z₄]) with zᵢ = leakyReLU(convᵢ([x, z₁, …, zᵢ₋₁])). */
function denseBlock(nn: Layers, name: string, { features, growth, initScale }: Sizes): Layer {
  const small = { init: scaledInit(initScale, heNormal) };
  const convs = [0, 1, 2, 3].map((i) => nn.conv(`${name}.conv${i + 1}`, features + i * growth, growth, 3, small));
  const last = nn.conv(`${name}.conv5`, features + 4 * growth, features, 3, small);
  return (x) => {
    const seen = convs.reduce((parts, conv) => nn.concat(parts, nn.leakyRelu(conv(parts), 0.2)), x);
    return nn.add(x, nn.scale(last(seen), resScale));
  };
}
