/** The engine on Node: ONNX Runtime's native library. */
import { createRequire } from 'node:module';
import * as ort from 'onnxruntime-node';
import type { Device, Engine } from './engine.ts';
import { ortEngine } from './ort-engine.ts';

// Errors are thrown as well; written to stderr they would break progress lines.
ort.env.logLevel = 'fatal';

const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string };

export const ortNode: Engine = ortEngine({
  ort,
  name: 'onnxruntime-node',
  version,
  devices: ort.listSupportedBackends().flatMap(({ name }) => (name === 'cpu' || name === 'webgpu' || name === 'cuda' ? [name] : [])),
  providers: (device) => (device === 'cpu' ? ['cpu'] : [device, 'cpu']),
  threading: (threads) => (threads === undefined ? {} : { intraOpNumThreads: threads }),
  blocks: true,
  absence,
});

function absence(device: Device, message: string): string | undefined {
  if (device === 'webgpu' && message.includes('Failed to get a WebGPU adapter'))
    return 'Expected a graphics adapter for device webgpu but none was found: it needs the driver of a GPU (Vulkan on Linux, Direct3D 12 on Windows, Metal on macOS)';
  if (device === 'cuda' && message.includes('Failed to load shared library'))
    return "Expected ONNX Runtime's CUDA library for device cuda but it is not installed: put onnxruntime-node-install=cuda12 into .npmrc and run npm rebuild onnxruntime-node";
  return undefined;
}
