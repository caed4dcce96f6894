/** A training configuration as a file gives it, with nothing but what it must say. */
export const trainFile = {
  model: 'espcn',
  scale: 3,
  steps: 10,
  data: { folders: ['a'], patch: { mode: 'random', lrPatchSize: 8 } },
  validation: { holdOutEvery: 5 },
  losses: [{ name: 'charbonnier' }],
  optimizer: { name: 'adam' },
  learningRate: 1e-3,
};
