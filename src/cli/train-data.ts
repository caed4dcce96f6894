/** The pictures and patches of a training configuration, loaded, paired and checked. */
import { availableParallelism } from 'node:os';
import { decode } from '../codecs/node.ts';
import { recompress } from '../codecs/recompress.ts';
import { degrade } from '../data/degrade/degrade.ts';
import { loadFolders, loadPairFolders, type Picture, patchFileManifest } from '../data/files.ts';
import { type FolderManifest, manifestOf } from '../data/manifest.ts';
import { makePair, type Pair, shrinkPicture } from '../data/pairs.ts';
import { shareImage, sharePair } from '../data/prefetch.ts';
import { openSampler, type Sampler, type SamplerTools } from '../data/sampler.ts';
import { makingOf, resizingOf, type SetConfig, stepsOf } from '../data/set-config.ts';
import type { DataSet, HrPicture } from '../data/source.ts';
import { ConfigError, expected } from '../errors.ts';
import type { Image } from '../image/image.ts';
import { modcrop } from '../image/planes.ts';
import { modelNamed } from '../models/presets.ts';
import { mulberry32, seedOf } from '../random.ts';
import type { TrainConfig } from '../train/config.ts';

export interface TrainingData {
  readonly sampler: Sampler;
  readonly validation: readonly Picture[];
  readonly manifest: readonly FolderManifest[];
  /** One sentence for each picture that was skipped, changed or left out. */
  readonly notices: readonly string[];
  /** Threads that the batches want: degradations that differ from patch to patch are work. */
  readonly workers: number;
}

const tools: SamplerTools = {
  compress: recompress,
  openPatchFile: async (path) => (await import('../data/hdf5.ts')).openPatchFile(path),
};

/** Throws ConfigError for whatever cannot be trained on, naming the file or key; pictures that cannot be read are skipped, each with a notice. */
export async function loadTrainingData(config: TrainConfig, say: (line: string) => void): Promise<TrainingData> {
  const { data, validation: wanted } = config;
  const notices: string[] = [];
  const onNotice = (sentence: string) => {
    notices.push(sentence);
    say(sentence);
  };
  const setConfigs: readonly SetConfig[] = data.sets ?? [{ kind: 'hr', folders: data.folders! }];
  checkCutBlur(config, setConfigs);
  if (wanted.folder === undefined && setConfigs.every(({ kind }) => kind === 'hdf5')) {
    throw new ConfigError(expected('a folder', 'validation.folder, because HDF5 files hold no pictures to hold out', wanted.folder));
  }
  const sets: DataSet[] = [];
  const manifest: FolderManifest[] = [];
  const heldOut: Picture[] = [];
  for (const set of setConfigs) {
    const loaded = await loadSet(set, config, onNotice);
    sets.push(loaded.set);
    manifest.push(...loaded.manifest);
    heldOut.push(...loaded.heldOut);
  }
  const all = wanted.folder === undefined ? heldOut : await loadFolders([wanted.folder], decode, { onNotice });
  const { maxImages } = wanted;
  const validation = all.filter((_, i) => Math.floor((i * maxImages) / all.length) !== Math.floor(((i - 1) * maxImages) / all.length));
  const { channels, input } = modelNamed(config.model);
  const colorSpace = channels === 1 ? 'y' : 'rgb';
  const setting = { patch: data.patch, scale: config.scale, colorSpace, batchSize: config.batchSize, seed: config.seed, input } as const;
  const sampler = await openSampler(sets, setting, tools);
  const [notice, ...more] = sampler.notices;
  if (notice) say(`${notice}${more.length > 0 ? ` (and ${more.length} more)` : ''}`);
  const workers = sets.some(({ kind }) => kind === 'degraded') ? Math.min(2, availableParallelism()) : 1;
  return { sampler, validation, manifest: merged(manifest), notices: [...notices, ...sampler.notices], workers };
}

interface LoadedSet {
  readonly set: DataSet;
  readonly manifest: readonly FolderManifest[];
  /** HR pictures that are validated on. */
  readonly heldOut: readonly Picture[];
}

