/** What this section and its worker say to each other. Every answer carries the id of what it answers. */
import type { Image } from 'subpixel/web';

export type Command =
  | { readonly kind: 'start'; readonly ort: string }
  | { readonly kind: 'work'; readonly id: number; readonly task: Task }
  /** Ends a task that goes on until it is told. */
  | { readonly kind: 'stop'; readonly id: number }
  /** Training stands still, or goes on. */
  | { readonly kind: 'pause'; readonly paused: boolean };

/** A trained network by the address of its file, or one of the package's list with its first, random weights. */
export type NetworkChoice =
  | { readonly kind: 'trained'; readonly url: string }
  | { readonly kind: 'untrained'; readonly name: string; readonly scale: number };

export type Task =
  | { readonly kind: 'list' }
  | { readonly kind: 'inspect'; readonly network: NetworkChoice }
  | { readonly kind: 'maps'; readonly network: NetworkChoice; readonly layer: number; readonly image: Image }
  | { readonly kind: 'train'; readonly plan: TrainingPlan };

/** A network of the package's list. */
export interface ListedModel {
  readonly name: string;
  readonly title: string;
  readonly year: number;
  readonly scales: readonly number[];
}

export interface Layer {
  readonly name: string;
  readonly operator: string;
  /** `64 × H × W`. */
  readonly shape: string;
  /** Of its result; undefined where that is no picture. */
  readonly channels: number | undefined;
  /** Height of its result in terms of that of the input. */
  readonly zoom: number;
  readonly parameters: number;
  /** Places of the layers that it works on. */
  readonly inputs: readonly number[];
}

/** A layer by its place, or a block that is repeated. */
export type Row = number | { readonly label: string; readonly rows: readonly Row[] };

export interface Inspected {
  readonly scale: number;
  readonly input: 'lr' | 'bicubic';
  readonly channels: 1 | 3;
  readonly parameters: number;
  /** For each pixel of the result. */
  readonly multiplyAdds: number;
  /** Pixels of the network's input on each side of a pixel; undefined for the whole picture. */
  readonly radius: number | undefined;
  readonly layers: readonly Layer[];
  readonly rows: readonly Row[];
}

export interface Maps {
  readonly width: number;
  readonly height: number;
  /** How many there are; not all are given. */
  readonly count: number;
  /** Each from its lowest value, black, to its highest, white. */
  readonly maps: readonly { readonly image: Image; readonly low: number; readonly high: number }[];
}

export type Losses = 'l1' | 'l2' | 'charbonnier' | 'huber' | 'ssim';

export interface TrainingPlan {
  readonly image: Image;
  readonly model: 'espcn' | 'srcnn';
  readonly scale: number;
  /** One run for each. */
  readonly losses: readonly Losses[];
  readonly learningRate: number;
}

/** A look at the runs. */
export interface TrainingView {
  readonly step: number;
  /** Steps in each second, of all runs together. */
  readonly speed: number;
  readonly runs: readonly {
    /** Mean since the look before; undefined before the first step. */
    readonly loss: number | undefined;
    readonly psnr: number;
    readonly image: Image;
  }[];
}

/** What stays the same while a network is trained. */
export interface TrainingStart {
  readonly parameters: number;
  readonly bicubic: { readonly psnr: number; readonly image: Image };
  readonly original: Image;
}

export type Notice =
  | { readonly kind: 'training-start'; readonly start: TrainingStart }
  | { readonly kind: 'training-view'; readonly view: TrainingView };

export interface Results {
  readonly list: readonly ListedModel[];
  readonly inspect: Inspected;
  readonly maps: Maps;
  readonly train: undefined;
}

export type Answer =
  | { readonly id: number; readonly kind: 'notice'; readonly notice: Notice }
  | { readonly id: number; readonly kind: 'result'; readonly value: Results[keyof Results] }
  | { readonly id: number; readonly kind: 'problem'; readonly message: string };
