/** A network in ONNX Runtime. */
import type * as Ort from 'onnxruntime-node';
import { EngineError } from '../errors.ts';
import type { DataType, Tensor } from '../graph/tensor.ts';
import type { Device, DeviceState, Port, Session } from './engine.ts';
import { OrtState } from './ort-state.ts';
import { type AnyTensor, free, fromOrt, mapValues, messageOf, type OrtTensors, toOrt } from './ort-tensor.ts';

export interface OrtSessionParts {
  readonly ort: Pick<typeof Ort, 'Tensor'>;
  readonly session: Ort.InferenceSession;
  readonly device: Device;
  readonly updates: Readonly<Record<string, string>>;
  /** Whether the outputs of `updates` stay on the device. */
  readonly keeps: boolean;
}

export class OrtSession implements Session {
  readonly device: Device;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly #parts: OrtSessionParts;

  constructor(parts: OrtSessionParts) {
    this.#parts = parts;
    this.device = parts.device;
    this.inputs = parts.session.inputMetadata.map(port);
    this.outputs = parts.session.outputMetadata.map(port);
  }

  async run(feeds: Readonly<Record<string, Tensor>>, fetches?: readonly string[]): Promise<Record<string, Tensor>> {
    if (this.#parts.keeps) throw new EngineError('Expected step for a session with updates but received run');
    return mapValues(await this.runOrt(feeds, fetches), fromOrt);
  }

  async step(state: DeviceState, feeds: Readonly<Record<string, Tensor>>, fetches?: readonly string[]): Promise<Record<string, Tensor>> {
    if (!(state instanceof OrtState)) throw new EngineError('Expected a state of the same engine for step but received another');
    const { updates, keeps } = this.#parts;
    // When only some outputs are fetched, ONNX Runtime's binding for Node confuses which of them to leave on the device.
    const made = await this.runOrt({ ...state.values, ...feeds }, keeps ? undefined : fetches);
    const next: Record<string, Ort.Tensor> = {};
    const returned: Record<string, Tensor> = {};
    for (const [output, value] of Object.entries(made)) {
      const name = updates[output];
      if (fetches && !fetches.includes(output)) free(value);
      else if (name === undefined) returned[output] = fromOrt(value);
      else next[name] = value;
    }
    state.replace(next);
    return returned;
  }

  /** As `run`, with tensors that may be on the device. Feeds that are no inputs are left out. */
  async runOrt(feeds: Readonly<Record<string, AnyTensor>>, fetches?: readonly string[]): Promise<OrtTensors> {
    const { ort, session } = this.#parts;
    const given = Object.fromEntries(this.inputs.flatMap(({ name }) => (feeds[name] ? [[name, toOrt(ort, feeds[name])]] : [])));
    try {
      return (await (fetches ? session.run(given, fetches) : session.run(given))) as OrtTensors;
    } catch (error) {
      throw new EngineError(`ONNX Runtime failed on ${this.device}: ${messageOf(error)}`, { cause: error });
    }
  }

  dispose(): Promise<void> {
    return this.#parts.session.release();
  }
}

function port(meta: Ort.InferenceSession.ValueMetadata): Port {
  if (!meta.isTensor) throw new EngineError(`Expected tensors for inputs and outputs but ${meta.name} is something else`);
  return { name: meta.name, dtype: meta.type as DataType, shape: meta.shape };
}
