import { expect, test } from 'vitest';
import { train } from './commands/train.ts';
import { networkFlags, networkSets } from './network-flags.ts';
import { readArguments } from './options.ts';

test('options of networks are flags that become settings of the configuration', () => {
  const args = ['--features', '[8, 4]', '--res-scale', '0.1'];
  const { options } = readArguments({ name: 'demo', options: networkFlags }, args);
  expect(networkSets(options)).toEqual(expect.arrayContaining(['options.features=[8, 4]', 'options.resScale=0.1']));
  expect(networkSets(options)).toHaveLength(2);
});

test('the help of training tells of them in one note', () => {
  expect(train.help()).toContain('--features 32 is --set options.features=32');
  expect(train.help()).not.toContain('--res-scale');
});
