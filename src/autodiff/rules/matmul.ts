/** Gradient of the batched matrix product. */
import { matmul } from '../../graph/ops.ts';
import type { Rule } from '../rule.ts';

/**
 * y = α·a′·b′, where ′ transposes if asked.
 *   da′ = α·dy·b′ᵀ,  db′ = α·a′ᵀ·dy;  a transposed operand gets the transpose of that.
 */
export const FusedMatMul: Rule<'FusedMatMul'> = (g, { inputs: [a, b], attrs }, dy, need) => {
  const [transA, transB, alpha] = [attrs.transA.value === 1, attrs.transB.value === 1, attrs.alpha.value];
  const da = () => (transA ? matmul(g, b!, dy, { transA: transB, transB: true, alpha }) : matmul(g, dy, b!, { transB: !transB, alpha }));
  const db = () => (transB ? matmul(g, dy, a!, { transA: true, transB: transA, alpha }) : matmul(g, a!, dy, { transA: !transA, alpha }));
  return [need(0) ? da() : undefined, need(1) ? db() : undefined];
};
