/**
 * What runs a network. `ort-node.ts` is the engine on Node, `ort-web.ts` the one in browsers; nothing outside this folder knows
 * ONNX Runtime.
 */
import type { DataType, Tensor } from '../graph/tensor.ts';

export type Device = 'cpu' | 'webgpu' | 'cuda';

export interface SessionOptions {
  readonly device?: Device;
  /** Threads within one operator; all cores when left out. */
  readonly threads?: number;
  /** Outputs that replace values of a state, by the output's name. A session that has them is made for `step`, not for `run`. */
  readonly updates?: Readonly<Record<string, string>>;
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
  /**
   * As `run`, on the feeds and the values of `state`, which are inputs of the same names. Outputs of the session's `updates` replace
   * values of the state; the others are returned. Throws EngineError, and then leaves the state as it was.
   */
  step(state: DeviceState, feeds: Readonly<Record<string, Tensor>>, fetches?: readonly string[]): Promise<Record<string, Tensor>>;
  dispose(): Promise<void>;
}

/**
 * Named tensors that stay in the memory of a device from one step to the next, where the engine can keep them there.
 * Sessions of one engine and device may share a state.
 */
export interface DeviceState {
  /** The values on the CPU: all, or those named. */
  read(names?: readonly string[]): Promise<Record<string, Tensor>>;
  /** Replaces values. */
  write(values: Readonly<Record<string, Tensor>>): void;
  dispose(): Promise<void>;
}

export interface Engine {
  readonly name: string;
  /** Version of the engine, for logs and results. */
  readonly version: string;
  /** Devices that this build of the engine can try; that one is listed does not mean that an adapter is present. */
  readonly devices: readonly Device[];
  /** Loads an .onnx file. Throws EngineError when it is refused, or when the device is not there. */
  load(model: Uint8Array, options?: SessionOptions): Promise<Session>;
  /** A state for sessions on the device. */
  createState(values: Readonly<Record<string, Tensor>>, device?: Device): DeviceState;
}
