/** What a rating page holds. */
import { basename } from 'node:path';

/** What the page's script reads. The pictures of a method have its place in `methods`. */
export interface Study {
  readonly study: string;
  readonly mode: 'absolute' | 'paired';
  readonly methods: readonly string[];
  /** Asked of one rater; all when left out. */
  readonly trials?: number;
  readonly pictures: readonly { readonly name: string; readonly sources: readonly string[] }[];
}

/** How many opinions one rater gives. */
export function trialsOf({ mode, methods, pictures, trials = Number.POSITIVE_INFINITY }: Study): number {
  const each = mode === 'paired' ? (methods.length * (methods.length - 1)) / 2 : methods.length;
  return Math.min(trials, each * pictures.length);
}

/** `baby_x3_espcn` of `subpixel eval --save-images`, `baby_x3` of `subpixel upscale` and `babyx3` are the picture `baby`. */
export const pictureOf = (file: string) =>
  basename(file)
    .replace(/\.\w+$/, '')
    .replace(/_?x\d+(\.\d+)?(_.*)?$/, '');
