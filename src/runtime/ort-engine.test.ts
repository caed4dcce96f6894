/** States and steps, on the CPU and where there is an adapter on WebGPU. */
import { describe, expect, test } from 'vitest';
import { webgpuMissing } from '../../test/support/webgpu.ts';
import { EngineError } from '../errors.ts';
import { Graph } from '../graph/graph.ts';
import { opsets } from '../graph/model.ts';
import { add, identity, reduceSum } from '../graph/ops.ts';
import { serialize } from '../graph/serialize.ts';
import { tensor } from '../graph/tensor.ts';
import type { Device, DeviceState } from './engine.ts';
import { ortNode } from './ort-node.ts';
import type { OrtState } from './ort-state.ts';

const missing = await webgpuMissing();
if (missing) console.warn(`States are not tested on WebGPU: ${missing}`);

/** total ← total + x, with the sum of the new total as a result; `calm` never changes. */
function counter(): Uint8Array {
  const graph = new Graph();
  const total = graph.input('total', [2]);
  const next = add(graph, total, graph.input('x', [2]));
  graph.output(identity(graph, next), 'new:total');
  graph.output(reduceSum(graph, add(graph, next, graph.input('calm', [2]))), 'sum');
  return serialize({ graph, opsets, metadata: {} });
}

const first = () => ({ total: tensor([1, 2], [2]), calm: tensor([10, 10], [2]), unused: tensor([5], [1]) });
const x = tensor([1, 0.5], [2]);
const load = (device: Device) => ortNode.load(counter(), { device, threads: 1, updates: { 'new:total': 'total' } });
const numbers = async (state: DeviceState, name: string) => Array.from((await state.read([name]))[name]!.data as Float32Array);

describe.each<Device>(['cpu', 'webgpu'])('on %s', (device) => {
  const run = test.skipIf(device === 'webgpu' && missing);

  run('a step replaces the values that its updates name and returns the other outputs', async () => {
    const [session, state] = [await load(device), ortNode.createState(first(), device)];
    const made = [await session.step(state, { x }), await session.step(state, { x }), await session.step(state, { x })];
    expect(made.map((outputs) => [Object.keys(outputs), outputs['sum']!.data[0]])).toEqual([
      [['sum'], 24.5],
      [['sum'], 26],
      [['sum'], 27.5],
    ]);
    expect(await state.read()).toEqual({ ...first(), total: tensor([4, 3.5], [2]) });
    await state.dispose();
    await session.dispose();
  });

  run('what was read stays as it was; what is written is used by the next step', async () => {
    const [session, state] = [await load(device), ortNode.createState(first(), device)];
    await session.step(state, { x });
    const before = await state.read(['total']);
    if (device === 'cpu') expect((await state.read())['total']).toBe(before['total']);
    state.write({ total: tensor([100, 100], [2]) });
    expect(await numbers(state, 'total')).toEqual([100, 100]);
    await session.step(state, { x });
    expect(await numbers(state, 'total')).toEqual([101, 100.5]);
    expect(before).toEqual({ total: tensor([2, 2.5], [2]) });
    await state.dispose();
    await session.dispose();
  });

  run('a step of which only some outputs are wanted replaces only their values', async () => {
    const [session, state] = [await load(device), ortNode.createState(first(), device)];
    expect(await session.step(state, { x }, ['sum'])).toEqual({ sum: tensor([24.5], []) });
    expect(await numbers(state, 'total')).toEqual([1, 2]);
    expect(await session.step(state, { x }, ['new:total'])).toEqual({});
    expect(await numbers(state, 'total')).toEqual([2, 2.5]);
    await state.dispose();
    await session.dispose();
  });

  run('two sessions share a state, which outlives the first', async () => {
    const [one, two, state] = [await load(device), await load(device), ortNode.createState(first(), device)];
    await one.step(state, { x });
    await one.dispose();
    await two.step(state, { x });
    expect(await numbers(state, 'total')).toEqual([3, 3]);
    await state.dispose();
    await two.dispose();
  });

  run('a step that fails leaves the state as it was', async () => {
    const [session, state] = [await load(device), ortNode.createState(first(), device)];
    await session.step(state, { x });
    await expect(session.step(state, {})).rejects.toThrow(EngineError);
    await expect(session.step(state, { x: tensor([1, 2, 3], [3]) })).rejects.toThrow(EngineError);
    expect(await numbers(state, 'total')).toEqual([2, 2.5]);
    await session.step(state, { x });
    expect(await numbers(state, 'total')).toEqual([3, 3]);
    await state.dispose();
    await session.dispose();
  });
});

test.skipIf(missing)('on webgpu a replaced value is in the memory of the device', async () => {
  const [session, state] = [await load('webgpu'), ortNode.createState(first(), 'webgpu') as OrtState];
  expect(state.values['total']).toEqual(tensor([1, 2], [2]));
  await session.step(state, { x });
  expect(state.values['total']).toMatchObject({ location: 'gpu-buffer', dims: [2] });
  await expect(session.run({ ...first(), x })).rejects.toThrow(
    new EngineError('Expected step for a session with updates but received run'),
  );
  await state.dispose();
  await session.dispose();
});

test('values and states that are not there are refused', async () => {
  const state = ortNode.createState(first());
  const sentence = 'Expected one of total, calm, unused for a value of the state but received totl';
  await expect(state.read(['totl'])).rejects.toThrow(new EngineError(sentence));
  expect(() => state.write({ totl: x })).toThrow(new EngineError(sentence));
  const session = await load('cpu');
  const other: DeviceState = { read: state.read, write: state.write, dispose: state.dispose };
  await expect(session.step(other, { x })).rejects.toThrow(
    new EngineError('Expected a state of the same engine for step but received another'),
  );
  await session.dispose();
});
