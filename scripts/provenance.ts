/** What a network file says of the runs and the data behind it. */
import { basename } from 'node:path';
import type { FolderManifest } from '../src/data/manifest.ts';

export interface Trained {
  readonly data: readonly Pick<FolderManifest, 'folder' | 'count' | 'sha256'>[];
  readonly initFrom?: { readonly file: string; readonly training: Trained };
}

/** The run that a file of weights is called after. */
export const runOf = (file: string): string => basename(file).replace(/\.\w+$/, '');

/** The names of the runs before the last one, last first. */
export function runsBehind({ initFrom }: Trained): string[] {
  return initFrom ? [runOf(initFrom.file), ...runsBehind(initFrom.training)] : [];
}

/** The sets of all runs, those of the last run first. */
export function dataBehind({ data, initFrom }: Trained): Trained['data'] {
  return initFrom ? [...data, ...dataBehind(initFrom.training)] : data;
}

/** The file in `weights/training/data/` that lists the pictures. */
export function listFile({ folder, sha256 }: Trained['data'][number]): string {
  return `${folder}-${sha256.slice(0, 8)}.json`;
}
