/** The folder of one training run: resolved configuration, log, checkpoints, network and report. */
import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { writeFileAtomic } from '../codecs/node.ts';
import { ConfigError } from '../errors.ts';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from '../train/checkpoint.ts';
import type { TrainConfig } from '../train/config.ts';
import { configKey, type LogRow } from '../train/trainer.ts';

const columns = ['step', 'loss', 'psnr', 'learningRate', 'patchesPerSecond', 'seconds'] as const;

/** Names of the files in a run's folder. */
export const runFiles = {
  config: 'config.yaml',
  manifest: 'data.json',
  log: 'log.csv',
  last: 'last.safetensors',
  best: 'best.safetensors',
  report: 'report.html',
} as const;

export interface RunFolder {
  readonly path: string;
  file(name: keyof typeof runFiles): string;
  /** The last checkpoint of the run to be resumed. */
  readonly resume: Checkpoint | undefined;
  /** Makes the folder, with the configuration and the log. */
  begin(): Promise<void>;
  log(row: LogRow): Promise<void>;
  save(checkpoint: Checkpoint, best: boolean): Promise<void>;
  /** The checkpoint with the highest validation PSNR. */
  best(): Promise<Checkpoint>;
}

/**
 * The folder of a new run, or of one to be resumed; nothing is written before `begin`. Throws ConfigError when a new run would overwrite an old one,
 * when there is nothing to resume, and when the configuration of the two differs.
 */
export async function openRun(path: string, config: TrainConfig, resumes: boolean): Promise<RunFolder> {
  const file = (name: keyof typeof runFiles) => join(path, runFiles[name]);
  const last = await readFile(file('last')).catch(() => undefined);
  if (resumes && !last) throw new ConfigError(`Expected a run to resume in ${path} but it has no ${runFiles.last}`);
  if (!resumes && last) throw new ConfigError(`${path} holds a run already; give --resume to go on with it, or another --out folder`);
  const resume = resumes ? readCheckpoint(last!, file('last')) : undefined;
  if (resume && resume.config !== configKey(config)) throw new ConfigError(`${path}: ${changedKey(resume.config, configKey(config))}`);
  return {
    path,
    file,
    resume,
    async begin() {
      await mkdir(path, { recursive: true });
      await writeFileAtomic(file('config'), stringify(config));
      await startLog(file('log'), resume?.step ?? 0);
    },
    log: (row) => appendFile(file('log'), `${csvLine(row)}\n`),
    async save(checkpoint, best) {
      const bytes = writeCheckpoint(checkpoint);
      if (best) await writeFileAtomic(file('best'), bytes);
      await writeFileAtomic(file('last'), bytes);
    },
    best: async () => readCheckpoint(await readFile(file('best')), file('best')),
  };
}

function changedKey(before: string, after: string): string {
  const [a, b] = [before, after].map((json) => JSON.parse(json) as Record<string, unknown>) as [
    Record<string, unknown>,
    Record<string, unknown>,
  ];
  const key =
    [...new Set([...Object.keys(a), ...Object.keys(b)])].find((k) => JSON.stringify(a[k]) !== JSON.stringify(b[k])) ??
    'the order of its keys';
  return `expected the configuration that the run was started with but ${key} was ${JSON.stringify(a[key])} and is now ${JSON.stringify(b[key])}`;
}

/** A new log with the rows of the old one up to `step`: those after it will be written again. */
async function startLog(path: string, step: number): Promise<void> {
  const kept = (await readLog(path)).filter((row) => row.step <= step);
  await writeFileAtomic(path, [columns.join(','), ...kept.map(csvLine), ''].join('\n'));
}

function csvLine(row: LogRow): string {
  return columns.map((name) => row[name] ?? '').join(',');
}

/** The rows of a log; empty when there is none. */
export async function readLog(path: string): Promise<LogRow[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => {
      const cells = line.split(',');
      const [step, loss, psnr, learningRate, patchesPerSecond, seconds] = cells.map(Number) as [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      return { step, loss, psnr: cells[2] === '' ? undefined : psnr, learningRate, patchesPerSecond, seconds };
    });
}

/** SHA-256 of the weights' bytes, in the order given. */
export function hashWeights(weights: Checkpoint['state']): string {
  const hash = createHash('sha256');
  for (const { data } of Object.values(weights)) hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return hash.digest('hex');
}
