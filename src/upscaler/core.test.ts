/** What is the same of both Upscalers, with networks and devices of the test. */
import { afterAll, expect, test } from 'vitest';
import { nearest } from '../../test/support/networks.ts';
import { randomImage } from '../../test/support/pictures.ts';
import { EngineError } from '../errors.ts';
import type { Engine } from '../runtime/engine.ts';
import { ortNode } from '../runtime/ort-node.ts';
import { oneFile } from '../weights/one-file.ts';
import { Core, chooseDevice } from './core.ts';

const cores: Core[] = [];
afterAll(() => Promise.all(cores.map((core) => core.dispose())));

/** An engine that has a WebGPU, which loads or runs as is said. */
function engineWith(fault: 'refuses' | 'black' | 'sound'): Engine {
  return {
    ...ortNode,
    devices: ['cpu', 'webgpu'],
    async load(model, options = {}) {
      if (options.device !== 'webgpu') return ortNode.load(model, options);
      if (fault === 'refuses') throw new EngineError('no such kernel');
      const session = await ortNode.load(model, { ...options, device: 'cpu' });
      return {
        ...session,
        inputs: session.inputs,
        outputs: session.outputs,
        device: 'webgpu',
        async run(feeds, fetches) {
          const made = await session.run(feeds, fetches);
          const black = Object.entries(made).map(([name, t]) => [name, { ...t, data: new Float32Array(t.data.length) }]);
          return fault === 'black' ? Object.fromEntries(black) : made;
        },
        dispose: () => session.dispose(),
      };
    },
  };
}

function coreWith(fault: 'refuses' | 'black' | 'sound'): Core {
  const open = async () => {
    const networks = await oneFile(nearest({ channels: 3, scale: 2 }), 'copy', { engine: engineWith(fault), device: 'cpu' });
    return { networks, device: 'webgpu' as const };
  };
  const core = new Core(open);
  cores.push(core);
  return core;
}

const image = randomImage(3, 20, 30);
const read = async () => ({ image, notices: ['as it was'] });

test('a device that works is kept', async () => {
  const core = coreWith('sound');
  expect(await core.ready()).toEqual({ device: 'webgpu', model: 'copy', scales: [2] });
  const made = await core.run(read, { scale: 2 });
  expect(made).toMatchObject({ device: 'webgpu', notes: ['as it was'] });
  expect(made.milliseconds).toBeGreaterThanOrEqual(1000 * made.seconds);
  expect((await core.run(read, {})).image).toMatchObject({ width: 120, height: 80 });
});

test.each([
  ['refuses', /^made on the CPU, because webgpu failed: .*no such kernel/],
  ['black', /^made on the CPU, because webgpu failed: .*constant/],
] as const)('a device that %s: the CPU makes this picture and the next', async (fault, reason) => {
  const core = coreWith(fault);
  const first = await core.run(read, { scale: 2 });
  expect(first.device).toBe('cpu');
  expect(first.notes).toHaveLength(2);
  expect(first.notes[1]).toMatch(reason);
  const second = await core.run(read, { scale: 2 });
  expect(second.device).toBe('cpu');
  expect(second.notes[1]).toMatch(fault === 'black' ? /^made on the CPU, because webgpu failed before$/ : reason);
  expect(second.image).toEqual(first.image);
  expect((await core.ready()).device).toBe('cpu');
});

test('pictures are made one after the other; one that waits is given up at once', async () => {
  const core = coreWith('sound');
  const seen: string[] = [];
  const make = (name: string, signal?: AbortSignal) =>
    core.run(
      async () => {
        seen.push(`${name} read`);
        return read();
      },
      { signal, onProgress: ({ done, total }) => done === total && seen.push(`${name} made`) },
    );
  const controller = new AbortController();
  const first = make('first');
  const second = make('second', controller.signal);
  const third = make('third');
  controller.abort(new Error('not this one'));
  await expect(second).rejects.toThrow('not this one');
  await Promise.all([first, third]);
  expect(seen).toEqual(['first read', 'first made', 'third read', 'third made']);
  await expect(core.run(read, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
});

test('a failure is of its picture alone', async () => {
  const core = coreWith('sound');
  await expect(core.run(() => Promise.reject(new Error('unreadable')), {})).rejects.toThrow('unreadable');
  await expect(core.run(read, { scale: 99 })).rejects.toThrow('Expected a number above 0 and up to 16 for scale but received 99');
  expect((await core.run(read, { scale: 2 })).device).toBe('webgpu');
});

test('what could not be opened is tried again', async () => {
  let tries = 0;
  const core = new Core(async () => {
    tries++;
    if (tries === 1) throw new EngineError('offline');
    return { networks: await oneFile(nearest({ channels: 3, scale: 2 }), 'copy', { engine: ortNode }), device: 'cpu' };
  });
  cores.push(core);
  await expect(core.ready()).rejects.toThrow('offline');
  expect((await core.ready()).model).toBe('copy');
});

test('disposed: what was asked for is finished, nothing more is begun', async () => {
  const core = coreWith('sound');
  const asked = core.run(read, { scale: 2 });
  await core.dispose();
  expect((await asked).device).toBe('webgpu');
  await expect(core.run(read, {})).rejects.toThrow('Expected an Upscaler in use but received one that was disposed');
  await core.dispose();
});

test('chooseDevice: what is asked for must be there, auto is what is there', async () => {
  const broken = engineWith('refuses');
  await expect(chooseDevice(broken, 'webgpu', [])).rejects.toThrow(EngineError);
  expect(await chooseDevice(broken, 'auto', ['webgpu'])).toBe('cpu');
  expect(await chooseDevice(engineWith('sound'), 'auto', ['webgpu'])).toBe('webgpu');
  expect(await chooseDevice(engineWith('sound'), 'auto', [])).toBe('cpu');
  expect(await chooseDevice(broken, 'cpu', ['webgpu'])).toBe('cpu');
});
