/** What part of a picture a viewer shows. All panes of a viewer share one, so they move together. */
import type { Size } from '../queue/queue.ts';

export interface Viewport {
  /** CSS pixels for each pixel of the picture. */
  readonly zoom: number;
  /** The pixel of the picture in the middle of the pane. */
  readonly x: number;
  readonly y: number;
}

const largestZoom = 32;
/** Of the zoom at which the picture fits. */
const smallestShare = 0.5;

/** The zoom at which the whole picture is seen; small pictures are not made larger than `most` times. */
export function fitZoom(picture: Size, pane: Size, most = 1): number {
  return Math.min(most, pane.width / picture.width, pane.height / picture.height);
}

export function fit(picture: Size, pane: Size): Viewport {
  return { zoom: fitZoom(picture, pane), x: picture.width / 2, y: picture.height / 2 };
}

/** Zooms by `factor` so that the point `at` (CSS pixels from the middle of the pane) stays where it is. */
export function zoomed(
  view: Viewport,
  factor: number,
  at: { readonly x: number; readonly y: number },
  picture: Size,
  pane: Size,
): Viewport {
  const least = Math.min(1, smallestShare * fitZoom(picture, pane));
  const zoom = Math.min(largestZoom, Math.max(least, view.zoom * factor));
  const [x, y] = [view.x + at.x / view.zoom, view.y + at.y / view.zoom];
  return clamped({ zoom, x: x - at.x / zoom, y: y - at.y / zoom }, picture, pane);
}

/** Moves by CSS pixels, as a hand drags the picture. */
export function panned(view: Viewport, dx: number, dy: number, picture: Size, pane: Size): Viewport {
  return clamped({ ...view, x: view.x - dx / view.zoom, y: view.y - dy / view.zoom }, picture, pane);
}

/** Keeps the picture in the pane: where it is smaller than the pane it stays in the middle. */
export function clamped({ zoom, x, y }: Viewport, picture: Size, pane: Size): Viewport {
  return { zoom, x: axis(x, picture.width, pane.width / zoom), y: axis(y, picture.height, pane.height / zoom) };
}

function axis(at: number, length: number, seen: number): number {
  if (seen >= length) return length / 2;
  return Math.min(length - seen / 2, Math.max(seen / 2, at));
}

/** Where the top left corner of the picture lies in the pane, in CSS pixels. */
export function corner({ zoom, x, y }: Viewport, pane: Size): { readonly left: number; readonly top: number } {
  return { left: pane.width / 2 - x * zoom, top: pane.height / 2 - y * zoom };
}

/** How many of `count` panes go side by side so that the picture is as large as can be in each. */
export function columnsFor(count: number, stage: Size, picture: Size): number {
  const zoomWith = (columns: number): number =>
    fitZoom(picture, { width: stage.width / columns, height: stage.height / Math.ceil(count / columns) }, largestZoom);
  let best = 1;
  for (let columns = 2; columns <= count; columns++) if (zoomWith(columns) > zoomWith(best)) best = columns;
  return best;
}
