/** The true classes of pictures: from a CSV, or from the folders that they lie in. */
import { ConfigError, expected } from '../../errors.ts';
import { parseCsv } from '../csv.ts';

export interface LabelledPicture {
  /** Path below the folder of the pictures, with `/`. */
  readonly name: string;
  /** From 0. */
  readonly label: number;
}

export interface Labels {
  readonly pictures: readonly LabelledPicture[];
  /** Of the classes from 0 on, where there are names. */
  readonly classes: readonly string[] | undefined;
  readonly notes: readonly string[];
}

/** What a label may be called. */
interface ClassNames {
  readonly names: readonly string[];
  find(name: string): number | undefined;
}

/** One name a line; a class is called by its line, or by its first word where no other line begins with it. */
export function parseClasses(text: string, path: string): ClassNames {
  const names = text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.trim());
  const empty = names.indexOf('');
  if (empty >= 0) throw new ConfigError(expected('a name in each line', path, `none in line ${empty + 1}`));
  const whole = new Map<string, number>();
  const first = new Map<string, number | undefined>();
  for (const [i, name] of names.entries()) {
    if (whole.has(name)) throw new ConfigError(expected('each name once', path, `${name} again in line ${i + 1}`));
    whole.set(name, i);
    const word = name.split(/\s/)[0]!;
    first.set(word, first.has(word) ? undefined : i);
  }
  return { names, find: (name) => whole.get(name) ?? first.get(name) };
}

/**
 * The pictures of `names` that the CSV `file,label` has a label for. Throws ConfigError for a label that is none, two different ones for a file,
 * and where no picture has one.
 */
export function labelsFromCsv(text: string, path: string, names: readonly string[], classes?: ClassNames): Labels {
  const labels = new Map<string, number>();
  for (const [i, [file = '', given = '', ...rest]] of parseCsv(`${text.trimEnd()}\n`).entries()) {
    const name = file.trim().replaceAll('\\', '/').replace(/^\.\//, '');
    const label = labelOf(given.trim(), classes);
    if (label === undefined || rest.length > 0) {
      if (i === 0 && rest.length === 0 && !names.includes(name)) continue;
      const what = classes ? 'file,label with the number or name of a class' : 'file,label with the number of a class';
      throw new ConfigError(expected(what, `line ${i + 1} of ${path}`, [file, given, ...rest].join(',')));
    }
    if (labels.has(name) && labels.get(name) !== label) throw new ConfigError(expected('one label for each file', path, `two for ${name}`));
    labels.set(name, label);
  }
  const pictures = names.flatMap((name) => (labels.has(name) ? [{ name, label: labels.get(name)! }] : []));
  if (pictures.length === 0) throw new ConfigError(`Expected labels of the pictures in ${path} but received none, such as for ${names[0]}`);
  const without = names.length - pictures.length;
  const absent = labels.size - pictures.length;
  return {
    pictures,
    classes: classes?.names,
    notes: [
      ...(without > 0 ? [`${without} of ${names.length} pictures have no label in ${path} and are left out`] : []),
      ...(absent > 0 ? [`${absent} of the labels in ${path} are of pictures that are not there`] : []),
    ],
  };
}

function labelOf(text: string, classes: ClassNames | undefined): number | undefined {
  return classes?.find(text) ?? (/^\d{1,9}$/.test(text) ? Number(text) : undefined);
}

/**
 * The class of a picture is the first folder of its path: the folders by their names, sorted by code unit as ImageFolder does, or the names
 * of `classes`. Throws ConfigError for pictures in no folder, and for folders that are no class.
 */
export function labelsFromFolders(names: readonly string[], classes?: ClassNames): Labels {
  const loose = names.find((name) => !name.includes('/'));
  if (loose !== undefined) throw new ConfigError(`Expected --labels, or each picture in the folder of its class, but ${loose} is in none`);
  const folderOf = (name: string) => name.slice(0, name.indexOf('/'));
  const folders = [...new Set(names.map(folderOf))].sort();
  const numbers = new Map(folders.map((folder, i) => [folder, classes ? classes.find(folder) : i]));
  const strange = folders.find((folder) => numbers.get(folder) === undefined);
  if (strange !== undefined) throw new ConfigError(expected('folders named as --classes', 'the pictures', strange));
  return { pictures: names.map((name) => ({ name, label: numbers.get(folderOf(name))! })), classes: classes?.names ?? folders, notes: [] };
}
