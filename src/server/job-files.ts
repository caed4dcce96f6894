/** Uploads and results of jobs as files beside the database. */
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { writeFileAtomic } from '../codecs/node.ts';
import { Problem } from './problem.ts';

export type FileKind = 'uploads' | 'results';

export class JobFiles {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(folder: string): Promise<JobFiles> {
    for (const kind of ['uploads', 'results']) await mkdir(join(folder, kind), { recursive: true, mode: 0o700 });
    return new JobFiles(folder);
  }

  /** On the disk when it returns. Throws a problem when the disk takes no more. */
  async write(kind: FileKind, id: string, bytes: Uint8Array): Promise<void> {
    await writeFileAtomic(this.#path(kind, id), bytes).catch((cause: unknown) => {
      throw new Problem(507, 'disk-full', 'Expected room for the picture but the server could not write it', { cause });
    });
  }

  read(kind: FileKind, id: string): Promise<Uint8Array> {
    return readFile(this.#path(kind, id)).catch(unreadable);
  }

  /** As fast as it is taken, so that slow clients hold no memory. */
  async stream(kind: FileKind, id: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const file = await open(this.#path(kind, id)).catch(unreadable);
    return Readable.toWeb(file.createReadStream()) as ReadableStream<Uint8Array<ArrayBuffer>>;
  }

  async remove(id: string, kinds: readonly FileKind[] = ['uploads', 'results']): Promise<void> {
    for (const kind of kinds) await rm(this.#path(kind, id), { force: true });
  }

  /** Removes the files that no job needs, such as those of a write that was cut off. */
  async removeAllBut(kind: FileKind, ids: ReadonlySet<string>): Promise<void> {
    for (const name of await readdir(join(this.#folder, kind)))
      if (!ids.has(name)) await rm(join(this.#folder, kind, name), { force: true });
  }

  /** Ids are made by the server, never taken from a request. */
  #path(kind: FileKind, id: string): string {
    return join(this.#folder, kind, id);
  }
}

function unreadable(cause: unknown): never {
  throw new Problem(500, 'failure', 'Expected the picture of the job but its file cannot be read', { cause });
}
