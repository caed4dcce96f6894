/** A kernel as a curve, and the source samples that the chosen output pixel meets it at. */
import { kernelShapes } from 'subpixel/web';
import { type MethodName, placeOf } from './example.ts';

const span = 3.4;
const [low, high] = [-0.35, 1.15];
const [width, height] = [320, 150];
const steps = 340;

const x = (distance: number): number => ((distance + span) / (2 * span)) * width;
const y = (weight: number): number => ((high - weight) / (high - low)) * height;

function pathOf(kernel: MethodName): string {
  const { at } = kernelShapes[kernel];
  const points = Array.from({ length: steps + 1 }, (_, i) => {
    const distance = -span + (2 * span * i) / steps;
    return `${x(distance).toFixed(1)} ${y(at(distance)).toFixed(1)}`;
  });
  return `M${points.join('L')}`;
}

/** `column` of the output decides where the samples lie: one source pixel apart, at distances u − k from the output pixel. */
export function KernelCurve({ kernel, column, label }: { readonly kernel: MethodName; readonly column: number; readonly label: string }) {
  const { width: support, at } = kernelShapes[kernel];
  const place = placeOf(column);
  const reach = Math.ceil(support / 2) + 1;
  const distances = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.floor(place) - reach + i - place).filter(
    (distance) => Math.abs(distance) < span,
  );
  return (
    <svg class="learn-curve" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <line class="axis" x1={0} x2={width} y1={y(0)} y2={y(0)} />
      <line class="axis dashed" x1={x(0)} x2={x(0)} y1={0} y2={height} />
      {[-3, -2, -1, 1, 2, 3].map((tick) => (
        <line key={tick} class="axis" x1={x(tick)} x2={x(tick)} y1={y(0) - 3} y2={y(0) + 3} />
      ))}
      <path class="curve" d={pathOf(kernel)} />
      {distances.map((distance) => {
        const weight = at(distance);
        return (
          <g key={distance} class={weight === 0 ? 'sample none' : 'sample'}>
            <line x1={x(distance)} x2={x(distance)} y1={y(0)} y2={y(weight)} />
            <circle cx={x(distance)} cy={y(weight)} r={weight === 0 ? 2.5 : 4.5} />
          </g>
        );
      })}
    </svg>
  );
}
