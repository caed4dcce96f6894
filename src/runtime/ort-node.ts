/** The engine on Node: ONNX Runtime's native library. The only file that imports it. */
import { createRequire } from 'node:module';
import * as ort from 'onnxruntime-node';
import { EngineError } from '../errors.ts';
import type { DataType, Tensor, TensorData } from '../graph/tensor.ts';
import type { Device, Engine, Port, Session } from './engine.ts';

// 3: errors only. Warnings are ONNX Runtime's advice to its own developers and would break progress lines.
ort.env.logLevel = 'error';

const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string };

const devices: readonly Device[] = ort
  .listSupportedBackends()
  .flatMap(({ name }) => (name === 'cpu' || name === 'webgpu' || name === 'cuda' ? [name] : []));

export const ortNode: Engine = {
  name: 'onnxruntime-node',
  version,
  devices,
  async load(model, { device = 'cpu', threads } = {}) {
    try {
      const session = await ort.InferenceSession.create(model, {
        executionProviders: device === 'cpu' ? ['cpu'] : [device, 'cpu'],
        graphOptimizationLevel: 'all',
        logSeverityLevel: 3,
        ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
      });
      return new OrtSession(session, device);
    } catch (error) {
      throw new EngineError(`ONNX Runtime refused the network on ${device}: ${messageOf(error)}`, { cause: error });
    }
  },
};

class OrtSession implements Session {
  readonly device: Device;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly #session: ort.InferenceSession;

  constructor(session: ort.InferenceSession, device: Device) {
    this.#session = session;
    this.device = device;
    this.inputs = session.inputMetadata.map(port);
    this.outputs = session.outputMetadata.map(port);
  }

  async run(feeds: Readonly<Record<string, Tensor>>, fetches?: readonly string[]): Promise<Record<string, Tensor>> {
    const given: Record<string, ort.Tensor> = {};
    for (const [name, { dtype, data, shape }] of Object.entries(feeds))
      given[name] = new ort.Tensor(dtype as 'float32', data as Float32Array, shape);
    try {
      const made = await (fetches ? this.#session.run(given, fetches) : this.#session.run(given));
      return Object.fromEntries(Object.entries(made).map(([name, value]) => [name, fromOrt(value as ort.Tensor)]));
    } catch (error) {
      throw new EngineError(`ONNX Runtime failed on ${this.device}: ${messageOf(error)}`, { cause: error });
    }
  }

  dispose(): Promise<void> {
    return this.#session.release();
  }
}

function fromOrt(value: ort.Tensor): Tensor {
  return { dtype: value.type as DataType, shape: value.dims, data: value.data as TensorData };
}

function port(meta: ort.InferenceSession.ValueMetadata): Port {
  if (!meta.isTensor) throw new EngineError(`Expected tensors for inputs and outputs but ${meta.name} is something else`);
  return { name: meta.name, dtype: meta.type as DataType, shape: meta.shape };
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').trim();
}
