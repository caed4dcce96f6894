/** COCO's scores of a detector over many pictures (https://cocodataset.org/#detection-eval, areas of all sizes, 100 detections). */
import { averagePrecision } from './average-precision.ts';
import { matchDetections, type ScoredBox, type TrueObject } from './match-detections.ts';

/** What is in a picture; categories are numbers of any kind. */
export interface LabelledObject extends TrueObject {
  readonly category: number;
}

export interface Detection extends ScoredBox {
  readonly category: number;
}

export interface DetectedPicture {
  readonly objects: readonly LabelledObject[];
  readonly detections: readonly Detection[];
}

export interface CategoryScores {
  readonly category: number;
  /** Without crowds. */
  readonly objects: number;
  /** Mean over the thresholds 0.5, 0.55 … 0.95 of intersection over union. */
  readonly ap: number;
  readonly ap50: number;
  readonly ap75: number;
}

export interface DetectionScores extends Omit<CategoryScores, 'category'> {
  /** Those that have objects; the scores above are their means. */
  readonly categories: readonly CategoryScores[];
}

/** 0.5, 0.55 … 0.95, in the floating-point numbers that numpy's linspace gives. */
const step = (0.95 - 0.5) / 9;
const thresholds: readonly number[] = Array.from({ length: 10 }, (_, i) => (i === 9 ? 0.95 : 0.5 + i * step));

/** Undefined where there are no objects. */
export function detectionScores(pictures: readonly DetectedPicture[]): DetectionScores | undefined {
  const numbers = new Set(pictures.flatMap(({ objects }) => objects.flatMap(({ category, crowd }) => (crowd ? [] : [category]))));
  const categories = [...numbers].sort((a, b) => a - b).map((category) => categoryScores(pictures, category));
  if (categories.length === 0) return undefined;
  const mean = (value: (scores: CategoryScores) => number) =>
    categories.reduce((sum, scores) => sum + value(scores), 0) / categories.length;
  return {
    objects: categories.reduce((sum, { objects }) => sum + objects, 0),
    ap: mean(({ ap }) => ap),
    ap50: mean(({ ap50 }) => ap50),
    ap75: mean(({ ap75 }) => ap75),
    categories,
  };
}

function categoryScores(pictures: readonly DetectedPicture[], category: number): CategoryScores {
  const own = pictures.map(({ objects, detections }) => ({
    objects: objects.filter((object) => object.category === category),
    detections: detections.filter((detection) => detection.category === category),
  }));
  const objects = own.reduce((sum, picture) => sum + picture.objects.filter(({ crowd }) => !crowd).length, 0);
  const at = thresholds.map((threshold) => {
    const decisions = own.flatMap((picture) => matchDetections(picture.detections, picture.objects, threshold));
    return averagePrecision(decisions, objects) ?? 0;
  });
  return { category, objects, ap: at.reduce((sum, ap) => sum + ap, 0) / at.length, ap50: at[0]!, ap75: at[5]! };
}

/** Objects of a picture, without crowds, that a detection of their category has with an intersection over union of 0.5. */
export function foundObjects({ objects, detections }: DetectedPicture): number {
  const of = <T extends { readonly category: number }>(all: readonly T[], category: number) =>
    all.filter((one) => one.category === category);
  return [...new Set(objects.map(({ category }) => category))].reduce((sum, category) => {
    const decisions = matchDetections(of(detections, category), of(objects, category), 0.5);
    return sum + decisions.filter(({ outcome }) => outcome === 'hit').length;
  }, 0);
}
