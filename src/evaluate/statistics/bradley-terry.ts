/**
 * The Bradley–Terry model of paired comparisons: i is preferred to j with probability π_i / (π_i + π_j). Fitted by the MM algorithm of
 * Hunter, MM algorithms for generalized Bradley–Terry models (2004); standard errors from the observed information.
 */
import { ConfigError, expected, ShapeError } from '../../errors.ts';

export interface Strength {
  /** log π; the mean over all is 0. */
  readonly strength: number;
  /** Of the strength, under that constraint. */
  readonly error: number;
}

/**
 * `wins[i][j]` is how often i was preferred to j. Throws ConfigError where no finite strengths exist: the items must not fall into two
 * groups of which one never lost to the other (Ford, 1957).
 */
export function bradleyTerry(wins: readonly (readonly number[])[], names: readonly string[] = wins.map((_, i) => String(i))): Strength[] {
  const n = wins.length;
  if (n < 2 || wins.some((row) => row.length !== n))
    throw new ShapeError(expected('a square table of two or more', 'the wins', `${n} rows`));
  const stuck = wins.findIndex((_, i) => reachable(wins, i).size < n || reachable(transposed(wins), i).size < n);
  if (stuck >= 0) {
    const below = wins.findIndex((_, j) => !reachable(wins, stuck).has(j) || !reachable(transposed(wins), stuck).has(j));
    throw new ConfigError(
      `Expected comparisons that join ${names[stuck]} and ${names[below]} both ways, directly or through others, but received some that only one of them won (more answers are needed)`,
    );
  }
  const played = wins.map((row, i) => row.map((count, j) => count + wins[j]![i]!));
  const won = wins.map((row, i) => row.reduce((sum, count, j) => sum + (i === j ? 0 : count), 0));
  let pi = new Array<number>(n).fill(1);
  for (let step = 0; step < 100_000; step++) {
    // π_i ← W_i / Σ_j N_ij / (π_i + π_j)
    const next = pi.map((own, i) => won[i]! / played[i]!.reduce((sum, count, j) => sum + (i === j ? 0 : count / (own + pi[j]!)), 0));
    const center = Math.exp(next.reduce((sum, value) => sum + Math.log(value), 0) / n);
    const scaled = next.map((value) => value / center);
    const change = Math.max(...scaled.map((value, i) => Math.abs(Math.log(value / pi[i]!))));
    pi = scaled;
    if (change < 1e-12) break;
  }
  // Information of log π: −N_ij p_ij p_ji beside the diagonal, rows that sum to 0. With Σ log π = 0 its covariance is (I + J/n)⁻¹ − J/n.
  const information = pi.map((a, i) => pi.map((b, j) => (i === j ? 0 : (-played[i]![j]! * a * b) / (a + b) ** 2)));
  const filled = information.map((row, i) => row.map((value, j) => (i === j ? -row.reduce((sum, v) => sum + v, 0) : value) + 1 / n));
  const covariance = inverse(filled);
  return pi.map((value, i) => ({ strength: Math.log(value), error: Math.sqrt(covariance[i]![i]! - 1 / n) }));
}

function transposed(rows: readonly (readonly number[])[]): number[][] {
  return rows.map((_, i) => rows.map((row) => row[i]!));
}

/** Those that `from` beat, that they beat, and so on; itself too. */
function reachable(wins: readonly (readonly number[])[], from: number): Set<number> {
  const seen = new Set([from]);
  for (const i of seen) for (const [j, count] of wins[i]!.entries()) if (i !== j && count > 0) seen.add(j);
  return seen;
}

/** By Gauss–Jordan elimination with the largest pivot of each column. */
function inverse(matrix: readonly (readonly number[])[]): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let c = 0; c < n; c++) {
    let best = c;
    for (let r = c + 1; r < n; r++) if (Math.abs(rows[r]![c]!) > Math.abs(rows[best]![c]!)) best = r;
    [rows[c], rows[best]] = [rows[best]!, rows[c]!];
    const pivot = rows[c]![c]!;
    rows[c] = rows[c]!.map((value) => value / pivot);
    for (let r = 0; r < n; r++) {
      const factor = rows[r]![c]!;
      if (r !== c && factor !== 0) rows[r] = rows[r]!.map((value, j) => value - factor * rows[c]![j]!);
    }
  }
  return rows.map((row) => row.slice(n));
}
