/** How far results of one device are from those of another. */
import type { Tensor } from '../../src/graph/tensor.ts';

type Tensors = Readonly<Record<string, Tensor>>;

/**
 * The worst over the tensors of max|got − want| / max|want|: elements near zero count by the size of their tensor. Tensors named in
 * `zeros` are not compared.
 */
export function agreement(got: Tensors, want: Tensors, zeros: readonly string[] = []): number {
  const names = Object.keys(want);
  if (names.length === 0 || names.join() !== Object.keys(got).join()) throw new Error(`results are ${Object.keys(got)}, not ${names}`);
  return Math.max(...names.filter((name) => !zeros.includes(name)).map((name) => distance(got[name]!, want[name]!)));
}

/** Rounding of float32, 2⁻²³, adds up to about this where terms as large as the largest gradient cancel. */
const rounding = 1e-6;

/**
 * Gradients that are zero but for rounding on both devices: below a millionth of the largest. So is that of a bias before batch
 * normalisation, which takes every mean away again; two roundings of zero have nothing in common.
 */
export function zerosOf(...devices: readonly [Tensors, Tensors]): string[] {
  const tiny = devices.map((gradients) => {
    const sizes = Object.entries(gradients).map(([name, { data }]) => [name, largest(data)] as const);
    const least = rounding * Math.max(...sizes.map(([, size]) => size));
    return sizes.flatMap(([name, size]) => (size < least ? [name] : []));
  });
  return tiny[0]!.filter((name) => tiny[1]!.includes(name));
}

function largest(data: Tensor['data']): number {
  return (data as Float32Array).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function distance(got: Tensor, want: Tensor): number {
  if (got.shape.join() !== want.shape.join()) throw new Error(`shape is ${got.shape}, not ${want.shape}`);
  const size = largest(want.data);
  let worst = 0;
  for (const [i, value] of Array.from(want.data as Float32Array).entries()) {
    const error = Math.abs(Number(got.data[i]) - value);
    if (!Number.isFinite(error)) return Number.POSITIVE_INFINITY;
    worst = Math.max(worst, error);
  }
  return size === 0 ? worst : worst / size;
}
