/** A state of ONNX Runtime: tensors of ours until a step has replaced them, then tensors where the step has left them. */
import { EngineError } from '../errors.ts';
import { Graph } from '../graph/graph.ts';
import { opsets } from '../graph/model.ts';
import { identity } from '../graph/ops.ts';
import { serialize } from '../graph/serialize.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { DeviceState } from './engine.ts';
import type { OrtSession } from './ort-session.ts';
import { type AnyTensor, free, fromOrt, isOrt, type OrtTensors } from './ort-tensor.ts';

export class OrtState implements DeviceState {
  readonly #values: Record<string, AnyTensor>;
  readonly #load: (model: Uint8Array) => Promise<OrtSession>;
  #copier: Promise<OrtSession> | undefined;

  /** `load` makes sessions on the state's device. */
  constructor(values: Readonly<Record<string, Tensor>>, load: (model: Uint8Array) => Promise<OrtSession>) {
    this.#values = { ...values };
    this.#load = load;
  }

  /** Tensors of ours are on the CPU, those of ONNX Runtime on the device. */
  get values(): Readonly<Record<string, AnyTensor>> {
    return this.#values;
  }

  /**
   * Values on a device are copied by a network that does nothing: its outputs are on the CPU. ONNX Runtime's own way,
   * `Tensor.getData`, does not exist on Node.
   */
  async read(names: readonly string[] = Object.keys(this.#values)): Promise<Record<string, Tensor>> {
    const wanted = names.map((name) => [name, this.#valueOf(name)] as const);
    const copies = await this.#copies(wanted.flatMap(([name, value]) => (isOrt(value) ? [copyOf(name)] : [])));
    return Object.fromEntries(wanted.map(([name, value]) => [name, isOrt(value) ? fromOrt(copies[copyOf(name)]!) : value]));
  }

  write(values: Readonly<Record<string, Tensor>>): void {
    this.replace(values);
  }

  /** Replaces values by results of a run, and frees those that were on the device. */
  replace(values: Readonly<Record<string, AnyTensor>>): void {
    for (const [name, value] of Object.entries(values)) {
      free(this.#valueOf(name));
      this.#values[name] = isOrt(value) && value.location === 'cpu' ? fromOrt(value) : value;
    }
  }

  async dispose(): Promise<void> {
    for (const value of Object.values(this.#values)) free(value);
    await (await this.#copier)?.dispose();
  }

  #valueOf(name: string): AnyTensor {
    const value = this.#values[name];
    if (!value)
      throw new EngineError(`Expected one of ${Object.keys(this.#values).join(', ')} for a value of the state but received ${name}`);
    return value;
  }

  async #copies(outputs: readonly string[]): Promise<OrtTensors> {
    if (outputs.length === 0) return {};
    this.#copier ??= this.#load(copyModel(this.#values));
    return (await this.#copier).runOrt(this.#values, outputs);
  }
}

const copyOf = (name: string) => `copy:${name}`;

/** A network whose outputs are its inputs. */
function copyModel(values: Readonly<Record<string, AnyTensor>>): Uint8Array {
  const graph = new Graph();
  for (const [name, value] of Object.entries(values)) {
    const { shape, dtype } = isOrt(value) ? { shape: value.dims, dtype: value.type as Tensor['dtype'] } : value;
    graph.output(identity(graph, graph.input(name, shape, dtype)), copyOf(name));
  }
  return serialize({ graph, opsets, metadata: {} });
}
