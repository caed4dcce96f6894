/** Pictures of made-up objects and detections, from a seed: shifted objects, false ones, wrong categories, crowds, and equal scores. */
import type { DetectedPicture, Detection, LabelledObject } from '../../src/evaluate/task/detection-scores.ts';
import { mulberry32 } from '../../src/random.ts';

export function drawPictures(seed: number, count = 12): DetectedPicture[] {
  const random = mulberry32(seed);
  const whole = (from: number, to: number) => from + Math.floor(random() * (to - from));
  const box = () => {
    const [left, top] = [whole(0, 150), whole(0, 150)];
    return { left, top, right: left + whole(4, 60), bottom: top + whole(4, 60) };
  };
  const score = () => whole(1, 40) / 40;
  return Array.from({ length: count }, (): DetectedPicture => {
    const objects = Array.from(
      { length: whole(0, 8) },
      (): LabelledObject => ({ box: box(), crowd: random() < 0.15, category: whole(1, 4) }),
    );
    const detections: Detection[] = [];
    for (const object of objects) {
      for (let copies = whole(0, 4); copies > 0; copies--) {
        const { left, top, right, bottom } = object.box;
        const [x, y, w, h] = [whole(-6, 7), whole(-6, 7), whole(-3, 4), whole(-3, 4)];
        const category = random() < 0.1 ? whole(1, 5) : object.category;
        detections.push({ box: { left: left + x, top: top + y, right: right + x + w, bottom: bottom + y + h }, score: score(), category });
      }
    }
    for (let more = seed % 3 === 0 ? whole(0, 500) : whole(0, 6); more > 0; more--)
      detections.push({ box: box(), score: score(), category: whole(1, 4) });
    return { objects, detections };
  });
}
