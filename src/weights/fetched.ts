/** Networks that a server gives out: the folder `weights/` of the package under an address, or one .onnx file. */
import { ConfigError, EngineError } from '../errors.ts';
import { type InstalledNetwork, type Manifest, parseManifest } from './manifest.ts';
import { networkSet, type OpenOptions, type OwnedNetworkSet } from './set.ts';

/** How far a download is. */
export interface DownloadProgress {
  /** Address of the file. */
  readonly url: string;
  /** Bytes that are there. */
  readonly loaded: number;
  /** All bytes, where they are known. */
  readonly total: number | undefined;
}

export interface FetchOptions {
  /** Called as files come in: the networks, and ONNX Runtime's WebAssembly where its address is given. */
  readonly onDownload?: ((progress: DownloadProgress) => void) | undefined;
}

/** What the folder at `weights` (an address that ends in a slash) holds. Throws ConfigError when its manifest cannot be had or is wrong. */
export async function fetchManifest(weights: URL): Promise<Manifest> {
  const url = new URL('manifest.json', weights);
  let content: unknown;
  try {
    // An old list beside new networks would make these look damaged.
    const response = await fetch(url, { cache: 'no-cache' });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    content = await response.json();
  } catch (error) {
    throw new ConfigError(`Expected the list of networks at ${url} but it cannot be had (${(error as Error).message})`, { cause: error });
  }
  return parseManifest(content, url.href);
}

/** The networks of one name out of the folder at `weights`; each is fetched when its scale is first asked for, and its SHA-256 verified. */
export function fetchedNetworks(manifest: Manifest, name: string, options: OpenOptions & FetchOptions, weights: URL): OwnedNetworkSet {
  const place = ({ file }: InstalledNetwork): string => new URL(file, weights).href;
  const read = (entry: InstalledNetwork, cache: RequestCache) => fetchBytes(place(entry), options, cache);
  return networkSet(manifest, name, { place, read: (entry) => read(entry, 'default'), reread: (entry) => read(entry, 'reload') }, options);
}

/** The bytes at an address. Throws EngineError when they cannot be had whole. */
export async function fetchBytes(
  url: string,
  { onDownload }: FetchOptions,
  cache: RequestCache = 'default',
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const response = await fetch(url, { cache });
    if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
    const coded = response.headers.has('Content-Encoding');
    const length = Number(response.headers.get('Content-Length'));
    const total = length > 0 && !coded ? length : undefined;
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let loaded = 0;
    for (const reader = response.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      loaded += value.length;
      onDownload?.({ url, loaded, total });
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  } catch (error) {
    throw new EngineError(`Expected a network at ${url} but it cannot be had (${(error as Error).message})`, { cause: error });
  }
}
