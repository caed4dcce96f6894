/** `subpixel train` from the command line to the network, inside this process. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from '../../src/graph/parse.ts';
import { readMetadata } from '../../src/models/metadata.ts';
import { cli } from '../support/cli.ts';
import { logOf, trainingFolder } from '../support/training.ts';

let root: string;
const at = (...parts: string[]) => join(root, ...parts);

beforeAll(async () => {
  root = await trainingFolder();
});
afterAll(() => rm(root, { recursive: true, force: true }));

const train = (args: readonly string[], signal?: AbortSignal) =>
  cli(root, ['train', '--config', at('tiny.yaml'), ...args], signal ? { signal } : {});
const rowsOf = (run: string) => logOf(at(run));

test('trains into a folder with configuration, log, checkpoints, network and report', async () => {
  const { code, stdout, stderr } = await train(['--out', at('run'), '--json']);
  expect([code, stderr]).toEqual([0, '']);
  const summary = JSON.parse(stdout);
  expect(summary).toMatchObject({ run: '~/run', finished: true, steps: 60, networks: ['~/run/run.onnx'] });
  expect(await rowsOf('run')).toHaveLength(7);
  expect((await rowsOf('run'))[0]).toBe('step,loss,psnr,learningRate');
  const { graph, metadata } = parse(await readFile(at('run', 'run.onnx')));
  expect(graph.outputs[0]!.shape.slice(2)).toEqual([
    { symbol: 'H', mul: 2, add: 0 },
    { symbol: 'W', mul: 2, add: 0 },
  ]);
  const facts = readMetadata(metadata)!;
  expect(facts).toMatchObject({ model: 'espcn', scale: 2, config: { features: [8, 4] }, colorSpace: 'y', license: 'made for a test' });
  expect(facts.training).toMatchObject({ steps: summary.bestStep, data: [{ folder: 'photos', count: 2 }] });
  const report = await readFile(at('run', 'report.html'), 'utf8');
  expect(report).toMatch(/^<!doctype html>/i);
  expect(report).toMatch(/Training report.*<th scope="col">step 30<.*<th scope="col">step 60<.*<h2>Comparison/s);
  expect((await readdir(at('run'))).filter((name) => name.startsWith('events.out.tfevents.'))).toHaveLength(1);
  expect(await readFile(at('run', 'config.yaml'), 'utf8')).toContain('beta2: 0.999');
  const listed = JSON.parse(await readFile(at('run', 'data.json'), 'utf8'));
  expect(listed[0].images.map((i: { name: string }) => i.name)).toEqual(['a.png', 'b.png']);
});

test('pictures are left out by name', async () => {
  const set = ['data.exclude=[b*]', 'validation.holdOutEvery=2'].flatMap((change) => ['--set', change]);
  expect((await train(['--out', at('less'), ...set, '--quiet'])).code).toBe(0);
  const [{ images }] = JSON.parse(await readFile(at('less', 'data.json'), 'utf8'));
  expect(images.map((i: { name: string }) => i.name)).toEqual(['a.png']);
});

test('the finished network enlarges a picture and is scored', async () => {
  const made = await cli(root, ['upscale', at('photos', 'a.png'), '-n', at('run', 'run.onnx'), '-s', '2', '-o', at('big.png'), '--json']);
  expect(JSON.parse(made.stdout)).toMatchObject({ width: 128, height: 112, model: 'run' });
});

test('a second run starts from the weights of the first, and says so in its network', async () => {
  const { code } = await train([
    '--out',
    at('second'),
    '--set',
    `initFrom=${at('run', 'run.onnx')}`,
    '--set',
    'learningRate=0.000001',
    '--quiet',
  ]);
  expect(code).toBe(0);
  const first = readMetadata(parse(await readFile(at('run', 'run.onnx'))).metadata)!;
  const { training } = readMetadata(parse(await readFile(at('second', 'second.onnx'))).metadata)!;
  expect(training['initFrom']).toEqual({ file: 'run.onnx', weightsHash: first.weightsHash, training: first.training });
  const loss = async (run: string) => Number((await rowsOf(run))[1]!.split(',')[1]);
  expect(await loss('second')).toBeLessThan((await loss('run')) / 2);
});

test('a run that is interrupted and resumed gives the same network and log as one that was not', async () => {
  const controller = new AbortController();
  const poll = setInterval(async () => {
    if ((await rowsOf('stopped').catch(() => [])).length > 2) controller.abort();
  }, 1);
  const first = await train(['--out', at('stopped')], controller.signal);
  clearInterval(poll);
  expect(first.code).toBe(130);
  expect(first.stderr).toMatch(/Stopped after \d+ of 60 steps\. Go on with the same command and --resume/);
  const second = await train(['--out', at('stopped'), '--resume', '--quiet']);
  expect(second.code).toBe(0);
  expect(await rowsOf('stopped')).toEqual(await rowsOf('run'));
  const weights = async (run: string) => parse(await readFile(at(run, `${run}.onnx`))).graph.weights.map((w) => w.tensor!.data);
  expect(await weights('stopped')).toEqual(await weights('run'));
});

describe('bad input: one sentence and the right exit code', () => {
  test.each([
    ['no configuration', ['train'], 2, 'subpixel: Expected a configuration: subpixel train --config <file>'],
    [
      'a missing file',
      ['train', '-c', '{root}/no.yaml'],
      2,
      'subpixel: Expected a configuration file in ~/no.yaml but it cannot be read (ENOENT)',
    ],
    [
      'an unknown key',
      ['train', '-c', '{root}/tiny.yaml', '--set', 'batchsize=3'],
      2,
      'subpixel: ~/tiny.yaml: unknown key "batchsize"; did you mean "batchSize"?',
    ],
    [
      'a wrong value',
      ['train', '-c', '{root}/tiny.yaml', '--set', 'steps=-1'],
      2,
      'subpixel: ~/tiny.yaml: expected >=1 for steps but received -1',
    ],
    [
      'an option that the network lacks',
      ['train', '-c', '{root}/tiny.yaml', '--res-scale', '0.1'],
      2,
      'subpixel: ~/tiny.yaml, options: unknown key "resScale" (known: ',
    ],
    [
      'another network at a scale that it lacks',
      ['train', '-c', '{root}/tiny.yaml', '--model', 'srdensenet', '--scale', '2', '--set', 'options=null'],
      2,
      'subpixel: ~/tiny.yaml: Expected 4 for scale but received 2',
    ],
    [
      'a --set without a value',
      ['train', '-c', '{root}/tiny.yaml', '--set', 'steps'],
      2,
      'subpixel: Expected key=value for --set but received "steps"',
    ],
    [
      'a --set into a number',
      ['train', '-c', '{root}/tiny.yaml', '--set', 'steps.more=1'],
      2,
      'subpixel: Expected a path to a key of the file for --set but received "steps.more=1"',
    ],
    ['a missing data folder', ['train', '-c', '{root}/tiny.yaml', '--set', 'data.folders=[{root}/none]'], 2, /^subpixel: .*~\/none/],
    [
      'a patch larger than every picture',
      ['train', '-c', '{root}/tiny.yaml', '--set', 'data.patch.lrPatchSize=50'],
      2,
      /^subpixel: Expected at least one picture of 100×100 pixels or more/,
    ],
    [
      'nothing to resume',
      ['train', '-c', '{root}/tiny.yaml', '--out', '{root}/fresh', '--resume'],
      2,
      'subpixel: Expected a run to resume in ~/fresh but it has no last.safetensors',
    ],
    [
      'a run that is there already',
      ['train', '-c', '{root}/tiny.yaml', '--out', '{root}/run'],
      2,
      'subpixel: ~/run holds a run already; give --resume to go on with it, or another --out folder',
    ],
    [
      'another configuration on resume',
      ['train', '-c', '{root}/tiny.yaml', '--out', '{root}/run', '--resume', '--set', 'batchSize=2'],
      2,
      'subpixel: ~/run: expected the configuration that the run was started with but batchSize was 4 and is now 2',
    ],
  ] as const)('%s', async (_title, args, code, sentence) => {
    const outcome = await cli(root, args.map((a) => a.replaceAll('{root}', root)).concat('--quiet'));
    expect(outcome.stderr).toMatch(sentence);
    expect([outcome.code, outcome.stderr.split('\n').length]).toEqual([code, 1]);
  });
});
