/** Gradients of picking elements by index: what was read from an element is added up there. */
import { expand, gatherElements, reshape, scatterAdd } from '../../graph/ops.ts';
import { sizeOf } from '../../graph/tensor.ts';
import { type Rule, zeros } from '../rule.ts';

/** y[…, j, …] = x[…, indices[j], …]. dx[…, k, …] = Σ dy[…, j, …] over the j with indices[j] = k */
export const Gather: Rule<'Gather'> = (g, { inputs, attrs }, dy) => {
  const [x, indices] = inputs as [typeof dy, typeof dy];
  const axis = attrs.axis.value;
  const count = sizeOf(indices.sizes);
  const flat = x.sizes.map((d, i) => (i === axis ? count : d));
  const along = reshape(
    g,
    indices,
    x.sizes.map((_, i) => (i === axis ? count : 1)),
  );
  return [scatterAdd(g, zeros(g, x.sizes), expand(g, along, flat), reshape(g, dy, flat), axis)];
};

/** The same with an index for every element. */
export const GatherElements: Rule<'GatherElements'> = (g, { inputs: [x, indices], attrs }, dy) => [
  scatterAdd(g, zeros(g, x!.sizes), indices!, dy, attrs.axis.value),
];

/** y = x with updates added at indices. dx = dy, dupdates = dy at indices */
export const ScatterElements: Rule<'ScatterElements'> = (g, { inputs: [, indices], attrs }, dy, need) => [
  dy,
  undefined,
  need(2) ? gatherElements(g, dy, indices!, attrs.axis.value) : undefined,
];
