/** Results onto the visitor's disk. */
import { downloadZip } from 'client-zip';

export function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name.slice(name.lastIndexOf('/') + 1);
  link.click();
  // The browser reads the address some time after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export interface NamedBlob {
  readonly name: string;
  readonly blob: Blob;
}

/** One file of all, not compressed: pictures are already. */
export async function zipped(files: readonly NamedBlob[]): Promise<Blob> {
  const now = new Date();
  const entries = files.map(({ name, blob }) => ({ name, input: blob, lastModified: now, size: blob.size }));
  return new Blob([await downloadZip(entries).blob()], { type: 'application/zip' });
}
