import { describe, expect, test } from 'vitest';
import { cells, doubles, mat } from '../../../test/support/mat.ts';
import { ConfigError, ShapeError } from '../../errors.ts';
import { mulberry32 } from '../../random.ts';
import {
  fitIlNiqeTemplate,
  type IlNiqeTemplate,
  ilNiqeScore,
  ilNiqeTemplateText,
  readIlNiqeTemplate,
  sharpIlNiqeFeatures,
} from './il-niqe-model.ts';

const n = 468;
const bytesOf = (text: string) => new TextEncoder().encode(text);
const block = (features: readonly number[], sharpness = 1) => ({ features, sharpness });

function randomRows(count: number, seed: number, spread: (feature: number) => number): number[][] {
  const random = mulberry32(seed);
  return Array.from({ length: count }, () => Array.from({ length: n }, (_, i) => spread(i) * (random() - 0.5)));
}

describe('the distance', () => {
  /** Of the first two features alone. */
  const template: IlNiqeTemplate = {
    center: Float64Array.from({ length: n }, (_, i) => (i < 2 ? 1 : 0)),
    axes: [0, 1].map((k) => Float64Array.from({ length: n }, (_, i) => (i === k ? 1 : 0))),
    mean: Float64Array.of(0.5, 0),
    covariance: Float64Array.of(2, 0.3, 0.3, 1),
  };
  const rowOf = (a: number, b: number) => Array.from({ length: n }, (_, i) => (i === 0 ? a : i === 1 ? b : 100));

  /** The inverse of the mean of both covariances, written out. */
  function distances(points: readonly (readonly [number, number])[], from: readonly (readonly [number, number])[]): number {
    const [x, y] = [0, 1].map((k) => points.map((point) => point[k]! - 1)) as [number[], number[]];
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const [mx, my] = [mean(x), mean(y)];
    const co = (p: number[], pm: number, q: number[], qm: number) =>
      p.reduce((sum, value, i) => sum + (value - pm) * (q[i]! - qm), 0) / (p.length - 1);
    const [a, b, d] = [(2 + co(x, mx, x, mx)) / 2, (0.3 + co(x, mx, y, my)) / 2, (1 + co(y, my, y, my)) / 2];
    const each = from.map(([p, q]) => {
      const [u, v] = [p - 1 - 0.5, q - 1];
      return Math.sqrt((d * u * u - 2 * b * u * v + a * v * v) / (a * d - b * b));
    });
    return mean(each);
  }

  const points = [
    [0, 3],
    [2, -1],
    [5, 4],
  ] as const;

  test('is the mean over the blocks of that to the template', () => {
    expect(
      ilNiqeScore(
        points.map(([a, b]) => block(rowOf(a, b))),
        template,
      ),
    ).toBeCloseTo(distances(points, points), 12);
  });

  test('a flat block counts as the mean of the others; an infinite feature as 10,000', () => {
    const flat = block(rowOf(Number.NaN, 2));
    expect(ilNiqeScore([...points.map(([a, b]) => block(rowOf(a, b))), flat], template)).toBeCloseTo(
      distances(points, [...points, [7 / 3, 2]]),
      12,
    );
    const far = [...points, [10_000, 0]] as const;
    const blocks = [...points.map(([a, b]) => block(rowOf(a, b))), block(rowOf(Number.POSITIVE_INFINITY, 0))];
    expect(ilNiqeScore(blocks, template)).toBeCloseTo(distances(far, far), 9);
  });

  test('needs two blocks with structure', () => {
    const blocks = [block(rowOf(0, 1)), block(rowOf(Number.NaN, Number.NaN))];
    expect(() => ilNiqeScore(blocks, template)).toThrow(ShapeError);
  });
});

