import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from '../../src/graph/parse.ts';
import { serialize } from '../../src/graph/serialize.ts';
import { cli } from '../support/cli.ts';
import { nearest } from '../support/networks.ts';
import { networkOf, trainingFolder } from '../support/training.ts';

let root: string;
const at = (...parts: string[]) => join(root, ...parts);
beforeAll(async () => {
  root = await trainingFolder({ steps: 4 });
  const train = (name: string, ...sets: string[]) =>
    cli(root, ['train', '-c', at('tiny.yaml'), '-o', at(name), '--quiet', ...sets.flatMap((s) => ['--set', s])]);
  await train('a');
  await train('b', 'seed=2', 'license=another');
  await train('x3', 'scale=3');
  await train('wide', 'options.features=[8,6]');
  await writeFile(at('other.onnx'), nearest({ channels: 1, scale: 2 }));
  await writeFile(at('foreign.onnx'), serialize({ ...parse(nearest({ channels: 1, scale: 2 })), metadata: {} }));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const a = () => at('a', 'a.onnx');
const b = () => at('b', 'b.onnx');
const values = (network: Awaited<ReturnType<typeof networkOf>>) =>
  Object.values(network.weights).flatMap((w) => [...(w.data as Float32Array)]);

test('weights are between those of the two, and the file says which two', async () => {
  const { code, stdout } = await cli(root, ['interpolate', a(), b(), '--alpha', '0.8', '-o', at('c.onnx')]);
  expect([code, stdout]).toEqual([0, '~/c.onnx']);
  const [first, second, made] = [await networkOf(a()), await networkOf(b()), await networkOf(at('c.onnx'))];
  const wanted = values(first).map((w, i) => Math.fround(0.2 * w + 0.8 * values(second)[i]!));
  for (const [i, w] of values(made).entries()) expect(w).toBeCloseTo(wanted[i]!, 7);
  expect(made.facts).toMatchObject({ model: 'espcn', scale: 2, license: 'made for a test; another' });
  expect(made.facts.training['interpolated']).toMatchObject([
    { file: 'a.onnx', weightsHash: first.facts.weightsHash },
    { file: 'b.onnx', share: 0.8, weightsHash: second.facts.weightsHash },
  ]);
  expect(new Set([made, first, second].map((n) => n.facts.weightsHash)).size).toBe(3);
  const big = await cli(root, ['upscale', at('photos', 'a.png'), '-n', at('c.onnx'), '-s', '2', '-o', at('big.png'), '--json']);
  expect(JSON.parse(big.stdout)).toMatchObject({ width: 128, height: 112, model: 'c' });
});

test('alpha 0 is the first network, alpha 1 the second', async () => {
  for (const [alpha, path] of [
    ['0', a()],
    ['1', b()],
  ] as const) {
    await cli(root, ['interpolate', a(), b(), '--alpha', alpha, '-o', at('end.onnx')]);
    expect(values(await networkOf(at('end.onnx')))).toEqual(values(await networkOf(path)));
  }
});

describe('what does not go together is a sentence', () => {
  test.each([
    ['another scale', () => at('x3', 'x3.onnx'), 'subpixel: Expected the scale 2 of ~/a/a.onnx for ~/x3/x3.onnx but received 3'],
    [
      'other options',
      () => at('wide', 'wide.onnx'),
      /^subpixel: Expected the options \{"features":\[8,4\],.+\} of ~\/a\/a.onnx for ~\/wide\/wide.onnx but received .+\[8,6\]/,
    ],
    ['another model', () => at('other.onnx'), 'subpixel: Expected the model espcn of ~/a/a.onnx for ~/other.onnx but received "test"'],
    [
      'a network of another program',
      () => at('foreign.onnx'),
      'subpixel: Expected a network that subpixel trained in ~/foreign.onnx but its metadata does not say so',
    ],
    ['no file', () => at('none.onnx'), 'subpixel: Expected a network in ~/none.onnx but it cannot be read (ENOENT)'],
    ['no network', () => at('photos', 'a.png'), /^subpixel: /],
  ])('%s', async (_title, second, sentence) => {
    const { code, stderr } = await cli(root, ['interpolate', a(), second(), '-o', at('never.onnx')]);
    expect(stderr).toMatch(sentence);
    expect(stderr.split('\n')).toHaveLength(1);
    expect(code).toBeGreaterThan(0);
  });

  test('no output', async () => {
    expect((await cli(root, ['interpolate', a(), b()])).stderr).toBe('subpixel: Expected --output for the new network but received none');
  });
});
