/** LIIF against its definition, worked out place by place in double precision. */
import { expect, test } from 'vitest';
import { runGraph } from '../../test/support/run-graph.ts';
import { sizeOf, tensor } from '../graph/tensor.ts';
import { mulberry32 } from '../random.ts';
import { buildNetwork } from './network.ts';

const [features, hidden] = [8, 16];
const options = { features, blocks: 1, hidden };

/** Features of the encoder come from the graph; the rest follows the paper: unfolding, four neighbours, their coordinates, the cell, the areas. */
async function both(scale: number, height: number, width: number) {
  const { graph, x, sr } = buildNetwork({ model: 'liif', scale, channels: 3, options }, [1, height, width], 5);
  const random = mulberry32(9);
  const lr = tensor(Float32Array.from({ length: sizeOf(x.sizes) }, random), x.sizes);
  const encoded = graph.nodes.find((n) => n.inputs[1]?.name === 'mlp0.features.weight')!.inputs[0]!;
  graph.output(sr, 'sr');
  graph.output(encoded, 'encoded');
  const made = await runGraph(graph, { lr });
  const weights = new Map(graph.weights.map((w) => [w.name, w.tensor!.data as Float32Array]));
  const [h, w] = [Math.round(height * scale), Math.round(width * scale)];
  expect(made['sr']!.shape).toEqual([1, 3, h, w]);
  const wanted = reference(made['encoded']!.data as Float32Array, weights, { height, width, h, w });
  return { sr: Array.from(made['sr']!.data as Float32Array), wanted };
}

interface Sizes {
  readonly height: number;
  readonly width: number;
  readonly h: number;
  readonly w: number;
}

function reference(encoded: Float32Array, weights: ReadonlyMap<string, Float32Array>, { height, width, h, w }: Sizes): number[] {
  const out = new Array<number>(3 * h * w);
  const part = (name: string) => weights.get(name)!;
  const mlp = (row: number, column: number, place: readonly number[]): number[] => {
    let y = Array.from({ length: hidden }, (_, o) => {
      let sum = part('mlp0.features.bias')[o]!;
      for (let c = 0; c < features; c++)
        for (let k = 0; k < 9; k++) {
          const [r, s] = [row + Math.floor(k / 3) - 1, column + (k % 3) - 1];
          const inside = r >= 0 && r < height && s >= 0 && s < width;
          if (inside) sum += part('mlp0.features.weight')[(o * features + c) * 9 + k]! * encoded[(c * height + r) * width + s]!;
        }
      place.forEach((p, i) => {
        sum += part('mlp0.place.weight')[o * 4 + i]! * p;
      });
      return Math.max(0, sum);
    });
    for (const layer of [1, 2, 3, 4]) {
      const [matrix, bias] = [part(`mlp${layer}.weight`), part(`mlp${layer}.bias`)];
      const before = y;
      y = Array.from(bias, (b, o) => before.reduce((sum, v, i) => sum + matrix[o * hidden + i]! * v, b));
      if (layer < 4) y = y.map((v) => Math.max(0, v));
    }
    return y;
  };
  // Coordinates run from −1 to 1 along each side; neighbours lie half an LR pixel away to both sides, moved a little so that ties are none.
  const neighbour = (at: number, shift: number, size: number): number => {
    const c = Math.min(1 - 1e-6, Math.max(-1 + 1e-6, at + shift / size + 1e-6));
    return Math.min(size - 1, Math.max(0, Math.round(((c + 1) * size - 1) / 2)));
  };
  for (let i = 0; i < h; i++)
    for (let j = 0; j < w; j++) {
      const [y, x] = [-1 + (2 * i + 1) / h, -1 + (2 * j + 1) / w];
      const answers = [-1, 1].flatMap((vy) =>
        [-1, 1].map((vx) => {
          const [row, column] = [neighbour(y, vy, height), neighbour(x, vx, width)];
          const down = (y - (-1 + (2 * row + 1) / height)) * height;
          const across = (x - (-1 + (2 * column + 1) / width)) * width;
          return { colour: mlp(row, column, [down, across, (2 / h) * height, (2 / w) * width]), area: Math.abs(down * across) + 1e-9 };
        }),
      );
      const total = answers.reduce((sum, { area }) => sum + area, 0);
      for (let c = 0; c < 3; c++) {
        if (total < 1e-5) {
          out[(c * h + i) * w + j] = Number.NaN;
          continue;
        }
        const mean = answers.reduce((sum, { colour }, k) => sum + (colour[c]! * answers[3 - k]!.area) / total, 0);
        out[(c * h + i) * w + j] = 0.5 * mean + 0.5;
      }
    }
  return out;
}

/** Where the program's shares vanish: NaN in the reference, not compared. */
test.each([
  [1, 5, 4],
  [1.5, 6, 4],
  [5 / 3, 6, 3],
  [2, 5, 7],
  [2.7, 10, 10],
  [3, 4, 5],
  [4, 3, 1],
])('×%d of %d×%d pixels is what the definition says, up to the borders', async (scale, height, width) => {
  const { sr, wanted } = await both(scale, height, width);
  const worst = wanted.reduce((most, v, i) => (Number.isNaN(v) ? most : Math.max(most, Math.abs(v - sr[i]!))), 0);
  expect(wanted.filter(Number.isFinite).length).toBeGreaterThan(sr.length / 2);
  expect(worst).toBeLessThan(1e-5);
});