describe('fitting', () => {
  test('takes blocks that are nearly as sharp as the sharpest that is not flat', () => {
    const rows = [1, 2, 3, 4].map((value) => new Array<number>(n).fill(value));
    const blocks = [block(rows[0]!, 10), block(rows[1]!, 7.9), block(rows[2]!, 7.7), block(new Array(n).fill(Number.NaN), 100)];
    expect(sharpIlNiqeFeatures(blocks)).toEqual([rows[0], rows[1]]);
  });

  test('keeps 92 % of the components, of length 1 and at right angles, the widest first; features along them do not depend on one another', () => {
    const rows = randomRows(60, 1, (i) => 1 + (i % 7));
    const { center, axes, mean, covariance } = fitIlNiqeTemplate(rows);
    const m = Math.floor(0.92 * 60);
    expect(axes).toHaveLength(m);
    expect([...mean]).toEqual(new Array(m).fill(0));
    const along = rows.map((row) => axes.map((axis) => axis.reduce((sum, value, i) => sum + value * (row[i]! - center[i]!), 0)));
    let [apart, together] = [0, 0];
    for (let p = 0; p < m; p++) {
      for (let q = 0; q < m; q++) {
        const product = axes[p]!.reduce((sum, value, i) => sum + value * axes[q]![i]!, 0);
        apart = Math.max(apart, Math.abs(product - (p === q ? 1 : 0)));
        const shared = along.reduce((sum, row) => sum + row[p]! * row[q]!, 0) / (rows.length - 1);
        together = Math.max(together, Math.abs(shared - covariance[p * m + q]!));
      }
    }
    expect(apart).toBeLessThan(1e-11);
    expect(together).toBeLessThan(1e-9);
    const variances = axes.map((_, k) => covariance[k * (m + 1)]!);
    expect(variances).toEqual(variances.toSorted((a, b) => b - a));
    expect(variances.at(-1)).toBeGreaterThan(0);
  });

  test('blocks like those of the template are nearer than others', () => {
    const template = fitIlNiqeTemplate(randomRows(80, 1, () => 1));
    const like = randomRows(36, 2, () => 1);
    const scores = [like, like.map((row) => row.map((value) => value + 0.5)), like.map((row) => row.map((value) => value + 2))].map(
      (rows) =>
        ilNiqeScore(
          rows.map((row) => block(row)),
          template,
        ),
    );
    expect(scores).toEqual(scores.toSorted((a, b) => a - b));
    expect(scores[2]).toBeGreaterThan(2 * scores[0]!);
  });

  test('needs 40 blocks', () => {
    expect(() => fitIlNiqeTemplate(randomRows(39, 1, () => 1))).toThrow(
      'Expected at least 40 for the sharp blocks to fit a template to but received 39',
    );
  });
});

describe('files', () => {
  const template = fitIlNiqeTemplate(randomRows(40, 3, (i) => 1 + i));

  test('JSON comes back bit for bit', async () => {
    expect(await readIlNiqeTemplate(bytesOf(ilNiqeTemplateText(template)))).toEqual(template);
  });

  test("the authors' .mat: cells of mean, covariance, means of features and principal vectors as columns", async () => {
    const { center, axes, mean, covariance } = template;
    const m = axes.length;
    const file = (inside: readonly Buffer[]) => mat(cells('templateModel', [1, inside.length], inside));
    const parts = [
      doubles('', [1, m], [...mean]),
      doubles('', [m, m], [...covariance]),
      doubles('', [n, 1], [...center]),
      doubles(
        '',
        [n, m],
        axes.flatMap((axis) => [...axis]),
      ),
    ];
    expect(await readIlNiqeTemplate(file(parts))).toEqual(template);
    await expect(readIlNiqeTemplate(file(parts.slice(0, 3)))).rejects.toThrow('Expected the cells of templateModel');
    await expect(readIlNiqeTemplate(file([parts[0]!, parts[0]!, parts[2]!, parts[3]!]))).rejects.toThrow(ConfigError);
  });

  test.each(['{', '{"center": [1], "axes": [], "variances": []}', 'PNG'])('%s is refused', async (text) => {
    await expect(readIlNiqeTemplate(bytesOf(text))).rejects.toThrow(ConfigError);
  });

  test('as many variances as axes', async () => {
    const { center, axes } = template;
    const text = JSON.stringify({ center: [...center], axes: [[...axes[0]!]], variances: [1, 2] });
    await expect(readIlNiqeTemplate(bytesOf(text))).rejects.toThrow('Expected 1 for the variances');
  });
});
