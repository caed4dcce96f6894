/** The networks whose training step is measured: a row here is all that another one needs. */

/**
 * A layer, for ours and for the peer. Convolutions are k × k and keep the size; deconvolutions multiply it by `stride`;
 * a residual adds what its layers make of its input.
 */
export type BenchLayer =
  | readonly ['conv', inChannels: number, outChannels: number, kernel: number]
  | readonly ['deconv', inChannels: number, outChannels: number, kernel: number, stride: number]
  | readonly ['tanh' | 'relu']
  | readonly ['prelu' | 'batchnorm', channels: number]
  | readonly ['lrelu', slope: number]
  | readonly ['shuffle', scale: number]
  | readonly ['residual', layers: readonly BenchLayer[]]
  | readonly ['pyramid', levels: readonly Level[]];

/** A level of a Laplacian pyramid: its picture is the enlarged one of the level before, plus the residual found in the features. */
export interface Level {
  readonly features: readonly BenchLayer[];
  readonly residual: readonly BenchLayer[];
  readonly image: readonly BenchLayer[];
}

export interface TrainCase {
  readonly network: string;
  readonly channels: 1 | 3;
  /** 1 for networks whose input is at HR size. */
  readonly scale: number;
  readonly batchSize: number;
  /** Side of the input patches in pixels. */
  readonly lrPatchSize: number;
  readonly loss: 'l1' | 'l2' | 'charbonnier';
  readonly layers: readonly BenchLayer[];
  /** Steps between two changes of turn. */
  readonly stepsPerTurn: number;
}

const repeat = (count: number, layers: readonly BenchLayer[]): BenchLayer[] => Array.from({ length: count }, () => layers).flat();

const edsr = (blocks: number): BenchLayer[] => [
  ['conv', 3, 64, 3],
  ['residual', [...repeat(blocks, [['residual', [['conv', 64, 64, 3], ['relu'], ['conv', 64, 64, 3]]]]), ['conv', 64, 64, 3]]],
  ['conv', 64, 256, 3],
  ['shuffle', 2],
  ['conv', 64, 3, 3],
];

const srresnetBlock: BenchLayer = [
  'residual',
  [
    ['conv', 64, 64, 3],
    ['batchnorm', 64],
    ['prelu', 64],
    ['conv', 64, 64, 3],
    ['batchnorm', 64],
  ],
];

const lapsrnLevel = (head: readonly BenchLayer[]): Level => ({
  features: [
    ...head,
    ...repeat(10, [
      ['conv', 64, 64, 3],
      ['lrelu', 0.2],
    ]),
    ['deconv', 64, 64, 4, 2],
    ['lrelu', 0.2],
  ],
  residual: [['conv', 64, 1, 3]],
  image: [['deconv', 1, 1, 4, 2]],
});

export const trainCases: readonly TrainCase[] = [
  {
    network: 'espcn_x3',
    ...{ channels: 1, scale: 3, batchSize: 16, lrPatchSize: 17, loss: 'l2', stepsPerTurn: 30 },
    layers: [['conv', 1, 64, 5], ['tanh'], ['conv', 64, 32, 3], ['tanh'], ['conv', 32, 9, 3], ['shuffle', 3]],
  },
  {
    network: 'fsrcnn_x2',
    ...{ channels: 1, scale: 2, batchSize: 16, lrPatchSize: 32, loss: 'l2', stepsPerTurn: 10 },
    layers: [
      ['conv', 1, 56, 5],
      ['prelu', 56],
      ['conv', 56, 12, 1],
      ['prelu', 12],
      ...repeat(4, [
        ['conv', 12, 12, 3],
        ['prelu', 12],
      ]),
      ['conv', 12, 56, 1],
      ['prelu', 56],
      ['deconv', 56, 1, 9, 2],
    ],
  },
  {
    network: 'vdsr',
    ...{ channels: 1, scale: 1, batchSize: 16, lrPatchSize: 41, loss: 'l2', stepsPerTurn: 2 },
    layers: [['residual', [['conv', 1, 64, 3], ['relu'], ...repeat(18, [['conv', 64, 64, 3], ['relu']]), ['conv', 64, 1, 3]]]],
  },
  {
    network: 'edsr-b8f64_x2',
    ...{ channels: 3, scale: 2, batchSize: 16, lrPatchSize: 48, loss: 'l1', stepsPerTurn: 2 },
    layers: edsr(8),
  },
  {
    network: 'edsr-b16f64_x2',
    ...{ channels: 3, scale: 2, batchSize: 16, lrPatchSize: 48, loss: 'l1', stepsPerTurn: 1 },
    layers: edsr(16),
  },
  {
    network: 'srresnet_x4',
    ...{ channels: 3, scale: 4, batchSize: 8, lrPatchSize: 24, loss: 'l2', stepsPerTurn: 3 },
    layers: [
      ['conv', 3, 64, 9],
      ['prelu', 64],
      ['residual', [...repeat(16, [srresnetBlock]), ['conv', 64, 64, 3], ['batchnorm', 64]]],
      ...repeat(2, [
        ['conv', 64, 256, 3],
        ['shuffle', 2],
        ['prelu', 64],
      ]),
      ['conv', 64, 3, 9],
    ],
  },
  {
    network: 'lapsrn_x4',
    ...{ channels: 1, scale: 4, batchSize: 8, lrPatchSize: 32, loss: 'charbonnier', stepsPerTurn: 2 },
    layers: [
      [
        'pyramid',
        [
          lapsrnLevel([
            ['conv', 1, 64, 3],
            ['lrelu', 0.2],
          ]),
          lapsrnLevel([]),
        ],
      ],
    ],
  },
];
