import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultyEngine, nearest } from '../../test/support/networks.ts';
import { ConfigError, EngineError } from '../errors.ts';
import { openNetworks } from './networks.ts';

let weights: string;
const at = (name: string) => join(weights, name);

beforeAll(async () => {
  weights = await mkdtemp(join(tmpdir(), 'subpixel-networks-'));
  const bytes = nearest({ channels: 1, scale: 2 });
  const network = {
    ...{ name: 'copy', scale: 2, file: 'copy_x2.onnx', sha256: createHash('sha256').update(bytes).digest('hex'), parameters: 4 },
    ...{ license: 'CC0-1.0', commercialUse: true, trainedOn: [], training: [], scores: {} },
  };
  await writeFile(at('copy_x2.onnx'), bytes);
  await writeFile(at('manifest.json'), JSON.stringify({ default: 'copy', networks: [network] }));
  await writeFile(at('text.onnx'), 'hello');
});
afterAll(() => rm(weights, { recursive: true, force: true }));

describe('openNetworks', () => {
  test('the default, a classical method, a file', async () => {
    const installed = await openNetworks({ weights });
    expect([installed.name, installed.scales, installed.file]).toEqual(['copy', [2], undefined]);
    expect(await installed.load(2)).toMatchObject({ name: 'copy', device: 'cpu' });
    await installed.dispose();
    expect(await openNetworks({ name: 'lanczos3', weights })).toMatchObject({ name: 'lanczos3', kernel: 'lanczos3' });
    const file = await openNetworks({ name: at('copy_x2.onnx'), threads: 1 });
    expect([file.name, file.scales, file.file]).toEqual(['copy_x2', [2], at('copy_x2.onnx')]);
    await file.dispose();
  });

  test.each([
    ['copi', 'Unknown network "copi"; did you mean copy? (known: copy, nearest, '],
    ['bicubik', 'Unknown network "bicubik"; did you mean bicubic? (known: '],
    ['swinir', 'Unknown network "swinir" (known: copy, '],
  ])('%s: the nearest name and the list', async (name, sentence) => {
    await expect(openNetworks({ name, weights })).rejects.toThrow(ConfigError);
    await expect(openNetworks({ name, weights })).rejects.toThrow(sentence);
  });

  test('a path that is none, and a file that is no network', async () => {
    await expect(openNetworks({ name: 'some/where' })).rejects.toThrow(
      new ConfigError('Expected an .onnx file at some/where but there is none'),
    );
    await expect(openNetworks({ name: at('text.onnx') })).rejects.toThrow(/text\.onnx: Expected an \.onnx file but/);
  });

  test('a device that is not there or does not start names the way out', async () => {
    const engine = { ...faultyEngine('webgpu', (t) => t), load: () => Promise.reject(new EngineError('no adapter')) };
    await expect(openNetworks({ device: 'cuda', engine, weights })).rejects.toThrow(
      new EngineError('Expected a device that this machine has but cuda is not one of cpu, webgpu; try --device cpu'),
    );
    const networks = await openNetworks({ device: 'webgpu', engine, weights });
    await expect(networks.load(2)).rejects.toThrow(
      new EngineError('Expected copy to start on webgpu but the engine refused; try --device cpu (--debug shows why)'),
    );
  });
});
