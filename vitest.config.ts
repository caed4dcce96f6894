import { defineConfig } from 'vitest/config';

const slow = process.env['SUBPIXEL_TESTS'] === 'slow';
const quick = process.env['SUBPIXEL_TESTS'] === 'quick';

/** `npm test` runs *.test.ts; test:quick only those beside the source; test:slow only *.slow.ts. With CI set the result is also written as JSON. */
export default defineConfig({
  test: {
    include: slow ? ['{src,test}/**/*.slow.ts'] : quick ? ['src/**/*.test.ts'] : ['{src,test}/**/*.test.ts'],
    testTimeout: slow ? 1_200_000 : 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    reporters: process.env['CI'] && !slow ? ['default', ['json', { outputFile: 'coverage/tests.json' }]] : ['default'],
  },
});
