/** Fair timing on a machine that is never quite quiet: contestants take turns, so that a slow minute hits all of them, and medians are compared. */

/** Works for a while and gives a sample per piece of work. */
export type Contestant<T> = () => Promise<readonly T[]>;

/** The samples of each contestant. A first round warms up and is not counted; every second round runs backwards. */
export async function alternate<T>(contestants: readonly Contestant<T>[], rounds: number): Promise<T[][]> {
  const samples: T[][] = contestants.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    const order = [...contestants.keys()];
    for (const i of round % 2 === 0 ? order : order.reverse()) {
      const made = await contestants[i]!();
      if (round > 0) samples[i]!.push(...made);
    }
  }
  return samples;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
