/** The measure of likeness that SSIM brought up, and means of it over places that count differently. */

/** (2ab + c) / (a² + b² + c): 1 where a = b, else below. */
export function likeness(a: number, b: number, c: number): number {
  return (2 * a * b + c) / (a * a + b * b + c);
}

/** The real part of x^power, also where x is negative. */
export function realPower(x: number, power: number): number {
  return x < 0 ? (-x) ** power * Math.cos(Math.PI * power) : x ** power;
}

/** Σ values·weights / Σ weights; the plain mean where all weights are 0, as in pictures without any feature. */
export function weightedMean(values: Float64Array, weights: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i]! * weights[i]!;
    total += weights[i]!;
  }
  return total > 0 ? sum / total : values.reduce((all, value) => all + value, 0) / values.length;
}
