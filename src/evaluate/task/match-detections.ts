/** Which detections of one class in one picture are right, as COCO decides it. */
import { type Box, intersectionOverUnion, partWithin } from './boxes.ts';

export interface TrueObject {
  readonly box: Box;
  /** A region of many objects: detections in it count neither as right nor as wrong, however many there are. */
  readonly crowd: boolean;
}

export interface ScoredBox {
  readonly box: Box;
  readonly score: number;
}

/** One detection: right, wrong, or not counted. */
export interface Decision {
  readonly score: number;
  readonly outcome: 'hit' | 'miss' | 'ignored';
}

/** The most detections of one class in one picture that count. */
export const mostDetections = 100;

/**
 * In order of their scores, and of equal ones as they come, each of the 100 best detections takes the object of the largest intersection over
 * union that is left and not below `threshold`, of equal ones the last; only what takes none may lie in a crowd.
 */
export function matchDetections(detections: readonly ScoredBox[], objects: readonly TrueObject[], threshold: number): Decision[] {
  const least = Math.min(threshold, 1 - 1e-10);
  const singles = objects.filter(({ crowd }) => !crowd);
  const crowds = objects.filter(({ crowd }) => crowd);
  const taken = new Set<TrueObject>();
  return best(detections).map(({ box, score }): Decision => {
    let found: TrueObject | undefined;
    let most = least;
    for (const object of singles) {
      if (taken.has(object)) continue;
      const overlap = intersectionOverUnion(box, object.box);
      if (overlap < most) continue;
      [found, most] = [object, overlap];
    }
    if (!found) return { score, outcome: crowds.some((crowd) => partWithin(box, crowd.box) >= least) ? 'ignored' : 'miss' };
    taken.add(found);
    return { score, outcome: 'hit' };
  });
}

function best(detections: readonly ScoredBox[]): ScoredBox[] {
  return [...detections].sort((a, b) => b.score - a.score).slice(0, mostDetections);
}
