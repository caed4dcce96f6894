/** Names of the results, as `subpixel upscale` makes them: `cat.png` becomes `cat_x4.png`. */
import type { Recipe } from './queue.ts';

export type Format = 'png' | 'jpeg' | 'webp';

const extensions: Readonly<Record<Format, readonly string[]>> = { png: ['.png'], jpeg: ['.jpg', '.jpeg'], webp: ['.webp'] };

/** What goes behind the name: `_x4`, or `_max2000`. */
export function suffixOf(size: Recipe['size']): string {
  return 'scale' in size ? `_x${size.scale}` : `_max${size.maxSide}`;
}

/** What a picture is written as: its own format where the page can write it, else PNG. */
export function formatFor(type: string, asked: Recipe['format']): Format {
  if (asked !== 'same') return asked;
  const own = /^image\/(png|jpeg|webp)$/.exec(type)?.[1];
  return (own as Format | undefined) ?? 'png';
}

export interface Named {
  /** With the folder that it lay in, if any. */
  readonly path: string;
  readonly format: Format;
  readonly size: Recipe['size'];
}

/** A name for each, in order; no two are the same: the extension stays in the name where two differ in nothing else, then a number helps. */
export function resultNames(pictures: readonly Named[]): string[] {
  const plain = pictures.map((picture) => nameOf(picture, false));
  const taken = new Set<string>();
  return pictures.map((picture, i) => {
    const alone = plain.filter((name) => key(name) === key(plain[i]!)).length === 1;
    const name = alone ? plain[i]! : nameOf(picture, true);
    const free = firstFree(name, taken);
    taken.add(key(free));
    return free;
  });
}

function nameOf({ path, format, size }: Named, withExtension: boolean): string {
  const ext = /[^/.](\.[^./]+)$/.exec(path)?.[1] ?? '';
  const stem = path.slice(0, path.length - ext.length) + (withExtension ? ext.replace('.', '_') : '');
  const kept = extensions[format].includes(ext.toLowerCase());
  return `${stem}${suffixOf(size)}${kept ? ext : extensions[format][0]}`;
}

function firstFree(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(key(name))) return name;
  const dot = name.lastIndexOf('.');
  for (let n = 2; ; n++) {
    const tried = `${name.slice(0, dot)}-${n}${name.slice(dot)}`;
    if (!taken.has(key(tried))) return tried;
  }
}

/** Capitals do not tell files apart everywhere. */
function key(name: string): string {
  return name.toLowerCase();
}
