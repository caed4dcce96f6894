/** Which HR picture belongs to which SR picture: two files, or two folders by name. */
import { basename, extname } from 'node:path';
import type { PicturePair } from '../common/metrics-measure.ts';
import { CodecError, ConfigError } from '../errors.ts';
import { findInputs, type InputFile } from './inputs.ts';

export interface Matched {
  readonly pairs: readonly PicturePair[];
  /** A sentence for pictures that have no partner or several. */
  readonly problems: readonly string[];
}

/** Names that one sentence lists. */
const mostNames = 10;

/** What `upscale` and `eval` put behind the name of the picture: `_x2`, `_x2_espcn`; DIV2K has `x2`. */
const resultEnd = /^_?x\d+(?:\.\d+)?(?:_.+)?$/;

/** Throws CodecError for a path that gives no picture, ConfigError for one HR picture beside several others. */
export async function matchPictures({ sr, hr }: PicturePair): Promise<Matched> {
  const found = await picturesOf(sr);
  if (hr === undefined) return { pairs: found.map(({ path }) => ({ sr: path })), problems: [] };
  const truths = await picturesOf(hr);
  const [first] = truths;
  if (truths.length === 1 && first!.named) {
    if (found.length === 1 && found[0]!.named) return { pairs: [{ sr: found[0]!.path, hr: first!.path }], problems: [] };
    throw new ConfigError(`Expected a folder of HR pictures beside the pictures of ${sr} but received the file ${hr}`);
  }
  return matchByName({ sr, found, hr, truths });
}

async function picturesOf(path: string): Promise<readonly InputFile[]> {
  const { files, problems } = await findInputs([path]);
  if (problems[0]) throw new CodecError(problems[0].message);
  return files;
}

interface Sets {
  readonly sr: string;
  readonly found: readonly InputFile[];
  readonly hr: string;
  readonly truths: readonly InputFile[];
}

function matchByName({ sr, found, hr, truths }: Sets): Matched {
  const pairs: PicturePair[] = [];
  const problems: string[] = [];
  const alone: InputFile[] = [];
  const used = new Set<InputFile>();
  for (const file of found) {
    const partners = partnersOf(file, truths);
    for (const partner of partners) used.add(partner);
    if (partners.length === 1) pairs.push({ sr: file.path, hr: partners[0]!.path });
    else if (partners.length === 0) alone.push(file);
    else problems.push(`Expected one partner of ${file.path} in ${hr} but found ${partners.map((p) => p.relative).join(', ')}`);
  }
  const unused = truths.filter((file) => !used.has(file));
  if (alone.length > 0) problems.push(lonely(alone, sr, hr));
  // One picture may well be measured against a folder of many.
  if (unused.length > 0 && !found[0]!.named) problems.push(lonely(unused, hr, sr));
  return { pairs, problems };
}

function lonely(files: readonly InputFile[], own: string, other: string): string {
  const names = files.slice(0, mostNames).map(({ relative }) => relative);
  const more = files.length > mostNames ? ` and ${files.length - mostNames} more` : '';
  const count = files.length === 1 ? 'a picture' : `${files.length} pictures`;
  return `Expected a partner in ${other} for ${count} of ${own} but found none: ${names.join(', ')}${more}`;
}

/** Those of the very name, else of the same stem, else of the longest stem that a result's name begins with. */
function partnersOf({ relative }: InputFile, truths: readonly InputFile[]): readonly InputFile[] {
  const stem = stemOf(relative);
  const same = truths.filter((truth) => basename(truth.relative) === basename(relative));
  if (same.length > 0) return same;
  const stems = truths.map((truth) => stemOf(truth.relative));
  const fitting = stems.filter((own) => own === stem || (stem.startsWith(own) && resultEnd.test(stem.slice(own.length))));
  const longest = Math.max(...fitting.map((own) => own.length));
  return truths.filter((_, i) => fitting.includes(stems[i]!) && stems[i]!.length === longest);
}

function stemOf(path: string): string {
  return basename(path, extname(path));
}
