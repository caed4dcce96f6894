import { expect, test } from 'vitest';
import type { Step } from '../data/degrade/steps.ts';
import { ConfigError } from '../errors.ts';
import { protocols } from '../metrics/protocol.ts';
import { validationProtocol } from './validation-protocol.ts';

const downscale: Step = { kind: 'downscale', kernels: ['bicubic'], antialias: true };
const noise = (sigma: number | [number, number]) => ({ kind: 'gaussian-noise', sigma, gray: 0, correlated: 0 }) as const;

test('networks that enlarge are measured on luma, whatever the degradation', () => {
  expect(validationProtocol(2, 3, [downscale, noise(25)])).toBe(protocols['paper-y']);
});

test('denoisers with the noise of the degradation, or the middle of its range', () => {
  expect(validationProtocol(1, 1, [downscale, noise(25)])).toMatchObject({ colorSpace: 'y', noise: 25 });
  expect(validationProtocol(1, 3, [downscale, noise([0, 50])])).toMatchObject({ colorSpace: 'rgb', noise: 25 });
});

test('scale 1 without noise is refused', () => {
  expect(() => validationProtocol(1, 1, [downscale])).toThrow(ConfigError);
});
