/** The work of `subpixel mos make`: the pictures of several methods in one page that asks for opinions. */
import { createHash } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import { decode, encode, writeFileAtomic } from '../../codecs/node.ts';
import { listImages } from '../../data/files.ts';
import { ConfigError, expected } from '../../errors.ts';
import type { Context } from '../command.ts';
import { escapeHtml, framePage } from '../page.ts';
import { createProgress, formatBytes } from '../progress.ts';
import { mosBody } from './body.ts';
import { mosScript } from './script.ts';
import { pictureOf, type Study, trialsOf } from './study.ts';
import { mosStyle } from './style.ts';

export interface MakeOptions {
  readonly out: string | undefined;
  readonly paired: boolean;
  readonly title: string | undefined;
  readonly trials: number | undefined;
  readonly quiet: boolean;
}

/** Of the page; browsers give up on more. */
const mostBytes = 400e6;

export async function makePage(folders: readonly string[], options: MakeOptions, context: Context): Promise<undefined> {
  const { out, paired, trials, title = paired ? 'Which picture looks better?' : 'How good do the pictures look?' } = options;
  if (out === undefined || folders.length === 0)
    throw new ConfigError('Expected a folder for each method and a page: subpixel mos make <folder>... --out <page.html>');
  if (paired && folders.length < 2) throw new ConfigError(expected('two or more folders', '--paired', folders.length));
  const methods = folders.map((folder) => basename(resolve(folder)));
  const twice = methods.find((method, i) => methods.indexOf(method) !== i);
  if (twice !== undefined) throw new ConfigError(expected('folders of different names', 'the methods', `${twice} twice`));
  const files = await Promise.all(folders.map(picturesOf));
  const names = sharedNames(folders, files);
  const progress = createProgress(context.stderr, { silent: options.quiet });
  const pictures: { name: string; sources: string[] }[] = [];
  let bytes = 0;
  try {
    for (const [i, name] of names.entries()) {
      progress.update(i, names.length, name);
      const pngs = await sameSize(
        name,
        folders.map((folder, m) => join(folder, files[m]!.get(name)!)),
      );
      bytes += pngs.reduce((sum, png) => sum + (png.length * 4) / 3, 0);
      if (bytes > mostBytes)
        throw new ConfigError(expected(`a page of at most ${formatBytes(mostBytes)}`, '--out', `${formatBytes(bytes)} after ${name}`));
      pictures.push({ name, sources: pngs.map((png) => `data:image/png;base64,${Buffer.from(png).toString('base64')}`) });
    }
  } finally {
    progress.clear();
  }
  const hash = createHash('sha256').update(JSON.stringify([paired, methods, pictures]));
  const study: Study = {
    study: hash.digest('hex').slice(0, 16),
    mode: paired ? 'paired' : 'absolute',
    methods,
    ...(trials === undefined ? {} : { trials }),
    pictures,
  };
  await writeFileAtomic(
    out,
    framePage({ title, body: mosBody(escapeHtml(title), study), data: study, style: mosStyle, script: mosScript }),
  );
  context.stdout.write(`${out}  ${methods.length} methods, ${names.length} pictures, ${trialsOf(study)} to judge\n`);
  return undefined;
}

/** Files by the picture that they show. */
async function picturesOf(folder: string): Promise<Map<string, string>> {
  const files = await listImages(folder, { recursive: false });
  const found = new Map<string, string>();
  for (const file of files) {
    const name = pictureOf(file);
    if (found.has(name)) throw new ConfigError(expected(`one file for the picture ${name}`, folder, `${found.get(name)} and ${file}`));
    found.set(name, file);
  }
  return found;
}

/** Every method must have every picture: a mean over different pictures would compare nothing. */
function sharedNames(folders: readonly string[], files: readonly ReadonlyMap<string, string>[]): string[] {
  const all = [...new Set(files.flatMap((map) => [...map.keys()]))].sort(new Intl.Collator('en', { numeric: true }).compare);
  if (all.length === 0) throw new ConfigError(expected('folders with pictures', 'the methods', folders.join(', ')));
  for (const [i, map] of files.entries()) {
    const missing = all.find((name) => !map.has(name));
    if (missing !== undefined)
      throw new ConfigError(expected('the same pictures as the other folders have', folders[i]!, `none for ${missing}`));
  }
  return all;
}

/** The pictures as PNG without metadata, which could tell where they come from. Throws ConfigError where sizes differ. */
async function sameSize(name: string, paths: readonly string[]): Promise<Uint8Array[]> {
  const images = await Promise.all(paths.map(async (path) => (await decode(path)).image));
  const [first] = images;
  const other = images.findIndex(({ width, height }) => width !== first!.width || height !== first!.height);
  if (other >= 0)
    throw new ConfigError(
      expected(
        `${first!.width}×${first!.height} (as ${paths[0]})`,
        `the picture ${name} in ${paths[other]}`,
        `${images[other]!.width}×${images[other]!.height}`,
      ),
    );
  return Promise.all(images.map(async (image) => (await encode(image, 'png')).bytes));
}
