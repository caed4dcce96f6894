/** Every picture of a folder, as it is and as each method makes it again of its LR picture. */
import { join } from 'node:path';
import { decode } from '../../codecs/node.ts';
import { sentenceOf } from '../../common/sentence.ts';
import { ConfigError } from '../../errors.ts';
import { evaluateImage } from '../../evaluate/evaluate.ts';
import type { Image } from '../../image/image.ts';
import { withoutAlpha } from '../../image/planes.ts';
import { cutHr, type Protocol } from '../../metrics/protocol.ts';
import type { NetworkSet } from '../../upscale/network.ts';
import type { Context } from '../command.ts';
import type { Progress } from '../progress.ts';

/** The method that is no method: the HR picture, cut as the others are. */
export const original = 'HR';

/** One way of enlarging LR pictures; the names are distinct. */
export interface Method {
  readonly name: string;
  readonly set: NetworkSet;
}

export interface PicturesJob {
  readonly folder: string;
  readonly names: readonly string[];
  readonly methods: readonly Method[];
  readonly scale: number;
  readonly protocol: Protocol;
  readonly progress: Progress;
}

export interface Views {
  /** Size of the file's picture, before it is cut. */
  readonly width: number;
  readonly height: number;
  /** HR and the methods in their order, of one size. */
  readonly views: readonly { readonly method: string; readonly image: Image }[];
}

export interface Outcome {
  readonly failed: readonly { readonly name: string; readonly error: string }[];
  /** What happened on the way that the user should know. */
  readonly notes: readonly string[];
}

/**
 * `see` gets each picture in all its forms; what it throws, as what cannot be read, makes a picture fail and is told, but for ConfigError, which
 * ends the work as Ctrl-C does.
 */
export async function eachPicture<Seen>(
  { folder, names, methods, scale, protocol, progress }: PicturesJob,
  { signal, stderr, debug }: Context,
  see: (name: string, views: Views) => Promise<Seen>,
): Promise<Outcome & { readonly seen: readonly Seen[] }> {
  const seen: Seen[] = [];
  const failed: { name: string; error: string }[] = [];
  const notes = new Set<string>();
  const sets = methods.map(({ set }) => set);
  for (const [i, name] of names.entries()) {
    const path = join(folder, name);
    const onProgress = (fraction: number) => progress.update(i + fraction, names.length, `[${i + 1}/${names.length}] ${name}`);
    try {
      onProgress(0);
      const image = withoutAlpha((await decode(path)).image);
      const made = await evaluateImage(image, sets, { scale, protocol, metrics: [], signal, onProgress });
      for (const [k, { notes: own }] of made.entries()) for (const note of own) notes.add(`${methods[k]!.name}: ${note}`);
      const enlarged = made.map((result, k) => ({ method: methods[k]!.name, image: result.image }));
      const views = [{ method: original, image: cutHr(image, scale, protocol) }, ...enlarged];
      seen.push(await see(name, { width: image.width, height: image.height, views }));
    } catch (error) {
      if (signal.aborted || error instanceof ConfigError) throw error;
      failed.push({ name, error: sentenceOf(error) });
      progress.print(stderr, `subpixel: ${path}: ${sentenceOf(error)}`);
      if (debug && error instanceof Error) progress.print(stderr, error.stack ?? '');
    }
  }
  return { seen, failed, notes: [...notes] };
}
