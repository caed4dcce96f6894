/** Small helpers for arrays of real samples. */

export type Samples = Float32Array | Float64Array;

/** A zeroed array of the type of `data`. */
export function samplesLike<T extends Samples>(data: T, length: number): T {
  return (data instanceof Float32Array ? new Float32Array(length) : new Float64Array(length)) as T;
}

/** Rounds half up and clips to 0–peak, in place. */
export function roundAndClip(data: Samples, peak: number): void {
  for (let i = 0; i < data.length; i++) data[i] = Math.min(Math.max(Math.floor(data[i]! + 0.5), 0), peak);
}
