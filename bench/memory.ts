/** Peak memory and time of the command line for outputs of 4 to 100 megapixels, each in a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeToFile } from '../src/codecs/node.ts';
import { type DefaultNetwork, defaultNetwork } from './default-network.ts';
import { threads } from './environment.ts';
import { followPeak } from './peak-memory.ts';
import { mirrored, photo } from './photo.ts';
import { programNow } from './program.ts';
import { type BenchOptions, type Row, rounded } from './rows.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const scale = 2;
/** The input is a picture of 1000×1000, this many times in each direction. */
const sides = [1, 2, 4, 5];

export function benchMemory({ quick, say }: BenchOptions): Promise<Row[]> {
  return inTemporaryFolder(async (folder) => {
    const network = await defaultNetwork(scale);
    const program = programNow();
    const picture = photo(1000, 1000);
    const rows: Row[] = [];
    for (const side of quick ? sides.slice(0, 1) : sides) {
      const outMpixel = (side * scale) ** 2;
      say(`an output of ${outMpixel} megapixels (${program.name})`);
      const input = join(folder, 'photo.jpg');
      await encodeToFile(input, mirrored(picture, side));
      const { peakMB, seconds } = await runCli(program.args, network, input, join(folder, 'out.png'));
      rows.push({
        measured: {
          network: network.name,
          outMpixel,
          peakMB: peakMB === undefined ? undefined : Math.round(peakMB),
          seconds: rounded(seconds),
          mpixelPerS: rounded(outMpixel / seconds),
        },
        about: { scale, program: program.name },
      });
    }
    return rows;
  });
}

/** From start to end of the process. */
async function runCli(
  program: readonly string[],
  network: DefaultNetwork,
  input: string,
  output: string,
): Promise<{ peakMB: number | undefined; seconds: number }> {
  const args = ['upscale', input, '-o', output, '-s', String(scale), '-n', network.path, '--threads', String(threads)];
  const start = performance.now();
  const child = spawn(process.execPath, [...program, ...args, '--overwrite', '--quiet'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const peak = followPeak(child.pid!);
  const [code] = (await once(child, 'exit')) as [number | null];
  const seconds = (performance.now() - start) / 1000;
  const peakMB = peak();
  if (code !== 0) throw new Error(`subpixel ${args.join(' ')} ended with code ${code}`);
  return { peakMB, seconds };
}
