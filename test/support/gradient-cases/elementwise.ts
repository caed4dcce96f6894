/** Cases of operators that work element by element, of activations and of softmax. */
import * as op from '../../../src/graph/ops.ts';
import { tensor } from '../../../src/graph/tensor.ts';
import { around, at, type Cases, curved, signs } from './case.ts';

export const elementwiseCases: Cases = {
  Abs: [at('both signs', '3×7', op.abs, signs)],
  Add: [
    at('same shape', '2×3 2×3', op.add),
    at('broadcast right', '2×3×4 4', op.add),
    at('broadcast left and middle', '3×1 2×3×4', op.add),
    at('scalar', '() 2×2', op.add),
    at('value used twice', '2×3', (g, x) => op.add(g, x, x)),
  ],
  Clip: [at('below, inside and above', '20', (g, x) => op.clip(g, x, 0.6, 1.2), { h: 4e-3 })],
  Div: [at('same shape', '2×3 2×3', op.div, { h: 5e-3 }), at('broadcast denominator', '2×3×2 3×1', op.div, { h: 5e-3 })],
  Elu: [at('both signs', '3×7', (g, x) => op.elu(g, x), signs), at('another α', '3×7', (g, x) => op.elu(g, x, 0.3), signs)],
  Erf: [at('both signs', '3×4', op.erf, around)],
  Exp: [at('both signs', '3×4', op.exp, { ...around, h: 5e-3 })],
  Gelu: [at('exact', '3×4', (g, x) => op.gelu(g, x), around), at('by tanh', '3×4', (g, x) => op.gelu(g, x, 'tanh'), around)],
  HardSigmoid: [
    at('below, inside and above', '24', (g, x) => op.hardSigmoid(g, x), { h: 4e-3, range: [-6, 6] }),
    at('another slope', '24', (g, x) => op.hardSigmoid(g, x, 0.7, 0.2), { h: 4e-3, range: [-2, 2] }),
    at('within a hard swish', '24', op.hardSwish, { h: 2e-3, range: [-4, 4] }),
  ],
  Identity: [at('any', '3', op.identity)],
  LeakyRelu: [at('both signs', '3×7', (g, x) => op.leakyRelu(g, x, 0.2), signs)],
  Log: [at('positive', '3×4', op.log, curved)],
  Max: [at('same shape', '3×4 3×4', op.max, signs), at('broadcast both ways', '2×1×4 3×1', op.max, signs)],
  Min: [at('same shape', '3×4 3×4', op.min, signs), at('broadcast both ways', '4 2×3×1', op.min, signs)],
  Mul: [at('broadcast both ways', '2×1×4 3×1', op.mul), at('square', '2×3', (g, x) => op.mul(g, x, x))],
  Neg: [at('any', '2×3', op.neg)],
  PRelu: [
    at('a slope for each channel', '2×3×2×2 3×1×1', op.prelu, signs),
    at('one slope', '2×3 1', op.prelu, signs),
    at('one pixel', '1×2×1×1 2×1×1', op.prelu, signs),
  ],
  Pow: [
    at('base and exponent', '2×3 2×3', op.pow, { h: 5e-3 }),
    at('broadcast both ways', '3×1 2×1×2', op.pow, { h: 5e-3 }),
    at('square of both signs', '2×5', (g, x) => op.pow(g, x, g.constant(2)), around),
    at('exponent 0', '4', (g, x) => op.pow(g, x, g.constant(0))),
    at('root', '4', (g, x) => op.pow(g, x, g.constant(0.5)), curved),
  ],
  Relu: [at('both signs', '3×7', op.relu, signs)],
  Sigmoid: [at('both signs', '3×4', op.sigmoid, around)],
  Softmax: [
    at('last axis', '2×5', (g, x) => op.softmax(g, x), around),
    at('channels', '2×3×2×2', (g, x) => op.softmax(g, x, 1), around),
    at('an axis of one', '2×1×3', (g, x) => op.softmax(g, x, -2), around),
  ],
  Sqrt: [at('positive', '3×4', op.sqrt, curved)],
  Sub: [at('broadcast', '2×3 3', op.sub)],
  Tanh: [at('any', '3×4', op.tanh, around)],
  Where: [
    at('two values', '3×4 3×4', (g, a, b) => op.where(g, op.greater(g, a, b), a, op.mul(g, b, b)), signs),
    at('broadcast all ways', '3×1 2×1×4', (g, a, b) =>
      op.where(g, op.greater(g, g.constant(tensor([1, -1, -1, 1], [4])), g.constant(0)), a, b),
    ),
    at('a value used twice', '4', (g, x) => op.where(g, op.greater(g, x, g.constant(0)), x, op.neg(g, x)), signs),
  ],
};
