/** How far results of one device are from those of another. */
import type { Tensor } from '../../src/graph/tensor.ts';

/** The worst over the tensors of max|got − want| / max|want|: elements near zero count by the size of their tensor. */
export function agreement(got: Readonly<Record<string, Tensor>>, want: Readonly<Record<string, Tensor>>): number {
  const names = Object.keys(want);
  if (names.length === 0 || names.join() !== Object.keys(got).join()) throw new Error(`results are ${Object.keys(got)}, not ${names}`);
  return Math.max(...names.map((name) => distance(got[name]!, want[name]!)));
}

function distance(got: Tensor, want: Tensor): number {
  if (got.shape.join() !== want.shape.join()) throw new Error(`shape is ${got.shape}, not ${want.shape}`);
  let [worst, largest] = [0, 0];
  for (const [i, value] of Array.from(want.data as Float32Array).entries()) {
    const error = Math.abs(Number(got.data[i]) - value);
    if (!Number.isFinite(error)) return Number.POSITIVE_INFINITY;
    worst = Math.max(worst, error);
    largest = Math.max(largest, Math.abs(value));
  }
  return largest === 0 ? worst : worst / largest;
}
