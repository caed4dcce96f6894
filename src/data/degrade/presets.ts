/** Degradations of the papers, as lists of steps for one scale. */
import type { Step } from './steps.ts';

/** The cubic, linear and area resizing of OpenCV and PyTorch, which do not antialias; our cubic has a = −1/2 where theirs has −3/4. */
const resizers = { kernels: ['bilinear', 'bicubic', 'area'] as ('bilinear' | 'bicubic' | 'area')[], antialias: false };

export const presetNames = ['bicubic', 'blur-downscale', 'noise', 'bsrgan', 'real-esrgan'] as const;

export type PresetName = (typeof presetNames)[number];

/** The steps of a preset. */
export function presetSteps(name: PresetName, scale: number): Step[] {
  return presets[name](scale);
}

const presets: Readonly<Record<PresetName, (scale: number) => Step[]>> = {
  bicubic: () => [bicubic],
  'blur-downscale': () => [{ kind: 'gaussian-blur', size: 7, sigma: 1.6, profile: 'gaussian', beta: 1 }, bicubic],
  noise: () => [bicubic, { kind: 'gaussian-noise', sigma: 30, gray: 0, correlated: 0 }],
  bsrgan,
  'real-esrgan': realEsrgan,
};

const bicubic: Step = { kind: 'downscale', kernels: ['bicubic'], antialias: true };
const resized: Step = { kind: 'downscale', ...resizers };

/**
 * BSRGAN (Zhang et al., 2021) as its authors' code has it without a camera model (the paper's seventh operation, which needs a trained
 * network): blurs, reductions, noise and JPEG in random order, then JPEG. For ×4 a quarter of the pictures is first halved.
 */
function bsrgan(scale: number): Step[] {
  if (scale !== 4) return bsrganFrom(scale);
  const halved: Step = {
    kind: 'choice',
    options: [
      { weight: 1, steps: [{ kind: 'resize', factor: 0.5, even: 'factor', ...resizers }] },
      { weight: 1, steps: [{ kind: 'resize', factor: 0.5, even: 'factor', kernels: ['bicubic'], antialias: true }] },
    ],
  };
  return [
    {
      kind: 'choice',
      options: [
        { weight: 0.25, steps: [halved, ...bsrganFrom(2)] },
        { weight: 0.75, steps: bsrganFrom(4) },
      ],
    },
  ];
}

function bsrganFrom(scale: number): Step[] {
  const shape = { size: [7, 25] as const, profile: 'gaussian' as const, beta: 1 };
  const blur: Step = {
    kind: 'choice',
    options: [
      { weight: 1, steps: [{ kind: 'anisotropic-blur', ...shape, sigma: [0, Math.sqrt(4 + scale)], angle: [0, 180], even: 'variance' }] },
      { weight: 1, steps: [{ kind: 'gaussian-blur', ...shape, sigma: [0, 2 + 0.2 * scale] }] },
    ],
  };
  const reduce: Step = {
    kind: 'choice',
    options: [
      { weight: 0.75, steps: [{ kind: 'resize', factor: [1 / (2 * scale), 1], even: 'divisor', ...resizers }] },
      { weight: 0.25, steps: [{ kind: 'decimate', factor: scale, size: 25, sigma: [0.1, 0.6 * scale] }] },
    ],
  };
  const jpeg: Step = { kind: 'jpeg', quality: [30, 95] };
  const noise: Step = { kind: 'gaussian-noise', sigma: [2, 25], gray: 0.4, correlated: 0.2 };
  return [{ kind: 'shuffle', steps: [blur, blur, reduce, resized, noise, { kind: 'maybe', chance: 0.9, steps: [jpeg] }], first: 2 }, jpeg];
}

/** Real-ESRGAN (Wang et al., 2021): blur, resize, noise and JPEG twice, then ringing and JPEG in either order at LR size. */
function realEsrgan(): Step[] {
  const last: Step = { kind: 'maybe', chance: 0.8, steps: [{ kind: 'sinc', size: [7, 21], cutoff: [Math.PI / 3, Math.PI] }] };
  const jpeg: Step = { kind: 'jpeg', quality: [30, 95] };
  return [
    realBlur([0.2, 3]),
    realResize(0.2, 0.7, [0.15, 1.5]),
    realNoise([1, 30], [0.05, 3]),
    jpeg,
    { kind: 'maybe', chance: 0.8, steps: [realBlur([0.2, 1.5])] },
    realResize(0.3, 0.4, [0.3, 1.2]),
    realNoise([1, 25], [0.05, 2.5]),
    {
      kind: 'choice',
      options: [
        { weight: 1, steps: [resized, last, jpeg] },
        { weight: 1, steps: [jpeg, resized, last] },
      ],
    },
  ];
}

function realBlur(sigma: readonly [number, number]): Step {
  const size = [7, 21] as const;
  const round = (profile: 'gaussian' | 'generalized' | 'plateau', beta: number | readonly [number, number]): Step[] => [
    { kind: 'gaussian-blur', size, sigma, profile, beta },
  ];
  const drawnOut = (profile: 'gaussian' | 'generalized' | 'plateau', beta: number | readonly [number, number]): Step[] => [
    { kind: 'anisotropic-blur', size, sigma, profile, beta, angle: [-180, 180], even: 'sigma' },
  ];
  const ringing = (sizes: readonly [number, number], from: number): Step[] => [{ kind: 'sinc', size: sizes, cutoff: [from, Math.PI] }];
  // 0.1 of all kernels ring: sizes 7–11 (three of the eight) down to π/3, 13–21 down to π/5.
  const kernel = 0.9;
  return {
    kind: 'choice',
    options: [
      { weight: kernel * 0.45, steps: round('gaussian', 1) },
      { weight: kernel * 0.25, steps: drawnOut('gaussian', 1) },
      { weight: kernel * 0.12, steps: round('generalized', [0.5, 4]) },
      { weight: kernel * 0.03, steps: drawnOut('generalized', [0.5, 4]) },
      { weight: kernel * 0.12, steps: round('plateau', [1, 2]) },
      { weight: kernel * 0.03, steps: drawnOut('plateau', [1, 2]) },
      { weight: (0.1 * 3) / 8, steps: ringing([7, 11], Math.PI / 3) },
      { weight: (0.1 * 5) / 8, steps: ringing([13, 21], Math.PI / 5) },
    ],
  };
}

function realResize(up: number, down: number, factor: readonly [number, number]): Step {
  return { kind: 'resize', factor, up, down, even: 'factor', ...resizers };
}

function realNoise(sigma: readonly [number, number], scale: readonly [number, number]): Step {
  return {
    kind: 'choice',
    options: [
      { weight: 1, steps: [{ kind: 'gaussian-noise', sigma, gray: 0.4, correlated: 0 }] },
      { weight: 1, steps: [{ kind: 'poisson-noise', scale, gray: 0.4 }] },
    ],
  };
}
