/** The networks whose training step is measured: a row here is all that another one needs. */

/** A layer of the peer's network. Convolutions are k × k and keep the size; a residual adds what its layers make of its input. */
export type PeerLayer =
  | readonly ['conv', inChannels: number, outChannels: number, kernel: number]
  | readonly ['tanh' | 'relu']
  | readonly ['shuffle', scale: number]
  | readonly ['residual', layers: readonly PeerLayer[]];

export interface TrainCase {
  readonly network: string;
  /** Ours: a model of src/models with options of its own. */
  readonly model: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly channels: 1 | 3;
  readonly scale: number;
  readonly batchSize: number;
  /** Side of the LR patches in pixels. */
  readonly lrPatchSize: number;
  readonly loss: 'l1' | 'l2';
  /** The same network for the peer. */
  readonly layers: readonly PeerLayer[];
  /** Steps between two changes of turn. */
  readonly stepsPerTurn: number;
}

export const trainCases: readonly TrainCase[] = [
  {
    network: 'espcn_x3',
    model: 'espcn',
    options: {},
    channels: 1,
    scale: 3,
    batchSize: 16,
    lrPatchSize: 17,
    loss: 'l2',
    layers: [['conv', 1, 64, 5], ['tanh'], ['conv', 64, 32, 3], ['tanh'], ['conv', 32, 9, 3], ['shuffle', 3]],
    stepsPerTurn: 30,
  },
];
