/** Files out of a drop, a paste or a file dialog; folders with all that is in them. */

export interface FoundFile {
  readonly file: File;
  /** With the folders that it lay in. */
  readonly path: string;
}

/** Has to be called while the event is being handled: its items are gone afterwards. */
export function filesOf(data: DataTransfer): Promise<FoundFile[]> {
  const entries = [...data.items].flatMap((item) => {
    if (item.kind !== 'file') return [];
    const entry = item.webkitGetAsEntry();
    const file = item.getAsFile();
    return entry ? [walk(entry)] : file ? [Promise.resolve([{ file, path: file.name }])] : [];
  });
  return Promise.all(entries).then((found) => found.flat());
}

/** Of an `<input type=file>`. */
export function filesOfList(list: FileList): FoundFile[] {
  return [...list].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
}

/** What a browser may be able to open; the rest of a folder is left alone. */
export function looksLikePicture({ type, name }: Pick<File, 'type' | 'name'>): boolean {
  return type.startsWith('image/') || /\.(png|jpe?g|webp|avif|gif|bmp|heic|heif|jxl|tiff?)$/i.test(name);
}

async function walk(entry: FileSystemEntry): Promise<FoundFile[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return file.name.startsWith('.') ? [] : [{ file, path: entry.fullPath.replace(/^\//, '') }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: FoundFile[] = [];
  // Browsers hand out a folder in portions; an empty one is the end.
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0) return found;
    const inner = [];
    for (const child of portion.sort((a, b) => a.name.localeCompare(b.name))) inner.push(await walk(child));
    found.push(...inner.flat());
  }
}
