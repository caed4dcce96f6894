/** When to stop because validation no longer gets better. */
import type { Score } from '../optim/plateau.ts';

export interface EarlyStopping {
  /** Validations in a row without a gain. */
  readonly patience: number;
  /** Rise in dB above the last gain's PSNR that counts as a gain. */
  readonly minGain: number;
}

/** True when each of the last `patience` scores is no more than `minGain` above the best one before that counted as a gain. */
export function isStale(scores: readonly Score[], { patience, minGain }: EarlyStopping): boolean {
  let best = Number.NEGATIVE_INFINITY;
  let waited = 0;
  for (const { psnr } of scores) {
    const gains = psnr > best + minGain;
    waited = gains ? 0 : waited + 1;
    if (gains) best = psnr;
  }
  return waited >= patience;
}
