/** All commands. Each is loaded only when it is called, so that `subpixel --help` answers at once. */
import type { Command } from '../command.ts';

export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<Command>;
}

export const commands: readonly CommandEntry[] = [
  {
    name: 'upscale',
    summary: 'enlarge pictures with a super-resolution network',
    load: async () => (await import('./upscale.ts')).upscale,
  },
  {
    name: 'serve',
    summary: 'enlarge and measure pictures over HTTP, with a queue, and show the web page',
    load: async () => (await import('./serve.ts')).serve,
  },
  {
    name: 'web',
    summary: 'show the web page, which enlarges pictures in the browser',
    load: async () => (await import('./web.ts')).web,
  },
  {
    name: 'train',
    summary: 'train a network from a configuration file',
    load: async () => (await import('./train.ts')).train,
  },
  {
    name: 'runs',
    summary: 'list and compare training runs',
    load: async () => (await import('./runs.ts')).runs,
  },
  {
    name: 'report',
    summary: 'write the page of a training run again, or that of files of scores',
    load: async () => (await import('./report.ts')).report,
  },
  {
    name: 'interpolate',
    summary: 'make a network between two of the same model and scale',
    load: async () => (await import('./interpolate.ts')).interpolate,
  },
  {
    name: 'data',
    summary: 'get and check public sets of pictures, or pack training patches into an HDF5 file',
    load: async () => (await import('./data.ts')).data,
  },
  {
    name: 'eval',
    summary: 'measure networks on folders of pictures',
    load: async () => (await import('./eval.ts')).evaluate,
  },
  {
    name: 'metrics',
    summary: 'measure finished pictures, against HR pictures or alone',
    load: async () => (await import('./metrics.ts')).metrics,
  },
  {
    name: 'task',
    summary: 'measure how well a classifier or detector sees enlarged pictures',
    load: async () => (await import('./task.ts')).task,
  },
  {
    name: 'compare',
    summary: 'one picture enlarged in several ways, on a page and a contact sheet',
    load: async () => (await import('./compare.ts')).compare,
  },
  {
    name: 'downscale',
    summary: "make pictures smaller as MATLAB's imresize does, such as LR pictures of HR",
    load: async () => (await import('./downscale.ts')).downscale,
  },
  {
    name: 'degrade',
    summary: 'make LR pictures as training does: blurred, noisy and compressed',
    load: async () => (await import('./degrade.ts')).degrade,
  },
  {
    name: 'mos',
    summary: 'ask people how good pictures look, with a page, and put their answers together',
    load: async () => (await import('./mos.ts')).mos,
  },
  {
    name: 'models',
    summary: 'list the installed networks and the classical methods',
    load: async () => (await import('./models.ts')).models,
  },
  {
    name: 'networks',
    summary: 'list the networks that can be built and trained, or show one of them',
    load: async () => (await import('./networks.ts')).networks,
  },
];
