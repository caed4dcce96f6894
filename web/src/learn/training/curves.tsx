/** Curves over the steps of training. The numbers at the axes are text of the page, so that they are as large on a phone. */
import { decadesOf, type Point, type Range, ticksOf } from './series.ts';

export interface Curve {
  readonly name: string;
  readonly points: readonly Point[];
}

interface Props {
  readonly title: string;
  readonly unit: string;
  readonly curves: readonly Curve[];
  /** A value that does not change, with its name. */
  readonly level?: { readonly name: string; readonly value: number } | undefined;
  /** The axis shows powers of ten. */
  readonly logarithmic?: boolean;
  /** Where the axis begins; values below it are not shown. */
  readonly least?: number | undefined;
}

const [width, height] = [1000, 400];

export function Curves({ title, unit, curves, level, logarithmic = false, least }: Props) {
  const scaled = (value: number): number => (logarithmic ? Math.log10(Math.max(value, 1e-9)) : value);
  const range = rangeOf(
    [...curves.flatMap(({ points }) => points.map(({ value }) => value)), ...(level ? [level.value] : [])],
    scaled,
    least,
  );
  const steps = { low: 0, high: Math.max(50, ...curves.map(({ points }) => points.at(-1)?.step ?? 0)) };
  const x = (step: number): number => (step / steps.high) * width;
  const y = (value: number): number => ((range.high - value) / (range.high - range.low)) * height;
  const ticks = logarithmic ? decadesOf(range) : ticksOf(range);
  const latest = curves.map(({ name, points }) => `${name} ${points.at(-1)?.value.toPrecision(3) ?? '–'}`).join(', ');
  return (
    <figure class="learn-chart">
      <figcaption>
        <strong>{title}</strong> <span class="hint">{unit}</span>
      </figcaption>
      <div class="learn-plot">
        {ticks.map((tick) => (
          <span key={tick} class="tick-y" style={{ top: `${(100 * y(tick)) / height}%` }}>
            {logarithmic ? `10${superscript(tick)}` : tick}
          </span>
        ))}
        <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={`${title}: ${latest}`}>
          {ticks.map((tick) => (
            <line key={tick} class="grid" x1={0} x2={width} y1={y(tick)} y2={y(tick)} />
          ))}
          {level && <line class="level" x1={0} x2={width} y1={y(scaled(level.value))} y2={y(scaled(level.value))} />}
          {curves.map(({ points }, i) => (
            <path key={i} class={`run-${i}`} d={pathOf(points.map(({ step, value }) => [x(step), y(scaled(value))]))} />
          ))}
        </svg>
        {ticksOf(steps).map((tick) => (
          <span key={tick} class="tick-x" style={{ left: `${(100 * tick) / steps.high}%` }}>
            {tick}
          </span>
        ))}
      </div>
    </figure>
  );
}

function pathOf(points: readonly (readonly [number, number])[]): string {
  return points.length === 0 ? '' : `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}`;
}

/** With a little room, and never empty. */
function rangeOf(values: readonly number[], scaled: (value: number) => number, least: number | undefined): Range {
  const shown = values.filter((value) => least === undefined || value >= least).map(scaled);
  if (shown.length === 0) return { low: 0, high: 1 };
  if (least !== undefined) shown.push(scaled(least));
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const room = Math.max(0.05 * (high - low), 0.1);
  return { low: low - room, high: high + room };
}

const superscript = (power: number): string => [...String(power)].map((c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)])).join('');
