/**
 * The engine in browsers: ONNX Runtime's WebAssembly, with its WebGPU provider. `cpu` is WebAssembly.
 * It runs on more than one thread where the page is cross-origin isolated (COOP and COEP headers).
 */
import * as ort from 'onnxruntime-web/webgpu';
import type { Device, Engine } from './engine.ts';
import { ortEngine } from './ort-engine.ts';

ort.env.logLevel = 'fatal';

/** The WebAssembly that this build of ONNX Runtime loads, beside a small script of the same name. */
export const ortWasmFile = 'ort-wasm-simd-threaded.asyncify.wasm';

/**
 * Says where ONNX Runtime's files `ort-wasm-simd-threaded.asyncify.wasm` and `.mjs` are, if they are not beside its script.
 * For all networks of the page, and before the first of them is loaded.
 */
export function placeOrtWeb(folder: string | URL): void {
  ort.env.wasm.wasmPaths = String(folder).replace(/\/*$/, '/');
}

/** The bytes of `ortWasmFile`, for the first network to start with. */
export function giveOrtWasm(bytes: Uint8Array): void {
  ort.env.wasm.wasmBinary = bytes;
}

/** Its WebAssembly does one thing at a time; what is asked for meanwhile waits. */
let last: Promise<unknown> = Promise.resolve();
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = last.then(work, work);
  last = turn.catch(() => undefined);
  return turn;
}

type Create = typeof ort.InferenceSession.create;

const InferenceSession = {
  async create(...args: Parameters<Create>) {
    const session = await inTurn(() => ort.InferenceSession.create(...args));
    // It has been compiled, once and for all.
    delete ort.env.wasm.wasmBinary;
    const [run, release] = [session.run.bind(session), session.release.bind(session)];
    session.run = ((...given: Parameters<typeof run>) => inTurn(() => run(...given))) as typeof session.run;
    session.release = () => inTurn(release);
    return session;
  },
} as typeof ort.InferenceSession;

export const ortWeb: Engine = ortEngine({
  ort: { InferenceSession, Tensor: ort.Tensor },
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
