/** Training steps, ours and PyTorch's: the same network, batch, loss, Adam and number of threads. */
import { alternate, type Contestant, median } from './alternate.ts';
import { threads } from './environment.ts';
import { peakMB } from './peak-memory.ts';
import { findPython, Peer, peerFile } from './peer.ts';
import { type BenchOptions, type Row, rounded } from './rows.ts';
import { type TrainCase, trainCases } from './train-cases.ts';

/** The first request to a peer. */
export interface Setup extends TrainCase {
  readonly threads: number;
  readonly learningRate: number;
  /** PyTorch's order of dimensions in memory. */
  readonly layout: string;
}

/** The answer to it. */
export interface Ready {
  readonly name: string;
  readonly version: string;
  readonly parameters: number;
}

/** The answer to every request for `steps`. */
export interface Steps {
  readonly ms: readonly number[];
}

const layouts = ['nchw', 'channels_last'];

export async function benchTrain({ quick, say }: BenchOptions): Promise<Row[]> {
  const python = findPython('import torch');
  if (!python) {
    say('PyTorch is left out: no python3 imports torch (Debian: apt install python3-torch)');
    return [];
  }
  const rows: Row[] = [];
  for (const one of trainCases) {
    say(`${one.network} against PyTorch`);
    rows.push(...(await benchCase(one, python, quick)));
  }
  return rows;
}

async function benchCase(one: TrainCase, python: string, quick: boolean): Promise<Row[]> {
  const setup = { ...one, threads, learningRate: 1e-3 };
  const started: Peer[] = [];
  const start = async (command: string, args: string[], layout: string): Promise<{ peer: Peer; ready: Ready; layout: string }> => {
    const peer = new Peer(command, args);
    started.push(peer);
    return { peer, ready: await peer.ask<Ready>({ ...setup, layout }), layout };
  };
  try {
    const ours = await start(process.execPath, ['--import', 'tsx', peerFile('train-ours.ts')], 'nchw');
    const peers = [];
    for (const layout of layouts) peers.push(await start(python, [peerFile('train_torch.py')], layout));
    for (const { ready } of peers) {
      if (ready.parameters !== ours.ready.parameters)
        throw new Error(
          `${one.network} has ${ours.ready.parameters} parameters and ${ready.name}'s ${ready.parameters}: fix train-cases.ts`,
        );
    }
    const steps = quick ? 5 : one.stepsPerTurn;
    const turns = [ours, ...peers].map(
      ({ peer }): Contestant<number> =>
        async () =>
          (await peer.ask<Steps>({ steps })).ms,
    );
    const [oursMs, ...peersMs] = (await alternate(turns, quick ? 2 : 10)).map(median);
    return peers.map(({ peer, ready, layout }, i) => ({
      measured: {
        network: one.network,
        peer: `${ready.name} ${layout}`,
        oursMs: rounded(oursMs!),
        peerMs: rounded(peersMs[i]!),
        ratio: rounded(oursMs! / peersMs[i]!),
        oursPeakMB: megabytes(ours.peer),
        peerPeakMB: megabytes(peer),
      },
      about: { peerVersion: ready.version, batchSize: one.batchSize, lrPatchSize: one.lrPatchSize, parameters: ready.parameters },
    }));
  } finally {
    await Promise.all(started.map((peer) => peer.close()));
  }
}

function megabytes({ pid }: Peer): number | undefined {
  const peak = peakMB(pid);
  return peak === undefined ? undefined : Math.round(peak);
}
