/** `subpixel train`: trains a network from a configuration file, in a run folder of its own. */
import { basename, join } from 'node:path';
import { decode, writeFileAtomic } from '../../codecs/node.ts';
import { loadFolders, type Picture } from '../../data/files.ts';
import { manifestOf } from '../../data/manifest.ts';
import { makePairs } from '../../data/pairs.ts';
import { prefetchBatches, sharePair } from '../../data/prefetch.ts';
import { createSampler, type Sampler } from '../../data/sampler.ts';
import { ConfigError } from '../../errors.ts';
import { createValidator } from '../../evaluate/validator.ts';
import { modelNamed } from '../../models/network.ts';
import { ortNode } from '../../runtime/ort-node.ts';
import type { TrainConfig } from '../../train/config.ts';
import { buildStep } from '../../train/step.ts';
import { train as runTraining } from '../../train/trainer.ts';
import { type Context, defineCommand } from '../command.ts';
import { createProgress, formatDuration, type Progress } from '../progress.ts';
import { openRun, type RunFolder } from '../run-folder.ts';
import { exportRun, firstStateFrom } from '../run-network.ts';
import { readTrainConfig } from '../train-config.ts';

export const train = defineCommand({
  name: 'train',
  summary: 'train a network from a configuration file',
  options: {
    config: { type: 'string', short: 'c', value: 'file', summary: 'the configuration, in YAML' },
    set: {
      type: 'string',
      value: 'key=value',
      repeatable: true,
      summary: 'replace one key of the configuration, such as data.patch.lrPatchSize=24',
    },
    out: { type: 'string', short: 'o', value: 'folder', summary: "the run's folder (default: runs/ and the name of the configuration)" },
    resume: { type: 'boolean', summary: "go on with the folder's run where it stopped" },
    quiet: { type: 'boolean', summary: 'no progress, only the result' },
    json: { type: 'boolean', summary: 'print the result as JSON' },
  },
  examples: [
    { command: 'subpixel train --config configs/espcn_x3.yaml', does: 'train ESPCN ×3 into runs/espcn_x3' },
    { command: 'subpixel train --config configs/espcn_x3.yaml --resume', does: 'go on after Ctrl-C' },
    {
      command: "subpixel train --config configs/espcn_x3.yaml --set steps=2000 --set 'data.folders=[photos]'",
      does: 'a short run on your own pictures',
    },
  ],
  notes: [
    'Folders in the configuration are relative to the working directory. Ctrl-C saves a checkpoint and ends the run; --resume goes on from it, with exactly the result of a run that was never stopped.',
  ],
  async run({ options }, context) {
    if (options.config === undefined) throw new ConfigError('Expected a configuration: subpixel train --config <file>');
    const config = await readTrainConfig(options.config, options.set);
    const path = options.out ?? join('runs', basename(options.config).replace(/\.ya?ml$/, ''));
    const progress = createProgress(context.stderr, { silent: options.quiet || options.json });
    const say = (line: string) => {
      if (!options.quiet && !options.json) progress.print(context.stderr, line);
    };
    const run = await openRun(path, config, options.resume);
    const result = await runIn(run, config, context, progress, say);
    progress.clear();
    if (options.json) context.stdout.write(`${JSON.stringify(result)}\n`);
    else if (result.finished)
      context.stdout.write(
        `${result.network}  ×${config.scale}, ${result.steps} steps, best PSNR ${result.psnr?.toFixed(2)} dB at step ${result.bestStep}\n`,
      );
    else context.stderr.write(`Stopped after ${result.steps} of ${config.steps} steps. Go on with the same command and --resume\n`);
    return undefined;
  },
});

interface RunResult {
  readonly run: string;
  readonly finished: boolean;
  readonly steps: number;
  readonly psnr: number | undefined;
  readonly bestStep: number | undefined;
  readonly seconds: number;
  readonly network?: string;
}

async function runIn(
  run: RunFolder,
  config: TrainConfig,
  context: Context,
  progress: Progress,
  say: (line: string) => void,
): Promise<RunResult> {
  const { sampler, validation, manifest } = await loadData(config, say);
  await writeFileAtomic(run.file('manifest'), `${JSON.stringify(manifest, undefined, 1)}\n`);
  const { channels } = modelNamed(config.model);
  const step = buildStep(config);
  const start = run.resume?.step ?? 0;
  say(
    `${config.model} ×${config.scale}: ${step.weights.length / 2} layers, ${sampler.pairs.length} pictures, ${sampler.patches} patches, ${validation.length} pictures to validate on`,
  );
  if (start > 0) say(`Going on at step ${start}`);
  const firstState = config.initFrom !== undefined && !run.resume ? await firstStateFrom(config.initFrom, step, say) : undefined;
  let lastPsnr = run.resume?.best?.psnr;
  let best = run.resume?.best;
  let seconds = 0;
  let rate = 0;
  const result = await runTraining({
    config,
    step,
    engine: ortNode,
    batches: prefetchBatches(sampler, { start }),
    resume: run.resume,
    firstState,
    signal: context.signal,
    validate: createValidator(
      validation.map((p) => p.image),
      { ...config, channels },
      ortNode,
      config.threads,
    ),
    onStep(done, loss) {
      const psnr = lastPsnr === undefined ? '' : `  PSNR ${lastPsnr.toFixed(2)} dB`;
      const pace = rate === 0 ? '' : `  ${Math.round(rate)} patches/s`;
      progress.update(done, config.steps, `step ${done}  loss ${loss.toExponential(3)}${psnr}${pace}`);
    },
    async onLog(row) {
      lastPsnr = row.psnr ?? lastPsnr;
      rate = row.patchesPerSecond;
      seconds = row.seconds;
      if (row.psnr !== undefined)
        say(`step ${row.step}  loss ${row.loss.toExponential(3)}  PSNR ${row.psnr.toFixed(3)} dB  ${formatDuration(row.seconds)}`);
      await run.log(row);
    },
    async onCheckpoint(checkpoint, isBest) {
      best = checkpoint.best;
      await run.save(checkpoint, isBest);
    },
  });
  const summary = { run: run.path, finished: result.finished, steps: result.step, psnr: best?.psnr, bestStep: best?.step, seconds };
  return result.finished ? { ...summary, network: await exportRun(run, config, step, manifest) } : summary;
}

interface Data {
  readonly sampler: Sampler;
  readonly validation: readonly Picture[];
  readonly manifest: Awaited<ReturnType<typeof manifestOf>>;
}

async function loadData(config: TrainConfig, say: (line: string) => void): Promise<Data> {
  const { folders, shrink, patch } = config.data;
  const { folder, holdOutEvery: every, maxImages } = config.validation;
  const load = (from: readonly string[], part?: 'train' | 'validation') =>
    loadFolders(from, decode, { onNotice: say, ...(every !== undefined && part ? { holdOut: { every, part } } : {}) });
  const pictures = await load(folders, 'train');
  const all = folder === undefined ? await load(folders, 'validation') : await load([folder]);
  const validation = all.filter((_, i) => Math.floor((i * maxImages) / all.length) !== Math.floor(((i - 1) * maxImages) / all.length));
  const pairs = pictures.flatMap((p) => makePairs(`${p.folder}/${p.name}`, p.image, { scale: config.scale, shrink }).map(sharePair));
  const colorSpace = modelNamed(config.model).channels === 1 ? 'y' : 'rgb';
  const sampler = createSampler(pairs, { patch, scale: config.scale, colorSpace, batchSize: config.batchSize, seed: config.seed });
  for (const notice of sampler.notices) say(notice);
  return { sampler, validation, manifest: await manifestOf(pictures) };
}
