/**
 * Seeded random numbers: mulberry32 (Tommy Ettinger), started from a hash, so that neighbouring seeds and steps
 * give unrelated streams. The hash mixes with the 32-bit finaliser of MurmurHash3 (Austin Appleby).
 */

/** A stream of numbers in [0, 1), in steps of 2⁻³². */
export type Random = () => number;

function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** One 32-bit seed out of several integers, such as (seed, purpose, step). Their order matters. */
export function seedOf(...words: readonly number[]): number {
  let h = 0;
  for (const word of words) h = mix(Math.imul(h, 0x9e3779b1) + mix(word + 0x6d2b79f5));
  return h >>> 0;
}

/** A generator with 32 bits of state; the same seed gives the same numbers on every machine. */
export function mulberry32(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number in [0, count). */
export function below(random: Random, count: number): number {
  return Math.floor(random() * count);
}

/** The numbers 0 … count − 1 in a random order (Fisher–Yates). */
export function permutation(random: Random, count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = below(random, i + 1);
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}

/** Draws from the normal distribution with mean 0 and standard deviation 1 (Box and Muller). */
export function standardNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/**
 * A generator of the Poisson distribution with this mean (0 or more), by inversion: each draw takes one uniform number. The table of
 * probabilities grows outwards from the most likely count, so that none underflows, and ends where they are below 1e-16 of its.
 */
export function poissonOf(mean: number): (random: Random) => number {
  const mode = Math.floor(mean);
  const lower: number[] = [];
  for (let k = mode, p = k / mean; k > 0 && p > 1e-16; k--, p *= k / mean) lower.push(p);
  const weights = [...lower.reverse(), 1];
  const first = mode - lower.length;
  for (let k = mode + 1, p = mean / k; p > 1e-16; p *= mean / ++k) weights.push(p);
  let sum = 0;
  const cumulative = Float64Array.from(weights, (w) => {
    sum += w;
    return sum;
  });
  return (random) => {
    const wanted = random() * sum;
    let [low, high] = [0, cumulative.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle]! > wanted) high = middle;
      else low = middle + 1;
    }
    return first + low;
  };
}

/** Draws from the Beta distribution with both parameters `alpha` above 0: one of two equal Gamma draws over their sum. */
export function symmetricBeta(random: Random, alpha: number): number {
  const a = gamma(random, alpha);
  return a / (a + gamma(random, alpha));
}

/** Draws from the Gamma distribution of this shape (Marsaglia and Tsang, 2000). */
function gamma(random: Random, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = standardNormal(random);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random()) < x * x * 0.5 + d - d * v + d * Math.log(v)) return d * v;
  }
}
