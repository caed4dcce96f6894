/** What the test's page loads: the browser engine, with training and running of networks for the test to call. */
import { ortWeb } from '../../src/web.ts';
import { forwardSeeded, type SeededForward } from '../support/seeded-forward.ts';
import { type SeededTraining, trainSeeded } from '../support/seeded-training.ts';

export interface InBrowser {
  readonly losses: readonly number[];
  readonly engine: string;
  readonly isolated: boolean;
}

declare global {
  /** Set by this page. */
  var trainInBrowser: ((training: SeededTraining) => Promise<InBrowser>) | undefined;
  /** Set by this page. */
  var runInBrowser: ((forward: SeededForward) => Promise<number[]>) | undefined;
  var crossOriginIsolated: boolean;
}

globalThis.trainInBrowser = async (training) => {
  const { losses } = await trainSeeded(ortWeb, training);
  return { losses, engine: `${ortWeb.name} ${ortWeb.version}`, isolated: globalThis.crossOriginIsolated };
};

globalThis.runInBrowser = (forward) => forwardSeeded(ortWeb, forward);
