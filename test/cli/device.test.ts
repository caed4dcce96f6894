/** A device that is not there: one sentence that says what to do, exit code 1, and nothing written. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'subpixel-device-'));
  const data = { folders: [root], patch: { mode: 'random', lrPatchSize: 8 } };
  const rest = { validation: { holdOutEvery: 2 }, losses: [{ name: 'l2' }], optimizer: { name: 'adam' }, learningRate: 0.001 };
  await writeFile(join(root, 'tiny.yaml'), stringify({ model: 'espcn', scale: 2, steps: 1, data, ...rest }));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const binaries = join(dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json')), 'bin/napi-v6/linux/x64');
const isLinux = process.platform === 'linux' && process.arch === 'x64';
const cases = [
  {
    device: 'cuda',
    skipped: isLinux && existsSync(join(binaries, 'libonnxruntime_providers_cuda.so')) ? 'the CUDA library is installed' : undefined,
    sentence:
      "subpixel: Expected ONNX Runtime's CUDA library for device cuda but it is not installed: put onnxruntime-node-install=cuda12 into .npmrc and run npm rebuild onnxruntime-node",
  },
  {
    device: 'webgpu',
    skipped: isLinux ? undefined : 'only Linux finds its adapters by a variable',
    sentence:
      'subpixel: Expected a graphics adapter for device webgpu but none was found: it needs the driver of a GPU (Vulkan on Linux, Direct3D 12 on Windows, Metal on macOS)',
  },
];

for (const { device, skipped } of cases) if (skipped) console.warn(`The absence of ${device} is not tested: ${skipped}`);

test.each(cases.filter((c) => !c.skipped))('train --device $device', async ({ device, sentence }) => {
  const out = join(root, device);
  const args = ['--import', 'tsx', 'src/cli/main.ts', 'train', '-c', join(root, 'tiny.yaml'), '--device', device, '-o', out];
  // A list of drivers that names none hides those that the machine has.
  const child = spawn(process.execPath, args, { env: { ...process.env, VK_DRIVER_FILES: join(root, 'no-driver.json') } });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(code).toBe(1);
  // Without a Vulkan loader WebGPU itself writes a warning first.
  expect(stderr.trimEnd().split('\n').at(-1)).toBe(sentence);
  expect(existsSync(out)).toBe(false);
});
