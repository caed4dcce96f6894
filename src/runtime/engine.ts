/** What runs a network. `ort-node.ts` is the engine on Node; nothing else in the package knows ONNX Runtime. */
import type { DataType, Tensor } from '../graph/tensor.ts';

export type Device = 'cpu' | 'webgpu' | 'cuda';

export interface SessionOptions {
  readonly device?: Device;
  /** Threads within one operator; all cores when left out. */
  readonly threads?: number;
}

export interface Port {
  readonly name: string;
  readonly dtype: DataType;
  /** A number, or the symbol of a dimension that is free. */
  readonly shape: readonly (number | string)[];
}

export interface Session {
  readonly device: Device;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Runs the network; all outputs, or those named. Throws EngineError with the engine's message. */
  run(feeds: Readonly<Record<string, Tensor>>, fetches?: readonly string[]): Promise<Record<string, Tensor>>;
  dispose(): Promise<void>;
}

export interface Engine {
  readonly name: string;
  /** Version of the engine, for logs and results. */
  readonly version: string;
  /** Devices that this build of the engine can try; that one is listed does not mean that an adapter is present. */
  readonly devices: readonly Device[];
  /** Loads an .onnx file. Throws EngineError when it is refused. */
  load(model: Uint8Array, options?: SessionOptions): Promise<Session>;
}
