/** Average precision over 101 points of recall, as COCO has it. */
import type { Decision } from './match-detections.ts';

/** 0, 0.01 … 1, in the floating-point numbers that numpy's linspace gives. */
const recalls = Array.from({ length: 101 }, (_, i) => (i === 100 ? 1 : i * 0.01));

/**
 * With the detections of all pictures in order of their scores, of equal ones as they come, after k of them recall is hits / `objects` and
 * precision hits / (hits + misses); AP is the mean over the recalls r = 0, 0.01 … 1 of the largest precision at a recall of at least r, 0 where
 * that is never reached. Undefined for no objects: there is nothing to find.
 */
export function averagePrecision(decisions: readonly Decision[], objects: number): number | undefined {
  if (objects === 0) return undefined;
  const counted = decisions.filter(({ outcome }) => outcome !== 'ignored').sort((a, b) => b.score - a.score);
  let hits = 0;
  const points = counted.map(({ outcome }, i) => {
    if (outcome === 'hit') hits++;
    return { recall: hits / objects, precision: hits / (i + 1) };
  });
  let sum = 0;
  let most = 0;
  let at = points.length;
  // From the right: the largest precision of all points whose recall is at least r.
  for (const recall of recalls.toReversed()) {
    for (; at > 0 && points[at - 1]!.recall >= recall; at--) most = Math.max(most, points[at - 1]!.precision);
    sum += most;
  }
  return sum / recalls.length;
}
