/** The folder of one training run: resolved configuration, log, checkpoints, networks and report. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { temporaryName, writeFileAtomic } from '../codecs/node.ts';
import { ConfigError } from '../errors.ts';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from '../train/checkpoint.ts';
import { scalesOf, type TrainPlan } from '../train/plan.ts';
import type { LogRow } from '../train/trainer.ts';
import { appendLog, startLog } from './run-log.ts';
import { checkAllowed, checkSamePlan } from './run-resume.ts';

/** Names of the files in a run's folder. */
export const runFiles = {
  config: 'config.yaml',
  manifest: 'data.json',
  log: 'log.csv',
  last: 'last.safetensors',
  best: 'best.safetensors',
  pictures: 'pictures',
  facts: 'report.json',
  report: 'report.html',
  running: 'running.json',
} as const;

export interface RunFolder {
  readonly path: string;
  file(name: keyof typeof runFiles): string;
  /** The finished network of one scale. */
  network(scale: number): string;
  /** The last checkpoint of the run to be resumed. */
  readonly resume: Checkpoint | undefined;
  /** Makes the folder, with the configuration and the log. */
  begin(): Promise<void>;
  log(row: LogRow): Promise<void>;
  save(checkpoint: Checkpoint, best: boolean): Promise<void>;
  /** The checkpoint with the highest validation PSNR. */
  best(): Promise<Checkpoint>;
}

export interface OpenRunOptions {
  readonly resume: boolean;
  /** Keys of the configuration that may differ from those that the run was started with. */
  readonly allowChange?: readonly string[];
}

/**
 * The folder of a new run, or of one to be resumed; nothing is written before `begin`. Throws ConfigError when a new run would overwrite an old one,
 * when there is nothing to resume, and when the configuration of the two differs in a key that `allowChange` does not name.
 */
export async function openRun(path: string, plan: TrainPlan, { resume: resumes, allowChange = [] }: OpenRunOptions): Promise<RunFolder> {
  const file = (name: keyof typeof runFiles) => join(path, runFiles[name]);
  if (allowChange.length > 0 && !resumes) throw new ConfigError('Expected --resume beside --allow-change but received none');
  checkAllowed(allowChange);
  const last = await readFile(file('last')).catch(() => undefined);
  if (resumes && !last) throw new ConfigError(`Expected a run to resume in ${path} but it has no ${runFiles.last}`);
  if (!resumes && last) throw new ConfigError(`${path} holds a run already; give --resume to go on with it, or another --out folder`);
  const resume = resumes ? readCheckpoint(last!, file('last')) : undefined;
  if (resume) checkSamePlan(path, resume.config, plan, allowChange);
  const several = scalesOf(plan).length > 1;
  return {
    path,
    file,
    network: (scale) => join(path, `${basename(resolve(path))}${several ? `_x${scale}` : ''}.onnx`),
    resume,
    async begin() {
      await mkdir(path, { recursive: true });
      for (const name of await readdir(path)) if (temporaryName.test(name)) await rm(join(path, name), { force: true });
      await writeFileAtomic(file('config'), stringify(plan.written));
      await startLog(file('log'), resume?.step ?? 0);
    },
    log: (row) => appendLog(file('log'), row),
    async save(checkpoint, best) {
      const bytes = writeCheckpoint(checkpoint);
      if (best) await writeFileAtomic(file('best'), bytes);
      await writeFileAtomic(file('last'), bytes);
    },
    best: async () => readCheckpoint(await readFile(file('best')), file('best')),
  };
}

/** Whether the folder holds a run that can be resumed. */
export async function isRun(path: string): Promise<boolean> {
  return (await stat(join(path, runFiles.last)).catch(() => undefined)) !== undefined;
}

/** SHA-256 of the weights' bytes, in the order given. */
export function hashWeights(weights: Checkpoint['state']): string {
  const hash = createHash('sha256');
  for (const { data } of Object.values(weights)) hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return hash.digest('hex');
}
