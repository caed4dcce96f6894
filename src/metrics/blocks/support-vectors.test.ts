import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../errors.ts';
import { predict, readFeatureRanges, readSupportVectors, scaleFeatures } from './support-vectors.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

const model = `svm_type epsilon_svr
kernel_type rbf
gamma 0.5
nr_class 2
total_sv 2
rho -3
probA 0.1
SV
2 1:1 3:-1 
-4 2:0.5 
`;

describe('a model of svm-train', () => {
  test('is read and evaluated: 2·e^(−γ·5) − 4·e^(−γ·0.25) + 3 at (0, 0, 1)', () => {
    const value = predict(readSupportVectors(bytesOf(model), 3), Float64Array.of(0, 0, 1));
    expect(value).toBeCloseTo(2 * Math.exp(-0.5 * (1 + 4)) - 4 * Math.exp(-0.5 * (0.25 + 1)) + 3, 14);
  });

  test.each([
    ['epsilon_svr', 'c_svc', 'Expected epsilon_svr with rbf for the LIBSVM model but received "c_svc with rbf"'],
    ['total_sv 2', 'total_sv 3', 'Expected 3 for the support vectors of the LIBSVM model but received 2'],
    ['2:0.5', '4:0.5', 'Expected 1 to 3 for a feature of the LIBSVM model but received 4'],
    ['gamma 0.5', 'gamma x', 'Expected a number for a file of LIBSVM but received "x"'],
    ['SV\n', '', 'Expected epsilon_svr with rbf'],
  ])('with %s as %s is refused', (from, to, message) => {
    expect(() => readSupportVectors(bytesOf(model.replace(from, to)), 3)).toThrow(message);
  });
});

describe('ranges of svm-scale', () => {
  const ranges = 'x\r\n-1 1\r\n1 0 10\r\n2 -2 2\r\n';

  test('scale linearly, beyond the ends too', () => {
    expect([...scaleFeatures(readFeatureRanges(bytesOf(ranges), 2), [7.5, 4])]).toEqual([0.5, 2]);
  });

  test('need every feature', () => {
    expect(() => readFeatureRanges(bytesOf(ranges), 3)).toThrow('Expected 3 features for the ranges of svm-scale but received 2');
    expect(() => readFeatureRanges(bytesOf('y\n'), 3)).toThrow(ConfigError);
  });
});
