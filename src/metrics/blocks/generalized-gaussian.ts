/**
 * Generalised Gaussians fitted to samples by matching moments: the symmetric one (Sharifi and Leon-Garcia 1995) and the asymmetric one
 * (Lasmar et al. 2009). Shapes come from a table of 0.2 to 10 in steps of 0.001, as in the programs of BRISQUE and NIQE.
 */

export interface Symmetric {
  /** α: 2 is a Gaussian, 1 a Laplacian. */
  readonly shape: number;
  readonly variance: number;
}

export interface Asymmetric {
  /** NaN, like the rest, where there are no samples below or none above zero. */
  readonly shape: number;
  /** Root mean square of the samples below zero, and of those above. */
  readonly left: number;
  readonly right: number;
}

interface Table {
  /** Γ(2/α)²/(Γ(1/α)·Γ(3/α)), which grows with α. */
  readonly ratio: Float64Array;
  /** Its inverse. */
  readonly inverse: Float64Array;
}

const shapes = Float64Array.from({ length: 9801 }, (_, i) => 0.2 + i / 1000);
let filled: Table | undefined;

function table(): Table {
  filled ??= fillTable();
  return filled;
}

function fillTable(): Table {
  const ratio = shapes.map((a) => Math.exp(2 * logGamma(2 / a) - logGamma(1 / a) - logGamma(3 / a)));
  return { ratio, inverse: ratio.map((r) => 1 / r) };
}

/** α of the nearest E[x²]/E[|x|]². */
export function fitSymmetric(samples: Float64Array): Symmetric {
  let squares = 0;
  let sizes = 0;
  for (const x of samples) {
    squares += x * x;
    sizes += Math.abs(x);
  }
  const variance = squares / samples.length;
  return { shape: nearestShape(table().inverse, variance / (sizes / samples.length) ** 2), variance };
}

/** α of the nearest E[|x|]²/E[x²] · (γ³ + 1)(γ + 1)/(γ² + 1)² with γ = left/right. */
export function fitAsymmetric(samples: Float64Array): Asymmetric {
  let sizes = 0;
  let [below, above] = [0, 0];
  let [lows, highs] = [0, 0];
  for (const x of samples) {
    if (x < 0) {
      sizes -= x;
      below += x * x;
      lows++;
    } else if (x > 0) {
      sizes += x;
      above += x * x;
      highs++;
    }
  }
  const [left, right] = [Math.sqrt(below / lows), Math.sqrt(above / highs)];
  const skew = left / right;
  const ratio = (sizes / samples.length) ** 2 / ((below + above) / samples.length);
  const shape = nearestShape(table().ratio, (ratio * (skew ** 3 + 1) * (skew + 1)) / (skew ** 2 + 1) ** 2);
  return Number.isNaN(shape) ? { shape, left: Number.NaN, right: Number.NaN } : { shape, left, right };
}

/** √(Γ(1/α)/Γ(3/α)): from a deviation to the scale β of the distribution. */
export function scaleOverDeviation(shape: number): number {
  return Math.exp((logGamma(1 / shape) - logGamma(3 / shape)) / 2);
}

/** Γ(2/α)/Γ(1/α): from βᵣ − βₗ to the mean of the distribution. */
export function meanOverScale(shape: number): number {
  return Math.exp(logGamma(2 / shape) - logGamma(1 / shape));
}

/** Of NRQM: from 0.03 on, for tails that are heavier than those of normalised contrast. */
const heavyShapes = Float64Array.from({ length: 9971 }, (_, i) => 0.03 + i / 1000);
let heavy: Float64Array | undefined;

/** α from 0.03 to 10 in steps of 0.001 of the nearest variance/(mean distance from the mean)². */
export function shapeOfSpread(ratio: number): number {
  heavy ??= heavyShapes.map((a) => Math.exp(logGamma(1 / a) + logGamma(3 / a) - 2 * logGamma(2 / a)));
  return nearestShape(heavy, ratio, heavyShapes);
}

/** The shape whose entry in a table that rises or falls is nearest; the smaller of two that are as near. NaN for NaN. */
function nearestShape(entries: Float64Array, value: number, of = shapes): number {
  if (Number.isNaN(value)) return Number.NaN;
  const rises = entries[0]! < entries.at(-1)!;
  let [low, high] = [0, entries.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (entries[middle]! < value === rises) low = middle;
    else high = middle;
  }
  return of[Math.abs(entries[high]! - value) < Math.abs(entries[low]! - value) ? high : low]!;
}

/** ln Γ(x) for x > 0: Stirling's series from 15 on, and Γ(x) = Γ(x + n)/(x·(x + 1)···(x + n − 1)) below. */
export function logGamma(x: number): number {
  let product = 1;
  let at = x;
  for (; at < 15; at++) product *= at;
  const q = 1 / (at * at);
  const series = (1 / 12 - q * (1 / 360 - q * (1 / 1260 - q * (1 / 1680 - q * (1 / 1188 - (q * 691) / 360360))))) / at;
  return (at - 0.5) * Math.log(at) - at + Math.log(2 * Math.PI) / 2 + series - Math.log(product);
}
