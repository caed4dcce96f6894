/** Gradients of the operators that work element by element. */
import type { Graph, Value } from '../../graph/graph.ts';
import { add, cast, div, equal, exp, greater, log, mul, neg, pow, sub, where } from '../../graph/ops.ts';
import { type Rule, unbroadcast } from '../rule.ts';

/** y = a + b. da = dy, db = dy */
export const Add: Rule<'Add'> = (_g, _node, dy) => [dy, dy];

/** y = a − b. da = dy, db = −dy, summed before it is negated because there is less of it then */
export const Sub: Rule<'Sub'> = (g, { inputs: [, b] }, dy, need) => [dy, need(1) ? neg(g, unbroadcast(g, dy, b!.shape)) : undefined];

/** y = a·b. da = dy·b, db = dy·a;  y = a². da = 2·dy·a */
export const Mul: Rule<'Mul'> = (g, { inputs: [a, b] }, dy, need) => {
  if (a === b) return [mul(g, mul(g, dy, g.constant(2)), a!)];
  return [need(0) ? mul(g, dy, b!) : undefined, need(1) ? mul(g, dy, a!) : undefined];
};

/** y = a/b. da = dy/b, db = −dy·y/b */
export const Div: Rule<'Div'> = (g, { inputs: [, b], outputs: [y] }, dy, need) => {
  const da = div(g, dy, b!);
  return [da, need(1) ? neg(g, mul(g, da, y!)) : undefined];
};

/** y = −x. dx = −dy */
export const Neg: Rule<'Neg'> = (g, _node, dy) => [neg(g, dy)];

/** y = |x|. dx = dy where x > 0, −dy where x < 0, 0 at x = 0 */
export const Abs: Rule<'Abs'> = (g, { inputs: [x] }, dy) => [mul(g, dy, sub(g, positive(g, x!), positive(g, neg(g, x!))))];

/** 1 where x > 0, else 0. (`Sign` would be a node less, but it runs on one core and not on WebGPU.) */
export function positive(g: Graph, x: Value): Value {
  return cast(g, greater(g, x, g.constant(0)), 'float32');
}

/** y = x. dx = dy */
export const Identity: Rule<'Identity'> = (_g, _node, dy) => [dy];

/** y = max(x, 0). dx = dy where y > 0, 0 at x = 0 */
export const Relu: Rule<'Relu'> = (g, { outputs: [y] }, dy) => [mul(g, dy, positive(g, y!))];

/** y = √x. dx = dy / 2y */
export const Sqrt: Rule<'Sqrt'> = (g, { outputs: [y] }, dy) => [div(g, dy, add(g, y!, y!))];

/** y = tanh x. dx = dy·(1 − y²) */
export const Tanh: Rule<'Tanh'> = (g, { outputs: [y] }, dy) => [mul(g, dy, sub(g, g.constant(1), mul(g, y!, y!)))];

/** y = min(max(x, low), high). dx = dy where y = x, the bounds included */
export const Clip: Rule<'Clip'> = (g, { inputs: [x], outputs: [y] }, dy) => [mul(g, dy, cast(g, equal(g, x!, y!), 'float32'))];

/** y = eˣ. dx = dy·y */
export const Exp: Rule<'Exp'> = (g, { outputs: [y] }, dy) => [mul(g, dy, y!)];

/** y = ln x. dx = dy/x */
export const Log: Rule<'Log'> = (g, { inputs: [x] }, dy) => [div(g, dy, x!)];

/** y = erf x. dx = dy·2/√π·e^(−x²) */
export const Erf: Rule<'Erf'> = (g, { inputs: [x] }, dy) => [
  mul(g, dy, mul(g, exp(g, neg(g, mul(g, x!, x!))), g.constant(2 / Math.sqrt(Math.PI)))),
];

/**
 * y = aᵇ. da = dy·b·aᵇ⁻¹, 0 where b = 0;  db = dy·y·ln a, 0 where a = 0 (as PyTorch has it for b ≥ 0).
 * Where a < 0 the second is not a number, as the logarithm is.
 */
export const Pow: Rule<'Pow'> = (g, { inputs, outputs: [y] }, dy, need) => {
  const [a, b] = inputs as [Value, Value];
  const [zero, one] = [g.constant(0), g.constant(1)];
  const less = () => where(g, equal(g, b, zero), zero, sub(g, b, one));
  return [
    need(0) ? mul(g, dy, mul(g, b, pow(g, a, less()))) : undefined,
    need(1) ? mul(g, dy, mul(g, y!, log(g, where(g, equal(g, a, zero), one, a)))) : undefined,
  ];
};

/** y = max(a, b). da = dy where a > b, db = dy where a < b; half each where they are equal, as PyTorch has it. */
export const Max: Rule<'Max'> = (g, { inputs: [a, b] }, dy, need) => [
  need(0) ? mul(g, dy, share(g, a!, b!)) : undefined,
  need(1) ? mul(g, dy, share(g, b!, a!)) : undefined,
];

/** y = min(a, b). da = dy where a < b, db = dy where a > b; half each where they are equal. */
export const Min: Rule<'Min'> = (g, { inputs: [a, b] }, dy, need) => [
  need(0) ? mul(g, dy, share(g, b!, a!)) : undefined,
  need(1) ? mul(g, dy, share(g, a!, b!)) : undefined,
];

/** 1 where a > b, ½ where a = b, 0 where a < b: (1 + [a > b] − [b > a]) / 2 */
function share(g: Graph, a: Value, b: Value): Value {
  const bit = (more: Value, less: Value) => cast(g, greater(g, more, less), 'float32');
  return mul(g, add(g, sub(g, bit(a, b), bit(b, a)), g.constant(1)), g.constant(0.5));
}

/** y = a where the condition holds, else b. da = dy there, db = dy elsewhere, 0 otherwise */
export const Where: Rule<'Where'> = (g, { inputs: [condition] }, dy, need) => [
  undefined,
  need(1) ? where(g, condition!, dy, g.constant(0)) : undefined,
  need(2) ? where(g, condition!, g.constant(0), dy) : undefined,
];
