/** Cases of every gradient rule, over the shapes that break things: compared with differences, and between devices. */
import type { Graph, Value } from '../../../src/graph/graph.ts';
import type { Op } from '../../../src/graph/ops.ts';
import * as op from '../../../src/graph/ops.ts';
import type { GradcheckOptions } from '../gradcheck.ts';

type Row = readonly [
  title: string,
  shapes: readonly (readonly number[])[],
  f: (g: Graph, ...x: Value[]) => Value,
  options?: GradcheckOptions,
];

/** Curved operators need a small step. */
const curved = { h: 1e-2 };
/** Values on both sides of a kink at 0; with this seed none lies within h of it. */
const signs = { h: 1e-3, range: [-1, 1] as const };

const rows: Partial<Record<Op, readonly Row[]>> = {
  Abs: [['both signs', [[3, 7]], op.abs, signs]],
  Add: [
    [
      'same shape',
      [
        [2, 3],
        [2, 3],
      ],
      op.add,
    ],
    ['broadcast right', [[2, 3, 4], [4]], op.add],
    [
      'broadcast left and middle',
      [
        [3, 1],
        [2, 3, 4],
      ],
      op.add,
    ],
    ['scalar', [[], [2, 2]], op.add],
    ['value used twice', [[2, 3]], (g, x) => op.add(g, x, x)],
  ],
  Clip: [['below, inside and above', [[20]], (g, x) => op.clip(g, x!, 0.6, 1.2), { h: 4e-3 }]],
  Concat: [
    [
      'channels',
      [
        [2, 1, 3],
        [2, 2, 3],
      ],
      (g, a, b) => op.concat(g, [a!, b!], 1),
    ],
    ['a value twice', [[2, 2]], (g, a) => op.concat(g, [a!, a!], 0)],
  ],
  Conv: [
    [
      '3×3, same size',
      [
        [2, 2, 4, 5],
        [3, 2, 3, 3],
      ],
      (g, x, w) => op.conv(g, x!, w!, { pads: 1 }),
    ],
    ['bias', [[2, 2, 3, 3], [3, 2, 3, 3], [3]], (g, x, w, b) => op.conv(g, x!, w!, { pads: 1, bias: b! })],
    [
      'no padding',
      [
        [1, 5, 5, 4],
        [2, 5, 3, 3],
      ],
      (g, x, w) => op.conv(g, x!, w!),
    ],
    [
      'padding larger than the filter',
      [
        [1, 1, 3, 3],
        [2, 1, 3, 3],
      ],
      (g, x, w) => op.conv(g, x!, w!, { pads: 3 }),
    ],
    [
      'asymmetric padding',
      [
        [1, 2, 4, 4],
        [2, 2, 3, 2],
      ],
      (g, x, w) => op.conv(g, x!, w!, { pads: [0, 1, 2, 0] }),
    ],
    [
      'even filter',
      [
        [1, 4, 5, 4],
        [2, 4, 2, 4],
      ],
      (g, x, w) => op.conv(g, x!, w!, { pads: 1 }),
    ],
    [
      '1×1',
      [
        [2, 3, 3, 2],
        [2, 3, 1, 1],
      ],
      (g, x, w) => op.conv(g, x!, w!),
    ],
    [
      'one pixel',
      [
        [1, 2, 1, 1],
        [2, 2, 3, 3],
      ],
      (g, x, w) => op.conv(g, x!, w!, { pads: 1 }),
    ],
    [
      'stride 2, odd size',
      [
        [1, 2, 7, 5],
        [3, 2, 3, 3],
      ],
      (g, x, w) => op.conv(g, x!, w!, { pads: 1, strides: 2 }),
    ],
    [
      'stride 2, even size',
      [
        [1, 4, 6, 4],
        [2, 4, 3, 3],
      ],
      (g, x, w) => op.conv(g, x!, w!, { pads: 1, strides: 2 }),
    ],
    [
      'stride 2 on a size that the filter just covers',
      [
        [1, 1, 5, 5],
        [2, 1, 3, 3],
      ],
      (g, x, w) => op.conv(g, x!, w!, { strides: 2 }),
    ],
    [
      'stride 3, filter 5',
      [
        [1, 2, 9, 8],
        [2, 2, 5, 5],
      ],
      (g, x, w) => op.conv(g, x!, w!, { pads: 2, strides: 3 }),
    ],
    [
      'stride 1 down, 2 across',
      [
        [1, 2, 4, 6],
        [2, 2, 3, 3],
      ],
      (g, x, w) => op.conv(g, x!, w!, { pads: 1, strides: [1, 2] }),
    ],
    [
      'dilation 2',
      [
        [1, 2, 6, 7],
        [2, 2, 3, 3],
      ],
      (g, x, w) => op.conv(g, x!, w!, { pads: 2, dilations: 2 }),
    ],
    [
      'dilation 2 and stride 2',
      [
        [1, 2, 7, 7],
        [2, 2, 3, 3],
      ],
      (g, x, w) => op.conv(g, x!, w!, { pads: 2, dilations: 2, strides: 2 }),
    ],
    [
      'two groups',
      [
        [2, 4, 4, 3],
        [6, 2, 3, 3],
      ],
      (g, x, w) => op.conv(g, x!, w!, { pads: 1, group: 2 }),
    ],
    [
      'depthwise, stride 2',
      [
        [1, 3, 5, 5],
        [3, 1, 3, 3],
      ],
      (g, x, w) => op.conv(g, x!, w!, { pads: 1, group: 3, strides: 2 }),
    ],
    [
      'filters used twice',
      [
        [1, 2, 4, 4],
        [2, 2, 3, 3],
      ],
      (g, x, w) => op.conv(g, op.conv(g, x!, w!, { pads: 1 }), w!, { pads: 1 }),
      { h: 0.02 },
    ],
  ],
  ConvTranspose: [
    [
      'stride 2',
      [
        [1, 2, 3, 4],
        [2, 3, 3, 3],
      ],
      (g, x, w) => op.convTranspose(g, x!, w!, { strides: 2, pads: 1 }),
    ],
    [
      'stride 2 with output padding and bias',
      [[2, 2, 3, 2], [2, 1, 3, 3], [1]],
      (g, x, w, b) => op.convTranspose(g, x!, w!, { strides: 2, pads: 1, outputPadding: [1, 1], bias: b! }),
    ],
    [
      'stride 3, filter 9',
      [
        [1, 1, 3, 3],
        [1, 2, 9, 9],
      ],
      (g, x, w) => op.convTranspose(g, x!, w!, { strides: 3, pads: 4, outputPadding: [2, 2] }),
    ],
    [
      'two groups',
      [
        [1, 4, 3, 3],
        [4, 2, 2, 2],
      ],
      (g, x, w) => op.convTranspose(g, x!, w!, { strides: 2, group: 2 }),
    ],
  ],
  DepthToSpace: [
    ['r = 2', [[2, 8, 2, 3]], (g, x) => op.pixelShuffle(g, x!, 2)],
    ['r = 3', [[1, 9, 1, 2]], (g, x) => op.pixelShuffle(g, x!, 3)],
  ],
  Div: [
    [
      'same shape',
      [
        [2, 3],
        [2, 3],
      ],
      op.div,
      { h: 5e-3 },
    ],
    [
      'broadcast denominator',
      [
        [2, 3, 2],
        [3, 1],
      ],
      op.div,
      { h: 5e-3 },
    ],
  ],
  Expand: [['two axes', [[1, 3, 1]], (g, x) => op.expand(g, x!, [2, 3, 4])]],
  FusedMatMul: [false, true].flatMap((transA) =>
    [false, true].map((transB): Row => {
      const [a, b] = [transA ? [2, 4, 3] : [2, 3, 4], transB ? [2, 5, 4] : [2, 4, 5]];
      return [`transA ${transA}, transB ${transB}`, [a, b], (g, x, w) => op.matmul(g, x!, w!, { transA, transB, alpha: 0.5 })];
    }),
  ),
  Identity: [['any', [[3]], op.identity]],
  Mul: [
    [
      'broadcast both ways',
      [
        [2, 1, 4],
        [3, 1],
      ],
      op.mul,
    ],
    ['square', [[2, 3]], (g, x) => op.mul(g, x!, x!)],
  ],
  Neg: [['any', [[2, 3]], op.neg]],
  Pad: [['every side', [[1, 2, 3, 2]], (g, x) => op.pad(g, x!, [0, 1, 2, 0], [0, 0, 1, 3])]],
  ReduceMean: [
    ['all axes', [[2, 3, 2]], (g, x) => op.reduceMean(g, x!)],
    ['some, kept', [[2, 3, 2]], (g, x) => op.reduceMean(g, x!, [0, 2], true)],
    ['some, dropped', [[2, 3, 2]], (g, x) => op.reduceMean(g, x!, [1])],
  ],
  ReduceSum: [
    ['all axes', [[2, 3]], (g, x) => op.reduceSum(g, x!)],
    ['some, dropped', [[2, 3, 2]], (g, x) => op.reduceSum(g, x!, [0, 2])],
  ],
  Relu: [['both signs', [[3, 7]], op.relu, signs]],
  Reshape: [['split an axis', [[2, 6]], (g, x) => op.reshape(g, x!, [4, 3])]],
  Slice: [
    [
      'inside',
      [[4, 5]],
      (g, x) =>
        op.slice(g, x!, [
          { axis: 0, start: 1, end: 3 },
          { axis: 1, start: 0, end: 2 },
        ]),
    ],
    ['step 2', [[2, 7]], (g, x) => op.slice(g, x!, [{ axis: 1, start: 1, end: 6, step: 2 }])],
    ['step 3 to the end', [[8, 2]], (g, x) => op.slice(g, x!, [{ axis: 0, start: 0, end: 8, step: 3 }])],
    ['reversed', [[2, 3]], (g, x) => op.flip(g, x!, [0, 1])],
    ['backward by 2', [[2, 6]], (g, x) => op.slice(g, x!, [{ axis: 1, start: 5, end: 0, step: -2 }])],
  ],
  Sqrt: [['positive', [[3, 4]], op.sqrt, curved]],
  Sub: [['broadcast', [[2, 3], [3]], op.sub]],
  Tanh: [['any', [[3, 4]], op.tanh, { ...curved, range: [-1.5, 1.5] }]],
  Transpose: [['three axes', [[2, 3, 4]], (g, x) => op.transpose(g, x!, [2, 0, 1])]],
};

export interface GradientCase {
  readonly title: string;
  readonly shapes: readonly (readonly number[])[];
  readonly f: (g: Graph, ...x: Value[]) => Value;
  readonly options?: GradcheckOptions;
}

export const gradientCases: Readonly<Record<string, readonly GradientCase[]>> = Object.fromEntries(
  Object.entries(rows).map(([name, list]) => [
    name,
    list.map(([title, shapes, f, options]) => (options ? { title, shapes, f, options } : { title, shapes, f })),
  ]),
);
