/** The work of `subpixel metrics fit-niqe`: a NIQE model of one's own good photographs. */
import { decode, writeFileAtomic } from '../codecs/node.ts';
import { loadFolders } from '../data/files.ts';
import { SubpixelError } from '../errors.ts';
import { toPlanes64 } from '../image/planes.ts';
import { fitNiqeModel, niqeModelText, sharpFeatures } from '../metrics/blocks/niqe-model.ts';
import { roundedGray } from '../metrics/blocks/rounded-gray.ts';
import type { Context } from './command.ts';
import { createProgress } from './progress.ts';

/**
 * Fits a model to the sharp blocks of the pictures of a folder and of those below it, and writes it as JSON. Throws ConfigError for a
 * folder without pictures, and for too few blocks.
 */
export async function fitNiqe(folder: string, output: string, context: Context): Promise<undefined> {
  const progress = createProgress(context.stderr);
  try {
    const pictures = await loadFolders([folder], decode, { onNotice: (line) => progress.print(context.stderr, line) });
    const features: (readonly number[])[] = [];
    for (const [i, { name, image }] of pictures.entries()) {
      if (context.signal.aborted) throw new SubpixelError('Stopped');
      progress.update(i, pictures.length, name);
      features.push(...sharpFeatures(roundedGray(toPlanes64(image), 255)));
    }
    await writeFileAtomic(output, niqeModelText(fitNiqeModel(features)));
    progress.clear();
    context.stdout.write(`${output}  ${features.length} sharp blocks of ${pictures.length} pictures\n`);
  } finally {
    progress.clear();
  }
  return undefined;
}
