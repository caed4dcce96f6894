import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { randomPlanes, readPicture, sharedData } from '../../test/support/pictures.ts';
import { ShapeError } from '../errors.ts';
import type { Image } from '../image/image.ts';
import { imresizeImage } from '../image/resize.ts';
import { ifc } from './ifc.ts';
import { deriveProtocol, makeLr, measure, protocols } from './protocol.ts';
import { vif } from './vif.ts';

test('a picture without structure holds no information, which VIF cannot measure', () => {
  const flat = { ...randomPlanes(1, 72, 75), data: new Float64Array(72 * 75).fill(90) };
  const other = randomPlanes(1, 72, 75);
  expect(ifc.measure(other, flat, { dataRange: 255 })).toBe(0);
  expect(ifc.measure(flat, other, { dataRange: 255 })).toBe(0);
  expect(() => vif.measure(other, flat, { dataRange: 255 })).toThrow(ShapeError);
});

test('stripes, whose blocks have a singular covariance, are measured', () => {
  const data = Float64Array.from({ length: 80 * 80 }, (_, i) => 120 + 60 * Math.sin((i % 80) ** 1.3));
  const hr = { channels: 1, width: 80, height: 80, data };
  const noise = randomPlanes(1, 80, 80, 1, 30).data;
  const value = vif.measure({ ...hr, data: data.map((v, i) => v + noise[i]!) }, hr, { dataRange: 255 });
  expect(value).toBeGreaterThan(0.1);
  expect(value).toBeLessThan(0.9);
});

/** SelfExSR, quant_eval/result/result_Set5_SRF_2.mat: IFC of bicubic enlargement, of whole numbers of luma. */
const published = { baby: 5.919775, bird: 6.026554, butterfly: 5.808322, head: 5.28623, woman: 5.536997 };

describe.skipIf(!existsSync(sharedData))('published scores of Set5 (skipped when ../shared/data is not there)', () => {
  const protocol = deriveProtocol(protocols['paper-y'], { roundY: true });
  test.each(Object.entries(published))('%s, bicubic ×2', async (name, want) => {
    const hr = await readPicture(`${sharedData}/test/Set5/${name}.png`);
    const sr = imresizeImage(makeLr(hr, 2, protocol) as Image, { scale: 2 });
    expect((await measure(sr, hr, 2, protocol, ['ifc'])).ifc).toBeCloseTo(want, 5);
  });
});
