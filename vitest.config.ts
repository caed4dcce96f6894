import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

const slow = process.env['SUBPIXEL_TESTS'] === 'slow';
const quick = process.env['SUBPIXEL_TESTS'] === 'quick';

/** The longest tests beside the source, which would take test:quick over a minute. */
const longest = [
  'src/autodiff/second-order.test.ts',
  'src/autodiff/rules/resize-matrix.test.ts',
  'src/autodiff/rules/rules.test.ts',
  'src/cli/fit-model.test.ts',
  'src/cli/network-list.test.ts',
  'src/data/prefetch.test.ts',
  'src/image/noise.test.ts',
  'src/losses/losses.test.ts',
  'src/metrics/blocks/il-niqe-features.test.ts',
  'src/metrics/calibration-features.test.ts',
  'src/metrics/metrics.test.ts',
  'src/runtime/blocked.test.ts',
  'src/server/jobs.test.ts',
  'src/server/listen.test.ts',
  'src/upscale/upscale.test.ts',
];

/** `npm test` runs *.test.ts; test:quick only those beside the source but for the longest; test:slow only *.slow.ts. With CI set the result is also written as JSON. */
export default defineConfig({
  // For examples and parts of the page that tests import.
  resolve: {
    alias: {
      'subpixel/node': fileURLToPath(new URL('src/node.ts', import.meta.url)),
      'subpixel/web': fileURLToPath(new URL('src/web.ts', import.meta.url)),
    },
  },
  test: {
    include: slow ? ['{src,test,web}/**/*.slow.ts'] : quick ? ['{src,web/src}/**/*.test.ts'] : ['{src,test,web}/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(quick ? longest : [])],
    testTimeout: slow ? 1_200_000 : 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    reporters: process.env['CI'] && !slow ? ['default', ['json', { outputFile: 'coverage/tests.json' }]] : ['default'],
  },
});
