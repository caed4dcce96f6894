/** Engines of ONNX Runtime. Its packages for Node and for browsers have one interface; what differs is in `Build`. */
import type * as Ort from 'onnxruntime-node';
import { EngineError, expected } from '../errors.ts';
import { parse } from '../graph/parse.ts';
import { serialize } from '../graph/serialize.ts';
import { blockSize } from './block-size.ts';
import { blockConvolutions } from './blocked.ts';
import type { Device, Engine } from './engine.ts';
import { fillChannels } from './fill-channels.ts';
import { OrtSession } from './ort-session.ts';
import { OrtState } from './ort-state.ts';
import { mapValues, messageOf } from './ort-tensor.ts';

/** One of ONNX Runtime's packages, and what is particular about it. */
export interface Build {
  readonly ort: Pick<typeof Ort, 'InferenceSession' | 'Tensor'>;
  readonly name: string;
  readonly version: string;
  readonly devices: readonly Device[];
  /** The execution providers of a device: its own, then the one for operators that it lacks. */
  providers(device: Device): readonly string[];
  /** Options of a session with so many threads; all cores when undefined. */
  threading(threads: number | undefined): Ort.InferenceSession.SessionOptions;
  /** True where the package has convolutions in blocks of channels, if the processor does. */
  readonly blocks: boolean;
  /** The sentence for a device that is not there, known by the engine's message; undefined for all other messages. */
  absence(device: Device, message: string): string | undefined;
}

export function ortEngine(build: Build): Engine {
  const { ort, name, version, devices } = build;
  let block: Promise<number | undefined> | undefined;
  /** Of the CPU, found out once. */
  const blockOf = () => {
    block ??= blockSize(async (model, feeds) => {
      const session = await load(serialize(model), { threads: 1 });
      return (await session.run(feeds).finally(() => session.dispose()))['y']!;
    });
    return block;
  };
  /** A training step, whose filters are fed, as it is fastest on the CPU. */
  const forCpu = async (step: Uint8Array): Promise<Uint8Array> => {
    const size = await blockOf();
    return size === undefined ? step : serialize(blockConvolutions(parse(step), size));
  };
  const forWebgpu = (file: Uint8Array): Uint8Array => {
    const model = parse(file);
    return fillChannels(model) ? serialize(model) : file;
  };
  const load: Engine['load'] = async (model, { device = 'cpu', threads, updates = {} } = {}) => {
    if (!devices.includes(device)) throw new EngineError(expected(devices.join(' or '), 'device', device));
    // ONNX Runtime's JavaScript interface leaves outputs on the device only for WebGPU; from CUDA it copies them to the CPU.
    const isStep = Object.keys(updates).length > 0;
    const keeps = device === 'webgpu' && isStep;
    const bytes = async () => (device === 'webgpu' ? forWebgpu(model) : device === 'cpu' && build.blocks && isStep ? forCpu(model) : model);
    try {
      const session = await ort.InferenceSession.create(await bytes(), {
        executionProviders: build.providers(device),
        graphOptimizationLevel: 'all',
        // Fatal messages only: errors are thrown as well, and warnings are ONNX Runtime's advice to its own developers.
        logSeverityLevel: 4,
        ...build.threading(threads),
        // Memory planned from the first run stands beside what that run took: of a step it would be half as much again, and no time is won.
        ...(isStep ? { enableMemPattern: false } : {}),
        ...(keeps ? { preferredOutputLocation: mapValues(updates, () => 'gpu-buffer' as const) } : {}),
      });
      return new OrtSession({ ort, session, device, updates, keeps });
    } catch (error) {
      const message = messageOf(error);
      throw new EngineError(build.absence(device, message) ?? `ONNX Runtime refused the network on ${device}: ${message}`, {
        cause: error,
      });
    }
  };
  return {
    name,
    version,
    devices,
    load,
    createState: (values, device = 'cpu') => new OrtState(values, (model) => load(model, { device }) as Promise<OrtSession>),
  };
}
