/** The work of `subpixel metrics fit-niqe` and `fit-il-niqe`: what these metrics compare pictures with, of one's own good photographs. */
import { decode, writeFileAtomic } from '../codecs/node.ts';
import { loadFolders } from '../data/files.ts';
import { SubpixelError } from '../errors.ts';
import type { Planes } from '../image/image.ts';
import { toPlanes64 } from '../image/planes.ts';
import { ilNiqeBlocks } from '../metrics/blocks/il-niqe-features.ts';
import { fitIlNiqeTemplate, ilNiqeTemplateText, sharpIlNiqeFeatures } from '../metrics/blocks/il-niqe-model.ts';
import { fitNiqeModel, niqeModelText, sharpFeatures } from '../metrics/blocks/niqe-model.ts';
import { roundedGray } from '../metrics/blocks/rounded-gray.ts';
import { asRgb } from '../metrics/protocol.ts';
import type { Context } from './command.ts';
import { createProgress } from './progress.ts';

type Features = readonly number[];

interface Fit {
  /** Of the sharp blocks of a picture, in 0–255. */
  features(picture: Planes<Float64Array>): readonly Features[];
  /** The text of the file. Throws ConfigError for too few blocks. */
  text(features: readonly Features[]): string;
}

/** By the first word of the command. */
const fits = {
  'fit-niqe': {
    features: (picture) => sharpFeatures(roundedGray(picture, 255)),
    text: (features) => niqeModelText(fitNiqeModel(features)),
  },
  'fit-il-niqe': {
    features: (picture) => sharpIlNiqeFeatures(ilNiqeBlocks(asRgb(picture), 255)),
    text: (features) => ilNiqeTemplateText(fitIlNiqeTemplate(features)),
  },
} as const satisfies Readonly<Record<string, Fit>>;

/**
 * Fits a model to the sharp blocks of the pictures of a folder and of those below it, and writes it as JSON. Throws ConfigError for a
 * folder without pictures, and for too few blocks.
 */
export async function fitModel(name: keyof typeof fits, folder: string, output: string, context: Context): Promise<undefined> {
  const fit: Fit = fits[name];
  const progress = createProgress(context.stderr);
  try {
    const pictures = await loadFolders([folder], decode, { onNotice: (line) => progress.print(context.stderr, line) });
    const features: Features[] = [];
    for (const [i, { name: picture, image }] of pictures.entries()) {
      if (context.signal.aborted) throw new SubpixelError('Stopped');
      progress.update(i, pictures.length, picture);
      features.push(...fit.features(toPlanes64(image)));
    }
    await writeFileAtomic(output, fit.text(features));
    progress.clear();
    context.stdout.write(`${output}  ${features.length} sharp blocks of ${pictures.length} pictures\n`);
  } finally {
    progress.clear();
  }
  return undefined;
}
