/** Histograms of weights, as drawings within a page. */
import { escapeHtml } from './page.ts';

export interface WeightHistogram {
  readonly name: string;
  readonly shape: readonly number[];
  readonly mean: number;
  /** Standard deviation of all values. */
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
  /** Values in each of equally wide bins from `min` to `max`. */
  readonly counts: readonly number[];
}

const bins = 40;

export function weightHistogram(name: string, shape: readonly number[], values: Float32Array): WeightHistogram {
  let [sum, min, max] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const mean = sum / values.length;
  const counts = new Array<number>(bins).fill(0);
  let squares = 0;
  for (const value of values) {
    squares += (value - mean) ** 2;
    counts[max > min ? Math.min(bins - 1, Math.floor(((value - min) / (max - min)) * bins)) : bins >> 1]!++;
  }
  return { name, shape, mean, deviation: Math.sqrt(squares / values.length), min, max, counts };
}

const height = 60;

/** A drawing with the range below it and the numbers beside the name. */
export function histogramHtml({ name, shape, mean, deviation, min, max, counts }: WeightHistogram): string {
  const most = Math.max(...counts);
  const bars = counts.map((count, i) => {
    const tall = count === 0 ? 0 : Math.max(1, (count / most) * height);
    return `M${i * 6} ${height}v${-Number(tall.toFixed(2))}h5v${Number(tall.toFixed(2))}z`;
  });
  const number = (value: number) => (value === 0 ? '0' : value.toPrecision(3)).replace('-', '−');
  const size = shape.length === 0 ? 'one value' : shape.join('×');
  return `<figure class="histogram"><figcaption><b>${escapeHtml(name)}</b> <span>${size}</span></figcaption>
<svg viewBox="0 0 ${bins * 6} ${height}" preserveAspectRatio="none" role="img" aria-label="${escapeHtml(name)} from ${number(min)} to ${number(max)}"><path d="${bars.join('')}"/></svg>
<div class="range"><span>${number(min)}</span><span>mean ${number(mean)}, deviation ${number(deviation)}</span><span>${number(max)}</span></div></figure>`;
}
