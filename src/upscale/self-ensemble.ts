/** Self-ensemble, the "+" of the papers (Timofte et al., 2016): the mean of a network's results on the 8 turns and mirrorings of its input. */

import type { Planes } from '../image/image.ts';
import { cropPlanes } from '../image/planes.ts';
import { dihedral, dihedrals, inverseDihedral, swapsSides } from '../image/transform.ts';
import { scaledSize } from '../scale.ts';
import { growth, multiplesOf, type Network, padTo } from './network.ts';

/**
 * Like `network.run`, 8 times: (C, H, W) to (C, H·scale, W·scale). A network of one size that is not square runs only the 4 that keep it.
 * Padding comes before turning, so that striding sees the same phase in a tile as in the whole picture.
 */
export async function runSelfEnsemble(network: Network, planes: Planes<Float32Array>): Promise<Planes<Float32Array>> {
  const { fixedSize } = network;
  const padded = padTo(planes, fixedSize ?? multiplesOf(planes, network.multipleOf));
  const used = fixedSize && fixedSize.width !== fixedSize.height ? dihedrals.filter((k) => !swapsSides(k)) : dihedrals;
  let sum: Planes<Float32Array> | undefined;
  for (const k of used) {
    const made = dihedral(await network.run(dihedral(padded, k)), inverseDihedral(k));
    sum = sum ? add(sum, made) : made;
  }
  const mean = sum!;
  for (let i = 0; i < mean.data.length; i++) mean.data[i] = mean.data[i]! / used.length;
  return padded === planes ? mean : cropPlanes(mean, { x: 0, y: 0, ...scaledSize(planes, growth(network)) });
}

function add(sum: Planes<Float32Array>, term: Planes<Float32Array>): Planes<Float32Array> {
  for (let i = 0; i < sum.data.length; i++) sum.data[i] = sum.data[i]! + term.data[i]!;
  return sum;
}
