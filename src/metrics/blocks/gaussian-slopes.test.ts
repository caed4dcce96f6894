import { expect, test } from 'vitest';
import { randomPlanes } from '../../../test/support/pictures.ts';
import { gaussianSlopes } from './gaussian-slopes.ts';

test.each([1.66, 0.5])('equals the convolution in two dimensions, with zeros beyond the edge, at σ = %d', (sigma) => {
  const { width, height, data } = randomPlanes(1, 9, 14);
  const reach = Math.ceil(3 * sigma);
  const { across, down } = gaussianSlopes(data, width, height, sigma);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let [wantAcross, wantDown] = [0, 0];
      for (let v = -reach; v <= reach; v++) {
        for (let u = -reach; u <= reach; u++) {
          const [row, column] = [y - v, x - u];
          if (row < 0 || column < 0 || row >= height || column >= width) continue;
          const weight = Math.exp(-(u * u + v * v) / (2 * sigma ** 2)) * data[row * width + column]!;
          wantAcross += u * weight;
          wantDown += v * weight;
        }
      }
      expect(across[y * width + x]).toBeCloseTo(wantAcross, 8);
      expect(down[y * width + x]).toBeCloseTo(wantDown, 8);
    }
  }
});
