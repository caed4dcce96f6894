/** Activations with a parameter, and softmax. Those without one are in elementwise.ts. */
import { GraphError } from '../../errors.ts';
import { sameShape } from '../dim.ts';
import type { Graph, Value } from '../graph.ts';
import { mul } from './elementwise.ts';
import { axisOf, broadcastShapes, emit, float, int, text } from './emit.ts';

/** x where it is positive, else slope·x. `slope` broadcasts to the shape of x: (C, 1, 1) for one slope for each channel. */
export function prelu(g: Graph, x: Value, slope: Value): Value {
  const shape = broadcastShapes(x.shape, slope.shape);
  if (!shape || !sameShape(shape, x.shape)) throw new GraphError(`PRelu: expected a slope that broadcasts to ${x} but received ${slope}`);
  return emit(g, 'PRelu', [x, slope], {}, x.shape);
}

/** x where it is positive, else alpha·x. */
export function leakyRelu(g: Graph, x: Value, alpha = 0.01): Value {
  return emit(g, 'LeakyRelu', [x], { alpha: float(alpha) }, x.shape);
}

/** x where it is positive, else alpha·(eˣ − 1). */
export function elu(g: Graph, x: Value, alpha = 1): Value {
  return emit(g, 'Elu', [x], { alpha: float(alpha) }, x.shape);
}

/** min(max(alpha·x + beta, 0), 1). The defaults are those of MobileNetV3 and PyTorch, not those of ONNX. */
export function hardSigmoid(g: Graph, x: Value, alpha = 1 / 6, beta = 0.5): Value {
  return emit(g, 'HardSigmoid', [x], { alpha: float(alpha), beta: float(beta) }, x.shape);
}

/** x·hardSigmoid(x), as two nodes (Howard et al., 2019). */
export function hardSwish(g: Graph, x: Value): Value {
  return mul(g, x, hardSigmoid(g, x));
}

/** x·Φ(x), with Φ the distribution function of the normal distribution, or its approximation by tanh (Hendrycks and Gimpel, 2016). */
export function gelu(g: Graph, x: Value, approximate: 'none' | 'tanh' = 'none'): Value {
  return emit(g, 'Gelu', [x], { approximate: text(approximate) }, x.shape);
}

/** eˣ divided by its sum over `axis`. */
export function softmax(g: Graph, x: Value, axis = -1): Value {
  return emit(g, 'Softmax', [x], { axis: int(axisOf('Softmax', x, axis)) }, x.shape);
}