async function loadSet(set: SetConfig, config: TrainConfig, onNotice: (sentence: string) => void): Promise<LoadedSet> {
  const { folder, holdOutEvery: every, fold } = config.validation;
  const weight = set.weight;
  const { exclude } = config.data;
  const part = (part: 'train' | 'validation') => ({
    onNotice,
    exclude,
    ...(every === undefined ? {} : { holdOut: { every, fold, part } }),
  });
  if (set.kind === 'hdf5') {
    const file = await tools.openPatchFile(set.file);
    file.close();
    return { set: { kind: 'hdf5', file: set.file, weight }, manifest: [await patchFileManifest(set.file, file.rows)], heldOut: [] };
  }
  if (set.kind === 'pairs') {
    const pictures = await loadPairFolders(set, config.scale, decode, part('train'));
    const pairs = pictures.map(({ hr, lr }) => sharePair({ name: nameOf(hr), hr: hr.image, lr: lr.image }));
    const heldOut = folder === undefined ? await loadPairFolders(set, config.scale, decode, part('validation')) : [];
    const manifest = await manifestOf([...pictures.map(({ hr }) => hr), ...pictures.map(({ lr }) => lr)]);
    return { set: { kind: 'pairs', pairs, weight }, manifest, heldOut: heldOut.map(({ hr }) => hr) };
  }
  const pictures = await loadFolders(set.folders, decode, part('train'));
  const heldOut = folder === undefined ? await loadFolders(set.folders, decode, part('validation')) : [];
  return { set: { ...(await degraded(pictures, config)), weight }, manifest: await manifestOf(pictures), heldOut };
}

/** LR is made once where it comes out the same every time; otherwise only the HR pictures are kept. */
async function degraded(pictures: readonly Picture[], config: TrainConfig): Promise<DataSet> {
  const { scale, seed, data } = config;
  const steps = stepsOf(data.degradation, scale);
  const making = makingOf(steps);
  if (making !== 'resized' && !Number.isInteger(scale))
    throw new ConfigError(`Expected a whole scale beside data.degradation, or only a downscale in it, but received ${scale}`);
  const all = pictures.flatMap((picture) => shrinkPicture(nameOf(picture), picture.image, data.shrink));
  if (making === 'random') return { kind: 'degraded', pictures: all.map(({ name, image }) => hrPicture(name, image, scale)), steps };
  const pairs: Pair[] = [];
  for (const { name, image } of all) {
    if (making === 'resized') pairs.push(sharePair(makePair(name, image, scale, resizingOf(steps[0]!))));
    else {
      const { hr } = hrPicture(name, image, scale);
      const lr = await degrade(hr, { steps, scale, random: mulberry32(seedOf(seed)), compress: recompress });
      pairs.push(sharePair({ name, hr, lr }));
    }
  }
  return { kind: 'pairs', pairs };
}

function hrPicture(name: string, image: Image, scale: number): HrPicture {
  if (image.width < scale || image.height < scale) {
    throw new ConfigError(expected(`at least ${scale}×${scale} pixels`, name, `${image.width}×${image.height}`));
  }
  return { name, hr: shareImage(modcrop(image, scale)) };
}

function nameOf({ folder, name }: Picture): string {
  return `${folder}/${name}`;
}

/** Folders of the same name in several sets share an entry only where they are the same. */
function merged(entries: readonly FolderManifest[]): FolderManifest[] {
  return entries.filter((entry, i) => entries.findIndex((e) => e.folder === entry.folder && e.sha256 === entry.sha256) === i);
}

function checkCutBlur({ data, scale }: TrainConfig, sets: readonly SetConfig[]): void {
  const [step, ...more] = stepsOf(data.degradation, scale);
  const plain = more.length === 0 && step?.kind === 'downscale' && step.kernels.join() === 'bicubic';
  if (data.patch.augment.cutblur && plain && sets.every(({ kind }) => kind === 'hr')) {
    throw new ConfigError(
      'Expected another degradation than bicubic for data.patch.augment.cutblur, which puts plain bicubic parts into degraded patches',
    );
  }
}
