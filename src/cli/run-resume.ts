/** Whether a run may go on with the configuration it is given, and what of its state still fits. */
import { ConfigError, expected } from '../errors.ts';
import type { Checkpoint } from '../train/checkpoint.ts';
import { trainSchema } from '../train/config.ts';
import { changes } from '../train/merge.ts';
import type { StageSteps } from '../train/multi-scale.ts';
import { parsePlan, planKey, type TrainPlan } from '../train/plan.ts';
import { stateFrom } from '../train/stages.ts';

type Tree = Readonly<Record<string, unknown>>;

/** What a state is of: another network needs another run. */
const network: ReadonlySet<string> = new Set(['model', 'options', 'scale']);

/** Throws ConfigError for a name of `--allow-change` that is no key, or that says which network it is. */
export function checkAllowed(allowed: readonly string[]): void {
  for (const name of allowed) {
    const key = name.split('.')[0]!;
    const known = Object.keys(trainSchema.entries).filter((entry) => !network.has(entry));
    if (!known.includes(key)) throw new ConfigError(expected(`one of ${known.join(', ')}`, '--allow-change', name));
  }
}

/** Throws ConfigError, naming the key, when the plans differ in what neither changes nothing nor is `allowed`. */
export function checkSamePlan(path: string, before: string, plan: TrainPlan, allowed: readonly string[]): void {
  const [a, b] = [keysOf(before), JSON.parse(planKey(plan)) as Tree];
  for (const key of differences(a, b)) {
    if (network.has(key.split('.')[0]!) || !allowed.some((name) => key === name || key.startsWith(`${name}.`)))
      throw new ConfigError(
        `${path}: expected the configuration that the run was started with but ${key} was ${shown(a, key)} and is now ${shown(b, key)}${network.has(key.split('.')[0]!) ? '' : `; --allow-change ${key} would allow it`}`,
      );
  }
}

/** With the defaults of today, as far as it can still be read: a key that is new since then is no change. */
function keysOf(written: string): Tree {
  const value = JSON.parse(written) as Tree;
  try {
    return JSON.parse(planKey(parsePlan(value, 'the run'))) as Tree;
  } catch {
    return value;
  }
}

/** Paths of the values that differ. */
function differences(a: Tree, b: Tree): string[] {
  const walk = (tree: Tree, at: string): string[] =>
    Object.entries(tree).flatMap(([key, value]) => {
      const path = `${at}${key}`;
      const inner = typeof value === 'object' && value !== null && !Array.isArray(value) && !('name' in value) && !('mode' in value);
      return inner ? walk(value as Tree, `${path}.`) : [path];
    });
  return walk(changes(a, b), '');
}

function shown(tree: Tree, path: string): string {
  const value = path.split('.').reduce<unknown>((at, key) => (at as Tree | undefined)?.[key], tree);
  return value === undefined ? 'not given' : JSON.stringify(value);
}

/**
 * The checkpoint with a state that the stage's steps can go on from. Slots of an optimiser that was changed start anew.
 * Throws ConfigError when it holds other weights than the network.
 */
export function adoptState(path: string, checkpoint: Checkpoint, stages: readonly StageSteps[]): Checkpoint {
  const { state } = checkpoint;
  const steps = stages[checkpoint.stage.index];
  if (!steps)
    throw new ConfigError(`${path}: ${expected(`at least ${checkpoint.stage.index + 1}`, 'the number of stages', stages.length)}`);
  for (const name of steps.weights) {
    const [want, got] = [steps.initial[name]!.shape, state[name]?.shape];
    if (got?.join() !== want.join())
      throw new ConfigError(
        `${path}: expected a weight ${name} of shape (${want.join(', ')}) but its checkpoint has ${got ? `(${got.join(', ')})` : 'none'}`,
      );
  }
  const fits = Object.entries(steps.initial).every(([name, { shape }]) => state[name]?.shape.join() === shape.join());
  const same = fits && Object.keys(state).length === Object.keys(steps.initial).length;
  return same ? checkpoint : { ...checkpoint, state: stateFrom(steps, state) };
}
