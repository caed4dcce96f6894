/**
 * Perception based image quality evaluator (Venkatanath et al., 2015) as the function piqe of MATLAB's Image Processing Toolbox computes
 * it: of the normalised contrast (blocks/mscn.ts) of the gray picture, in blocks of 16×16 that are active, with a variance v above 0.1.
 * Such a block costs
 *   1 − v  where it is smeared: 6 samples in a row of one of its four edges have a deviation below 0.1
 *   v      where it is noisy: σ > 2·|σ − r| / max(σ, r), with σ = √v and r the deviation of its two middle columns over that of the others
 * and PIQE = 100·(Σ cost + 1) / (active blocks + 1): 100 for a flat picture. Variances are those of samples, over n − 1. The picture is
 * filled up to whole blocks by its last row and column. "The others" lack the columns 8 and 10, not 8 and 9, as in MATLAB, which deletes
 * one after the other. The filling is not verified against published values, whose pictures have whole blocks; MATLAB measures pictures
 * below one block too.
 */
import type { Planes } from '../image/image.ts';
import { padPlanes } from '../image/planes.ts';
import { normalizeContrast } from './blocks/mscn.ts';
import { roundedGray } from './blocks/rounded-gray.ts';
import { defineMetric } from './metric.ts';

const side = 16;
const activity = 0.1;
const smearing = 0.1;
const segment = 6;

export const piqe = defineMetric({
  name: 'piqe',
  title: 'PIQE',
  unit: '',
  range: '0 to 100',
  better: 'lower',
  source: "Venkatanath et al. (2015), piqe of MATLAB's Image Processing Toolbox",
  color: 'rgb',
  leastSize: side,
  reference: 'none',
  measure(sr, { dataRange }) {
    const gray = filledUp(roundedGray(sr, dataRange));
    const { samples } = normalizeContrast(gray, 'replicate');
    let active = 0;
    let cost = 0;
    for (let y = 0; y < gray.height; y += side) {
      for (let x = 0; x < gray.width; x += side) {
        const block = Float64Array.from(
          { length: side * side },
          (_, i) => samples[(y + Math.floor(i / side)) * gray.width + x + (i % side)]!,
        );
        const variance = varianceOf(block);
        if (variance <= activity) continue;
        active++;
        cost += (isSmeared(block) ? 1 - variance : 0) + (isNoisy(block, variance) ? variance : 0);
      }
    }
    return (100 * (cost + 1)) / (active + 1);
  },
});

function filledUp(gray: Planes<Float64Array>): Planes<Float64Array> {
  const missing = (length: number) => (side - (length % side)) % side;
  return padPlanes(gray, { left: 0, top: 0, right: missing(gray.width), bottom: missing(gray.height) }, 'replicate');
}

function varianceOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

function isSmeared(block: Float64Array): boolean {
  const last = side - 1;
  const edges = [(i: number) => i, (i: number) => last * side + i, (i: number) => i * side, (i: number) => i * side + last];
  return edges.some((at) => {
    const edge = Float64Array.from({ length: side }, (_, i) => block[at(i)]!);
    for (let i = 0; i + segment <= side; i++) if (Math.sqrt(varianceOf(edge.subarray(i, i + segment))) < smearing) return true;
    return false;
  });
}

function isNoisy(block: Float64Array, variance: number): boolean {
  const columns = (chosen: (column: number) => boolean) => block.filter((_, i) => chosen(i % side));
  const middle = varianceOf(columns((x) => x === 7 || x === 8));
  const others = varianceOf(columns((x) => x !== 7 && x !== 9));
  const [sigma, ratio] = [Math.sqrt(variance), middle === 0 && others === 0 ? 0 : Math.sqrt(middle / others)];
  // Where the others are flat and the middle is not, the ratio is infinite and the quotient below is no number, which is not noisy.
  return sigma > (2 * Math.abs(sigma - ratio)) / Math.max(sigma, ratio);
}
