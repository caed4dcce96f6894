/** Enlarging a photo of 1 megapixel from file to file, ours beside sharp's Lanczos3 and OpenCV running an ESPCN of the same shape. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { decode, encodeToFile } from '../src/codecs/node.ts';
import { parse } from '../src/graph/parse.ts';
import { readMetadata } from '../src/models/metadata.ts';
import { ortNode } from '../src/runtime/ort-node.ts';
import { loadNetwork, type NetworkSet } from '../src/upscale/network.ts';
import { upscaleImage } from '../src/upscale/upscale.ts';
import { alternate, type Contestant, median } from './alternate.ts';
import { type DefaultNetwork, defaultNetwork } from './default-network.ts';
import { threads } from './environment.ts';
import { findPython, Peer, peerFile } from './peer.ts';
import { photo } from './photo.ts';
import { type BenchOptions, type Row, rounded } from './rows.ts';
import { inTemporaryFolder } from './temporary-folder.ts';
import { espcnGraphDef } from './tensorflow-graph.ts';

const size = { width: 1152, height: 864 };
const scales = [2, 4];

/** Milliseconds; the parts are known where a program does one after the other. */
export interface Timing {
  readonly totalMs: number;
  readonly decodeMs?: number;
  readonly networkMs?: number;
  readonly encodeMs?: number;
}

interface Rival {
  readonly name: string;
  readonly version: string;
  readonly run: () => Promise<Timing>;
  readonly close: () => Promise<void>;
}

export function benchUpscale({ quick, say }: BenchOptions): Promise<Row[]> {
  return inTemporaryFolder(async (folder) => {
    sharp.concurrency(threads);
    const input = join(folder, 'photo.jpg');
    await encodeToFile(input, photo(size.width, size.height));
    const rows: Row[] = [];
    for (const scale of scales) {
      const network = await defaultNetwork(scale);
      say(`${network.name} ×${scale}`);
      rows.push(...(await benchScale({ input, folder, scale, network }, { quick, say })));
    }
    return rows;
  });
}

interface Job {
  readonly input: string;
  readonly folder: string;
  readonly scale: number;
  readonly network: DefaultNetwork;
}

async function benchScale(job: Job, { quick, say }: BenchOptions): Promise<Row[]> {
  const rivals = [await ours(job), lanczos(job)];
  try {
    const opencv = await superres(job, say);
    if (opencv) rivals.push(opencv);
    const turns = rivals.map(
      ({ run }): Contestant<Timing> =>
        async () => [await run()],
    );
    const samples = await alternate(turns, quick ? 1 : 9);
    const [own, ...others] = samples.map(medians);
    const megapixels = (size.width * size.height * job.scale ** 2) / 1e6;
    const speed = ({ totalMs }: Timing): number => rounded((megapixels * 1000) / totalMs);
    return others.map((other, i) => ({
      measured: {
        network: job.network.name,
        scale: job.scale,
        peer: rivals[i + 1]!.name,
        oursMs: own!.totalMs,
        peerMs: other.totalMs,
        ratio: rounded(own!.totalMs / other.totalMs),
        oursMpixelPerS: speed(own!),
        peerMpixelPerS: speed(other),
        oursDecodeMs: own!.decodeMs,
        oursNetworkMs: own!.networkMs,
        oursEncodeMs: own!.encodeMs,
        peerDecodeMs: other.decodeMs,
        peerNetworkMs: other.networkMs,
        peerEncodeMs: other.encodeMs,
      },
      about: { peerVersion: rivals[i + 1]!.version, width: size.width, height: size.height },
    }));
  } finally {
    for (const rival of rivals) await rival.close();
  }
}

function medians(samples: readonly Timing[]): Timing {
  const keys = Object.keys(samples[0]!) as (keyof Timing)[];
  return Object.fromEntries(keys.map((key) => [key, rounded(median(samples.map((s) => s[key]!)))])) as unknown as Timing;
}

/** The library as the command line uses it, with the network loaded before. */
async function ours({ input, folder, scale, network: { name, path } }: Job): Promise<Rival> {
  const network = await loadNetwork(await readFile(path), ortNode, { threads, name });
  const set: NetworkSet = { name, scales: [scale], load: async () => network };
  return {
    name: 'ours',
    version: ortNode.version,
    async run() {
      const start = performance.now();
      const { image, metadata } = await decode(input);
      const decoded = performance.now();
      const made = await upscaleImage(image, set, { scale });
      const enlarged = performance.now();
      await encodeToFile(join(folder, 'ours.png'), made.image, { metadata });
      const end = performance.now();
      return { totalMs: end - start, decodeMs: decoded - start, networkMs: enlarged - decoded, encodeMs: end - enlarged };
    },
    close: () => network.dispose(),
  };
}

/** With the settings of our PNG encoder. */
function lanczos({ input, folder, scale }: Job): Rival {
  return {
    name: 'sharp lanczos3',
    version: `sharp ${sharp.versions.sharp}, libvips ${sharp.versions.vips}`,
    async run() {
      const start = performance.now();
      await sharp(input)
        .resize(size.width * scale, size.height * scale, { kernel: 'lanczos3' })
        .png({ compressionLevel: 6, adaptiveFiltering: true })
        .toFile(join(folder, 'lanczos.png'));
      return { totalMs: performance.now() - start };
    },
    close: async () => undefined,
  };
}

/** OpenCV's dnn_superres; undefined, with the reason told, where there is none or the network is no ESPCN. */
async function superres({ input, folder, scale, network }: Job, say: (line: string) => void): Promise<Rival | undefined> {
  const python = findPython('import cv2; cv2.dnn_superres');
  if (!python) {
    say('OpenCV is left out: no python3 imports cv2 with dnn_superres (Debian: apt install python3-opencv)');
    return undefined;
  }
  const { graph, metadata } = parse(await readFile(network.path));
  const model = readMetadata(metadata)?.model;
  if (model !== 'espcn') {
    say(`OpenCV is left out: its dnn_superres does not run ${model}`);
    return undefined;
  }
  const file = join(folder, `espcn_x${scale}.pb`);
  await writeFile(file, espcnGraphDef(graph, scale));
  const peer = new Peer(python, [peerFile('upscale_opencv.py')]);
  const { version } = await peer.ask<{ version: string }>({ graph: file, scale, threads });
  return {
    name: 'opencv dnn_superres',
    version,
    run: () => peer.ask<Timing>({ input, output: join(folder, 'opencv.png') }),
    close: () => peer.close(),
  };
}
