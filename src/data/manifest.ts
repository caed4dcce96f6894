/** A statement of the pictures that were used, precise enough to check that another copy of the data is the same. */

/** Sizes are those of the files, in pixels; `sha256` is of the file's bytes, in hexadecimal. */
export interface PictureFacts {
  /** Last part of the path of the folder that was named. */
  readonly folder: string;
  /** Path below that folder, with forward slashes. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly sha256: string;
}

export interface FolderManifest {
  readonly folder: string;
  readonly count: number;
  /** SHA-256 of the lines `sha256  name`, each ended by a newline, in order. */
  readonly sha256: string;
  readonly images: readonly Omit<PictureFacts, 'folder'>[];
}

/** SHA-256 in hexadecimal. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** One entry for each folder, in the order in which they first occur; the pictures in the order given. Folders of the same name share an entry. Holds no absolute path. */
export async function manifestOf(pictures: readonly PictureFacts[]): Promise<FolderManifest[]> {
  const folders = [...new Set(pictures.map(({ folder }) => folder))];
  return Promise.all(
    folders.map(async (folder) => {
      const images = pictures
        .filter((picture) => picture.folder === folder)
        .map(({ name, width, height, sha256 }) => ({ name, width, height, sha256 }));
      const lines = images.map((image) => `${image.sha256}  ${image.name}\n`).join('');
      return { folder, count: images.length, sha256: await sha256(new TextEncoder().encode(lines)), images };
    }),
  );
}
