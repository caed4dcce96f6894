/**
 * The engine in browsers: ONNX Runtime's WebAssembly, with its WebGPU provider. `cpu` is WebAssembly.
 * It runs on more than one thread where the page is cross-origin isolated (COOP and COEP headers).
 */
import * as ort from 'onnxruntime-web/webgpu';
import type { Device, Engine } from './engine.ts';
import { ortEngine } from './ort-engine.ts';

ort.env.logLevel = 'fatal';

export const ortWeb: Engine = ortEngine({
  ort,
  name: 'onnxruntime-web',
  version: ort.env.versions.web ?? ort.env.versions.common,
  devices: ['cpu', 'webgpu'],
  // WebGPU alone: what it lacks runs in WebAssembly anyway, and with both in the list an absent adapter would go unnoticed.
  providers: (device) => [device === 'cpu' ? 'wasm' : device],
  threading(threads) {
    // One pool for all sessions, made with the first of them.
    if (threads !== undefined) ort.env.wasm.numThreads = threads;
    return {};
  },
  blocks: false,
  absence,
});

function absence(device: Device, message: string): string | undefined {
  return device === 'webgpu' && /adapter|navigator\.gpu/i.test(message)
    ? 'Expected a graphics adapter for device webgpu but this browser gives none'
    : undefined;
}
