/** Pictures made one after the other, each into a file of its own. */

import { sentenceOf } from '../common/sentence.ts';
import type { MadePicture, Printer } from './batch-print.ts';
import type { Context } from './command.ts';
import type { Inputs } from './inputs.ts';
import { type Job, type OutputOptions, originalsOf, planOutputs, prepareOutput } from './outputs.ts';

export interface Batch {
  readonly names: OutputOptions;
  readonly options: { readonly overwrite: boolean; readonly resume: boolean };
  /** What is done with each picture, for the last line: `upscaled`. */
  readonly verb: string;
  readonly context: Context;
  readonly print: Printer;
  /** Another file that is written for a result. */
  readonly beside?: ((output: string) => string) | undefined;
  /** Writes the result of one picture. */
  make(job: Job, onProgress: (done: number, total: number) => void): Promise<MadePicture>;
}

/** The exit code: 1 when a picture failed; its failure is told and ends nothing else. */
export async function runBatch(inputs: Inputs, batch: Batch): Promise<number> {
  const { context, print, verb } = batch;
  const plan = await planOutputs(inputs, batch.names);
  if (plan.leftOut.length > 0) print.remark(`${plan.leftOut.length} left alone as results of earlier runs, such as ${plan.leftOut[0]}`);
  const counts = { made: 0, failed: 0, skipped: 0 };
  for (const problem of [...inputs.problems, ...plan.problems]) {
    counts.failed++;
    print.failed({ input: problem.input }, problem.message);
  }
  const leftOut = new Set(plan.leftOut);
  const originals = await originalsOf(inputs.files.filter((f) => !leftOut.has(f.path)));
  for (const [index, job] of plan.jobs.entries()) {
    if (context.signal.aborted) break;
    const outcome = await one(batch, job, originals, print.progress(job.input.path, index, plan.jobs.length));
    if (outcome !== undefined) counts[outcome]++;
  }
  const total = inputs.problems.length + plan.problems.length + plan.jobs.length;
  if (context.signal.aborted) print.stopped(counts.made + counts.skipped, total);
  else if (total > 1) print.remark(`${counts.made} ${verb}, ${counts.failed} failed, ${counts.skipped} skipped`);
  return counts.failed > 0 ? 1 : 0;
}

/** Undefined when Ctrl-C came. */
async function one(
  { options, context, print, beside, make }: Batch,
  job: Job,
  originals: ReadonlySet<string>,
  onProgress: (done: number, total: number) => void,
): Promise<'made' | 'failed' | 'skipped' | undefined> {
  const { output } = job;
  const input = job.input.path;
  try {
    if ((await prepareOutput(output, originals, options)) === 'skip') {
      print.skipped({ input, output });
      return 'skipped';
    }
    if (beside) await prepareOutput(beside(output), originals, { overwrite: options.overwrite || options.resume, resume: false });
    print.made(await make(job, onProgress));
    return 'made';
  } catch (error) {
    if (context.signal.aborted) return undefined;
    print.failed({ input, output }, sentenceOf(error), error);
    return 'failed';
  }
}
