/** What a viewer can show: the original, and every result of the picture. */
import { texts } from '../i18n/i18n.ts';
import { titleOf } from '../methods.ts';
import type { Item } from '../queue/queue.ts';

export interface Layer {
  readonly key: string;
  readonly label: string;
  readonly url: string;
  /** Pixels as squares, however small the zoom. */
  readonly pixelated: boolean;
}

export function layersOf({ url, made }: Item): readonly Layer[] {
  const { viewer } = texts.value;
  return [
    { key: 'smooth', label: viewer.smooth, url, pixelated: false },
    { key: 'pixels', label: viewer.pixels, url, pixelated: true },
    ...made.map((result, i) => ({ key: `made ${i}`, label: labelOf(result.recipe), url: result.url, pixelated: false })),
  ];
}

/** `ESPCN ×4` */
export function labelOf({ model, size }: Item['made'][number]['recipe']): string {
  return `${titleOf(model)} ${'scale' in size ? `×${size.scale}` : `${size.maxSide} px`}`;
}
