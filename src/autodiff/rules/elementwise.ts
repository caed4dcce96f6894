/** Gradients of the operators that work element by element. */
import { add, cast, div, equal, mul, neg, sign, sub } from '../../graph/ops.ts';
import type { Rule } from '../rule.ts';

/** y = a + b. da = dy, db = dy */
export const Add: Rule<'Add'> = (_g, _node, dy) => [dy, dy];

/** y = a − b. da = dy, db = −dy */
export const Sub: Rule<'Sub'> = (g, _node, dy, need) => [dy, need(1) ? neg(g, dy) : undefined];

/** y = a·b. da = dy·b, db = dy·a */
export const Mul: Rule<'Mul'> = (g, { inputs: [a, b] }, dy, need) => [
  need(0) ? mul(g, dy, b!) : undefined,
  need(1) ? mul(g, dy, a!) : undefined,
];

/** y = a/b. da = dy/b, db = −dy·y/b */
export const Div: Rule<'Div'> = (g, { inputs: [, b], outputs: [y] }, dy, need) => {
  const da = div(g, dy, b!);
  return [da, need(1) ? neg(g, mul(g, da, y!)) : undefined];
};

/** y = −x. dx = −dy */
export const Neg: Rule<'Neg'> = (g, _node, dy) => [neg(g, dy)];

/** y = |x|. dx = dy·sign(x), 0 at x = 0 */
export const Abs: Rule<'Abs'> = (g, { inputs: [x] }, dy) => [mul(g, dy, sign(g, x!))];

/** y = x. dx = dy */
export const Identity: Rule<'Identity'> = (_g, _node, dy) => [dy];

/** y = max(x, 0). dx = dy·sign(y), 0 at x = 0 */
export const Relu: Rule<'Relu'> = (g, { outputs: [y] }, dy) => [mul(g, dy, sign(g, y!))];

/** y = √x. dx = dy / 2y */
export const Sqrt: Rule<'Sqrt'> = (g, { outputs: [y] }, dy) => [div(g, dy, add(g, y!, y!))];

/** y = tanh x. dx = dy·(1 − y²) */
export const Tanh: Rule<'Tanh'> = (g, { outputs: [y] }, dy) => [mul(g, dy, sub(g, g.constant(1), mul(g, y!, y!)))];

/** y = min(max(x, low), high). dx = dy where y = x, the bounds included */
export const Clip: Rule<'Clip'> = (g, { inputs: [x], outputs: [y] }, dy) => [mul(g, dy, cast(g, equal(g, x!, y!), 'float32'))];
