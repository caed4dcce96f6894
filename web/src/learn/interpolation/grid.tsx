/** Numbers as grey squares: the source, which can be changed, and the results, of which a pixel can be chosen. */
import { texts } from '../texts/texts.ts';
import { source, target } from './example.ts';

/** Grey of a number, and black or white on it, whichever is read better. */
function paint(value: number): { background: string; color: string } {
  const grey = Math.min(255, Math.max(0, Math.round(value)));
  return { background: `rgb(${grey} ${grey} ${grey})`, color: grey > 118 ? '#000' : '#fff' };
}

interface SourceProps {
  readonly values: readonly number[];
  /** Share of each number in the chosen output pixel. */
  readonly shares: readonly number[];
  readonly onChange: (index: number, value: number) => void;
}

export function SourceGrid({ values, shares, onChange }: SourceProps) {
  const t = texts.value.interpolation;
  return (
    <div class="learn-source">
      {values.map((value, i) => (
        <label key={i} class={Math.abs(shares[i]!) > 1e-9 ? 'used' : ''} style={paint(value)}>
          <span class="unseen">{t.number(Math.floor(i / source.width) + 1, (i % source.width) + 1)}</span>
          <input
            type="number"
            inputMode="numeric"
            min={0}
            max={255}
            step={1}
            value={value}
            onInput={({ currentTarget: { valueAsNumber: typed } }) => {
              if (typed >= 0 && typed <= 255) onChange(i, typed);
            }}
          />
          <small>{Math.abs(shares[i]!) > 1e-9 ? `× ${shares[i]!.toFixed(3)}` : ' '}</small>
        </label>
      ))}
    </div>
  );
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

interface ResultProps {
  readonly label: string;
  readonly values: Float64Array;
  readonly chosen: Place;
  readonly onChoose: (place: Place) => void;
}

/** One stop of the tab key; the arrow keys go from pixel to pixel. */
export function ResultGrid({ label, values, chosen, onChoose }: ResultProps) {
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    const within = (at: number, length: number): number => Math.min(length - 1, Math.max(0, at));
    onChoose({ x: within(chosen.x + step[0]!, target.width), y: within(chosen.y + step[1]!, target.height) });
  };
  const value = values[chosen.y * target.width + chosen.x]!;
  return (
    <div
      class="learn-result"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={255}
      aria-valuenow={Math.round(value)}
      aria-valuetext={texts.value.interpolation.pixelValue(chosen.y + 1, chosen.x + 1, value.toFixed(1))}
      onKeyDown={onKeyDown}
    >
      {[...values].map((number, i) => {
        const place = { x: i % target.width, y: Math.floor(i / target.width) };
        const on = place.x === chosen.x && place.y === chosen.y;
        const over = number < -0.5 || number > 255.5;
        return (
          <span
            key={i}
            class={`${on ? 'on' : ''}${over ? ' over' : ''}`}
            style={paint(number)}
            onPointerEnter={(event) => event.pointerType === 'mouse' && onChoose(place)}
            onPointerDown={() => onChoose(place)}
          >
            {Math.round(number)}
          </span>
        );
      })}
    </div>
  );
}
