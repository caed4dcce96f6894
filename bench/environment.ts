/** Where the numbers of a row come from. */
import { availableParallelism, cpus } from 'node:os';
import { ortNode } from '../src/runtime/ort-node.ts';
import type { Cells } from './rows.ts';

/** Threads of every contestant: what the weakest machine that we measure on has. */
export const threads = 2;

export function environment(): Cells {
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    node: process.versions.node,
    engine: `${ortNode.name} ${ortNode.version}`,
    threads,
  };
}
