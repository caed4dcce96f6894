/** What the page and its worker say to each other. Every answer carries the id of what it answers. */
import type { Problem, Recipe, Size } from '../queue/queue.ts';

/** A part of a picture, in its pixels as it is shown (upright). */
export interface Part extends Size {
  readonly x: number;
  readonly y: number;
}

export type Command =
  | { readonly kind: 'start'; readonly weights: string; readonly ort: string; readonly gate: SharedArrayBuffer | undefined }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'work'; readonly id: number; readonly task: Task };

/** What runs the network: the page's choice, or the visitor's. */
export type DeviceChoice = 'auto' | 'webgpu' | 'wasm';

export type Task =
  | {
      readonly kind: 'upscale';
      readonly file: Blob;
      readonly model: string;
      readonly device: DeviceChoice;
      readonly size: Recipe['size'];
      /** MIME type. */
      readonly type: string;
      readonly quality: number;
    }
  | {
      readonly kind: 'part';
      readonly file: Blob;
      readonly part: Part;
      readonly model: string;
      readonly device: DeviceChoice;
      readonly scale: number;
    }
  | { readonly kind: 'measure'; readonly made: Blob; readonly original: Blob; readonly scale: number };

/** How a task is getting on. */
export type Notice =
  | { readonly kind: 'progress'; readonly share: number }
  /** Of the network's file; `total` where it is known. */
  | { readonly kind: 'download'; readonly loaded: number; readonly total: number | undefined };

export interface Upscaled extends Size {
  readonly blob: Blob;
  readonly seconds: number;
  readonly megapixelsPerSecond: number;
  readonly device: 'webgpu' | 'cpu' | 'none';
  readonly threads: number;
  readonly notes: readonly string[];
}

/** Scores by protocol. */
export type Measured = Readonly<Record<'paper-y' | 'ntire-rgb', { readonly psnr: number; readonly ssim: number }>>;

export interface Results {
  readonly upscale: Upscaled;
  readonly part: Blob;
  readonly measure: Measured;
}

export type Answer =
  | { readonly id: number; readonly kind: 'notice'; readonly notice: Notice }
  | { readonly id: number; readonly kind: 'result'; readonly value: Results[keyof Results] }
  | { readonly id: number; readonly kind: 'problem'; readonly problem: Problem };

/** The first number of the gate while work is to stand still; its second number is the id of the task that was cancelled last. */
export const closed = 1;
