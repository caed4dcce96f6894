/** `subpixel networks`: what `subpixel train` can build. */
import { defineCommand } from '../command.ts';

export const networks = defineCommand({
  name: 'networks',
  summary: 'list the networks that can be built and trained, or show one of them',
  positionals: { name: 'network', min: 0, max: 1, summary: 'a name of the list: prints its layers, options and published scores' },
  options: {
    scale: {
      type: 'number',
      short: 's',
      min: 1,
      max: 16,
      summary: 'with a name: enlargement of the layers shown (default: the first it has)',
    },
    svg: { type: 'string', value: 'file', summary: 'with a name: also draw its graph there' },
    force: { type: 'boolean', summary: 'with --svg: replace a file that exists' },
    json: { type: 'boolean', summary: 'print as one JSON object' },
  },
  notes: [
    'Multiply-adds are those for one result of 1280×720; of several values, one for each scale. “Sees” is the side of the square of the input that a pixel of the result depends on. Weights: yes where a trained network comes with the package, or the scales of which one does.',
  ],
  examples: [
    { command: 'subpixel networks', does: 'all networks, by family and paper' },
    { command: 'subpixel networks espcn --scale 3 --svg espcn.svg', does: 'the layers of ESPCN ×3, also as a drawing' },
    { command: 'subpixel networks --json', does: 'the list for a program' },
  ],
  async run({ options, positionals: [name] }, context) {
    const { showNetworks } = await import('../network-command.ts');
    await showNetworks(name, options, context);
    return 0;
  },
});
