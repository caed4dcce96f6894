/** What the source says beside the keys of a schema. */
import { readFileSync } from 'node:fs';

/** The one-line doc comments of an object schema's keys, by path; the source is formatted, so that each key has a line of its own. */
export function commentsOf(file: string, constant: string): Map<string, string> {
  const comments = new Map<string, string>();
  /** The keys that the line is inside of, and how many brackets are open around each. */
  const path: { readonly key: string; readonly depth: number }[] = [];
  let depth = 0;
  let comment = '';
  const source = readFileSync(file, 'utf8');
  for (const line of source
    .slice(source.indexOf(`export const ${constant} =`))
    .split('\n')
    .slice(1)) {
    if (/^\}/.test(line)) break;
    const text = /^\s*\/\*\* (.+) \*\/$/.exec(line)?.[1];
    if (text !== undefined) {
      comment = text;
      continue;
    }
    const opened = (line.match(/[([{]/g) ?? []).length - (line.match(/[)\]}]/g) ?? []).length;
    const key = /^\s*(\w+): /.exec(line)?.[1];
    if (key !== undefined) {
      comments.set([...path.map((p) => p.key), key].join('.'), comment);
      comment = '';
      if (opened > 0) path.push({ key, depth });
    }
    depth += opened;
    while (path.length > 0 && path.at(-1)!.depth >= depth) path.pop();
  }
  return comments;
}
