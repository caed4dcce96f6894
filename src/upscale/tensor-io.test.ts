import { describe, expect, test } from 'vitest';
import { EngineError } from '../errors.ts';
import { fromTensor, type TensorForm, toTensor } from './tensor-io.ts';

// Two channels of 1×3.
const planes = { channels: 2, height: 1, width: 3, data: Float32Array.of(0, 0.5, 1, 0.25, 0.75, 1.25) };

describe('planes and tensors', () => {
  test('float32 planes of range 1 are passed as they are', () => {
    const made = toTensor(planes, { layout: 'nchw', dtype: 'float32', range: 1 });
    expect(made.shape).toEqual([1, 2, 1, 3]);
    expect(made.data).toBe(planes.data);
    expect(fromTensor(made, 'nchw', 1).data).toBe(planes.data);
  });

  test('channels last, 0–255', () => {
    const made = toTensor(planes, { layout: 'nhwc', dtype: 'float32', range: 255 });
    expect(made.shape).toEqual([1, 1, 3, 2]);
    expect([...(made.data as Float32Array)]).toEqual([0, 63.75, 127.5, 191.25, 255, 318.75]);
  });

  test('bytes are rounded and clipped', () => {
    const made = toTensor(planes, { layout: 'nchw', dtype: 'uint8', range: 255 });
    expect([...(made.data as Uint8Array)]).toEqual([0, 128, 255, 64, 191, 255]);
  });

  test.each<TensorForm>([
    { layout: 'nchw', dtype: 'float32', range: 255 },
    { layout: 'nhwc', dtype: 'float32', range: 1 },
    { layout: 'nhwc', dtype: 'float16', range: 1 },
    { layout: 'nchw', dtype: 'float16', range: 255 },
  ])('there and back: %j', (form) => {
    const back = fromTensor(toTensor(planes, form), form.layout, form.range);
    expect(back).toMatchObject({ channels: 2, height: 1, width: 3 });
    back.data.forEach((v, i) => {
      expect(v).toBeCloseTo(planes.data[i]!, 3);
    });
  });

  test('what is no picture is refused', () => {
    const wrong = { dtype: 'float32', shape: [1, 10], data: new Float32Array(10) } as const;
    expect(() => fromTensor(wrong, 'nchw', 1)).toThrow(
      new EngineError('Expected one picture for the network\'s output but received "(1, 10)"'),
    );
  });
});
