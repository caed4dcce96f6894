/** The work of `subpixel degrade`: LR pictures by the degradations of training. */
import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { recompress } from '../codecs/recompress.ts';
import { readYaml, yamlValue } from '../common/yaml-file.ts';
import { degrade } from '../data/degrade/degrade.ts';
import { presetNames } from '../data/degrade/presets.ts';
import type { Step } from '../data/degrade/steps.ts';
import { degradationConfig, makingOf, resizingOf, stepsOf } from '../data/set-config.ts';
import { ConfigError, expected } from '../errors.ts';
import { hasAlpha, type Image } from '../image/image.ts';
import { withoutAlpha } from '../image/planes.ts';
import { imresizeImage } from '../image/resize.ts';
import { nearest } from '../nearest.ts';
import { parseConfig } from '../parse-config.ts';
import { mulberry32, seedOf } from '../random.ts';
import { fractionOf, scaledSize } from '../scale.ts';
import type { Context } from './command.ts';
import type { DegradeOptions } from './commands/degrade.ts';
import { cutForScale, type Lr, makeLrFiles } from './lr-batch.ts';
import { orList } from './options.ts';

/** The exit code: 0, or 1 when a picture failed. Throws ConfigError before any work for options that do not go together. */
export async function runDegrade(options: DegradeOptions, patterns: readonly string[], context: Context): Promise<number> {
  const { scale, degradation, seed } = options;
  if (degradation === undefined) throw new ConfigError(`Expected --degradation with ${whatIs} but received none`);
  if (scale === undefined) throw new ConfigError('Expected --scale, how many times smaller the pictures become, but received none');
  fractionOf(scale);
  const steps = await readSteps(degradation, scale);
  if (makingOf(steps) !== 'resized' && !Number.isInteger(scale))
    throw new ConfigError(expected(`a whole number beside --degradation ${degradation}`, '--scale', scale));
  const name = basename(degradation, extname(degradation));
  return makeLrFiles(
    patterns,
    options,
    {
      suffix: `_d${scale}_${name}`,
      verb: 'degraded',
      make: (image, { input }) => lrOf(image, input, { name, steps, scale, seed }),
    },
    context,
  );
}

const whatIs = `${presetNames.join(', ')}, or a file of steps`;

/** Steps by the name of a preset, or out of a file. */
async function readSteps(degradation: string, scale: number): Promise<readonly Step[]> {
  const preset = presetNames.find((name) => name === degradation);
  if (preset) return stepsOf(preset, scale);
  if (!(await stat(degradation).catch(() => undefined))?.isFile()) {
    const near = nearest(degradation, presetNames);
    throw new ConfigError(
      `${expected(orList([...presetNames, 'a file of steps']), '--degradation', degradation)}${near ? `; did you mean ${near}?` : ''}`,
    );
  }
  return stepsOf(parseConfig(degradationConfig, yamlValue(await readYaml(degradation)), degradation), scale);
}

interface Making {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly scale: number;
  readonly seed: number;
}

async function lrOf(
  image: Image,
  { path, relative }: { readonly path: string; readonly relative: string },
  { name, steps, scale, seed }: Making,
): Promise<Lr> {
  const { hr, notes } = cutForScale(withoutAlpha(image), scale, path);
  const lr =
    makingOf(steps) === 'resized'
      ? imresizeImage(hr, scaledSize(hr, 1 / scale), resizingOf(steps[0]!))
      : await degrade(hr, { steps, scale, random: mulberry32(seedFor(relative, seed)), compress: recompress });
  const dropped = hasAlpha(image) ? ['the transparency was left out'] : [];
  return { image: lr, how: `${name} ÷${scale}`, facts: { degradation: name, scale, seed }, notes: [...notes, ...dropped] };
}

/** One seed for each name below the folder, on every system. */
function seedFor(relative: string, seed: number): number {
  const name = relative.slice(0, relative.length - extname(relative).length).replaceAll('\\', '/');
  return seedOf(seed, ...Array.from(name, (letter) => letter.codePointAt(0)!));
}
