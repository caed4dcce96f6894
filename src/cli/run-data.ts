/** The data of a run's stages: loaded once each to be checked, and again when its stage begins. */
import { readFile } from 'node:fs/promises';
import type { BatchSource } from '../data/batches.ts';
import type { Picture } from '../data/files.ts';
import type { FolderManifest } from '../data/manifest.ts';
import type { StageConfig, TrainConfig } from '../train/config.ts';
import { atScale } from '../train/plan.ts';

/** The data of one stage at one scale. */
export interface OpenData {
  readonly pictures: number;
  readonly patches: number;
  readonly validation: readonly Picture[];
  readonly manifest: readonly FolderManifest[];
  /** One sentence for each picture that was skipped, changed or left out. */
  readonly notices: readonly string[];
  /** Batches from number `first` on. */
  batches(first: number): BatchSource;
}

export type LoadData = (config: TrainConfig, say: (line: string) => void) => Promise<OpenData>;
export type StageData = ReadonlyMap<number, OpenData>;

export interface RunData {
  /** The data of a stage, by scale. Of two stages in a row that have the same, it is loaded once; no other stage's is kept. */
  of(stage: StageConfig): Promise<StageData>;
  /** Every picture that a stage asked for so far trains on. */
  readonly manifest: readonly FolderManifest[];
  /** What was said of pictures that were skipped, changed or left out. */
  readonly notices: readonly string[];
}

/** `before`: pictures that the run was trained on before it was stopped. */
export function openData(load: LoadData, say: (line: string) => void, before: readonly FolderManifest[]): RunData {
  let held = new Map<string, OpenData>();
  const notices = new Set<string>();
  const folders = new Map(before.map((folder) => [JSON.stringify(folder), folder]));
  return {
    get manifest() {
      return [...folders.values()];
    },
    get notices() {
      return [...notices];
    },
    async of(stage) {
      const next = new Map<string, OpenData>();
      const byScale = new Map<number, OpenData>();
      for (const scale of stage.scale) {
        const config = atScale(stage, scale);
        const key = keyOf(config);
        const data = held.get(key) ?? (await load(config, say));
        next.set(key, data);
        byScale.set(scale, data);
        for (const notice of data.notices) notices.add(notice);
        for (const folder of data.manifest) folders.set(JSON.stringify(folder), folder);
      }
      held = next;
      return byScale;
    },
  };
}

/** What a run that is resumed says it was trained on. */
export async function readManifest(path: string): Promise<FolderManifest[]> {
  const text = await readFile(path, 'utf8').catch(() => '[]');
  return JSON.parse(text) as FolderManifest[];
}

/** Everything that data may depend on: all of the configuration but what only steps and their records read. */
function keyOf(config: TrainConfig): string {
  const { steps: _1, losses: _2, optimizer: _3, learningRate: _4, learningRateFactors: _5, schedule: _6, ...rest } = config;
  const { logEvery: _7, checkpointEvery: _8, freeze: _9, earlyStopping: _10, initFrom: _11, ...data } = rest;
  return JSON.stringify(data);
}
