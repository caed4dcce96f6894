/** What a run's report shows besides log, configuration and crops: `report.json` in the run's folder, so that the page can be made again. */
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { writeFileAtomic } from '../codecs/node.ts';
import { ConfigError } from '../errors.ts';
import { ortNode } from '../runtime/ort-node.ts';
import { runFiles } from './run-folder.ts';

const machineSchema = v.object({ cpu: v.string(), cores: v.number(), engine: v.string() });

const panelSchema = v.object({
  label: v.string(),
  /** PNG file below the run's folder. */
  file: v.string(),
  /** Absent for the HR picture. */
  scores: v.optional(v.object({ psnr: v.number(), ssim: v.number() })),
});

const factsSchema = v.object({
  state: v.picklist(['training', 'stopped', 'finished']),
  model: v.string(),
  scale: v.array(v.number()),
  parameters: v.number(),
  batchSize: v.number(),
  /** Steps of all stages. */
  steps: v.number(),
  validationPictures: v.number(),
  /** How validation PSNR is measured, in full. */
  protocol: v.string(),
  /** Bicubic's mean PSNR in dB on the validation pictures. */
  bicubicPsnr: v.number(),
  machine: machineSchema,
  /** Names of the pictures of which a part is kept at every validation. */
  crops: v.array(v.string()),
  /** Pictures made in several ways: bicubic, network, HR. */
  comparisons: v.array(v.object({ name: v.string(), panels: v.array(panelSchema) })),
});

export type RunFacts = v.InferOutput<typeof factsSchema>;

export async function writeFacts(path: string, facts: RunFacts): Promise<void> {
  await writeFileAtomic(join(path, runFiles.facts), `${JSON.stringify(facts, undefined, 1)}\n`);
}

/** Throws ConfigError for a folder that holds no run. */
export async function readFacts(path: string): Promise<RunFacts> {
  const text = await readFile(join(path, runFiles.facts), 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigError(`Expected the folder of a training run in ${path} but its ${runFiles.facts} cannot be read (${cause.code})`, {
      cause,
    });
  });
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), factsSchema), text);
  if (!result.success) throw new ConfigError(`${path}/${runFiles.facts} is damaged: ${result.issues[0].message}`);
  return result.output;
}

/** This machine, in words. */
export function machine(): RunFacts['machine'] {
  const cpu = cpus()[0]?.model.trim() ?? '';
  return {
    cpu: cpu === '' || cpu === 'unknown' ? process.arch : cpu,
    cores: availableParallelism(),
    engine: `${ortNode.name} ${ortNode.version}, Node ${process.versions.node}`,
  };
}
