/** What the finished networks of a run make of some validation pictures, beside bicubic and the original. */

import { join, resolve } from 'node:path';
import { writeFileAtomic } from '../codecs/node.ts';
import { EngineError } from '../errors.ts';
import { evaluateImage } from '../evaluate/evaluate.ts';
import { modcrop } from '../image/planes.ts';
import { borderOf, type Protocol } from '../metrics/protocol.ts';
import { fractionOf } from '../scale.ts';
import type { NetworkSet } from '../upscale/network.ts';
import { resampler } from '../upscale/resampler.ts';
import { comparePicture, detailedCrop } from './compare.ts';
import { openNetworks } from './networks.ts';
import type { NamedPicture } from './run-crops.ts';
import type { RunFacts } from './run-facts.ts';

type Comparison = RunFacts['comparisons'][number];

/** Pictures that are compared. */
const compared = 2;
/** Width in pixels of a panel, and of the part of the picture that is shown four times as large below it. */
const panelWidth = 384;
const cropWidth = 96;
/** Side of SSIM's window in pixels. */
const ssimWindow = 11;

export interface FinishedNetwork {
  readonly path: string;
  readonly scale: number;
  readonly model: string;
  readonly pictures: readonly NamedPicture[];
  readonly threads: number | undefined;
  /** That of validation. */
  readonly protocol: Protocol;
}

/**
 * The largest pictures made by the network; the panels' pictures are written into `folder`. `several`: the names say the scale. Pictures of which
 * the network, after little training, makes nothing that resembles them are left out, and `say` is told why.
 */
export async function compareNetwork(
  folder: string,
  network: FinishedNetwork,
  { several, say }: { readonly several: boolean; readonly say: (sentence: string) => void },
): Promise<Comparison[]> {
  const networks = await openNetworks({ name: resolve(network.path), threads: network.threads });
  const comparisons: Comparison[] = [];
  try {
    for (const picture of largest(network)) {
      try {
        comparisons.push(await comparison(folder, picture, networks, network, comparisons.length));
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        say(`${picture.name} is not among the report's comparisons: ${error.message}`);
      }
    }
  } finally {
    await networks.dispose();
  }
  return several ? comparisons.map((c) => ({ ...c, name: `${c.name} ×${network.scale}` })) : comparisons;
}

/** Of those that scores can be measured on. */
function largest({ pictures, scale, protocol }: FinishedNetwork): NamedPicture[] {
  const least = ssimWindow + 2 * borderOf(protocol, scale) + fractionOf(scale)[0] - 1;
  const pixels = ({ image }: NamedPicture) => image.width * image.height;
  return pictures
    .filter(({ image }) => Math.min(image.width, image.height) >= least)
    .sort((a, b) => pixels(b) - pixels(a))
    .slice(0, compared);
}

async function comparison(
  folder: string,
  { name, image }: NamedPicture,
  networks: NetworkSet,
  { scale, model, protocol }: FinishedNetwork,
  number: number,
): Promise<Comparison> {
  const hr = modcrop(image, scale);
  const made = await evaluateImage(hr, [resampler('bicubic'), networks], {
    scale,
    protocol,
    metrics: ['psnr', 'ssim'],
  });
  const labelled = [...made.map(({ image: sr }, i) => ({ label: ['bicubic', model][i]!, image: sr })), { label: 'HR', image: hr }];
  const width = Math.min(hr.width, cropWidth);
  const crop = detailedCrop(hr, width, Math.min(hr.height, Math.round(width * 0.75)));
  const panels = await Promise.all(
    labelled.map(async (panel, i) => {
      const file = `compare-x${scale}-${number}-${i}.png`;
      await writeFileAtomic(join(folder, file), await comparePicture([panel], { crop, panelWidth }));
      const scores = made[i]?.scores;
      return { label: panel.label, file, ...(scores ? { scores: { psnr: scores.psnr!, ssim: scores.ssim! } } : {}) };
    }),
  );
  return { name, panels };
}
