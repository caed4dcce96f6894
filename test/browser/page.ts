/** What the test's page loads: the browser engine, and training for the test to call. */
import { ortWeb } from '../../src/web.ts';
import { type SeededTraining, trainSeeded } from '../support/seeded-training.ts';

export interface InBrowser {
  readonly losses: readonly number[];
  readonly engine: string;
  readonly isolated: boolean;
}

declare global {
  /** Set by this page. */
  var trainInBrowser: ((training: SeededTraining) => Promise<InBrowser>) | undefined;
  var crossOriginIsolated: boolean;
}

globalThis.trainInBrowser = async (training) => {
  const { losses } = await trainSeeded(ortWeb, training);
  return { losses, engine: `${ortWeb.name} ${ortWeb.version}`, isolated: globalThis.crossOriginIsolated };
};
