/** Boxes in pictures, and how far two of them are the same. */

/** Edges in pixels; right and bottom are where it ends, so that the width is right − left. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** 0 where it has no inside. */
export function areaOf({ left, top, right, bottom }: Box): number {
  return Math.max(0, right - left) * Math.max(0, bottom - top);
}

function sharedArea(a: Box, b: Box): number {
  return areaOf({
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  });
}

/** Intersection over union, |a ∩ b| / |a ∪ b|; 0 where the union has no inside. */
export function intersectionOverUnion(a: Box, b: Box): number {
  const shared = sharedArea(a, b);
  return shared === 0 ? 0 : shared / (areaOf(a) + areaOf(b) - shared);
}

/** The part of a box that lies in a region of many objects, |a ∩ crowd| / |a|, which COCO puts in place of intersection over union there. */
export function partWithin(a: Box, crowd: Box): number {
  const shared = sharedArea(a, crowd);
  return shared === 0 ? 0 : shared / areaOf(a);
}

/** The part of the box within a picture of that size. */
export function clipBox({ left, top, right, bottom }: Box, { width, height }: { readonly width: number; readonly height: number }): Box {
  const within = (value: number, most: number) => Math.min(Math.max(value, 0), most);
  return { left: within(left, width), top: within(top, height), right: within(right, width), bottom: within(bottom, height) };
}
