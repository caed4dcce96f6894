/** Small controls that several panels use. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface SegmentsProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [T, string])[];
  readonly onChoose: (value: T) => void;
  readonly compact?: boolean;
}

/** One of a few, side by side: radio buttons, so that the arrow keys work. */
export function Segments<T extends string>({ label, value, options, onChoose, compact = false }: SegmentsProps<T>) {
  const name = useId();
  return (
    <fieldset class={compact ? 'segments compact' : 'segments'}>
      <legend class={compact ? 'unseen' : undefined}>{label}</legend>
      <div class="segment-row">
        {options.map(([key, text]) => (
          <label key={key} class={key === value ? 'segment on' : 'segment'}>
            <input type="radio" name={name} value={key} checked={key === value} onChange={() => onChoose(key)} />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly onChoose: (value: string) => void;
}

export function Select({ label, value, options, onChoose }: SelectProps) {
  return (
    <label class="select">
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Bar({
  share,
  label,
  still = false,
}: {
  readonly share: number | undefined;
  readonly label: string;
  readonly still?: boolean;
}) {
  const value = share === undefined ? {} : { 'aria-valuenow': Math.round(share * 100) };
  return (
    <div
      class={`bar${share === undefined ? ' unknown' : ''}${still ? ' still' : ''}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...value}
    >
      <div style={{ transform: `scaleX(${share ?? 0.3})` }} />
    </div>
  );
}

interface PanelProps {
  readonly title: string;
  readonly end?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Panel({ title, end, children }: PanelProps) {
  const id = useId();
  return (
    <section class="panel" aria-labelledby={id}>
      <div class="panel-head">
        <h2 id={id}>{title}</h2>
        {end}
      </div>
      {children}
    </section>
  );
}

/** Where there is little room, a panel that is closed until it is wanted. */
export function FoldingPanel({ title, end, children }: PanelProps) {
  return (
    <details class="panel" open={!matchMedia('(max-width: 699px)').matches}>
      <summary class="panel-head">
        <h2>{title}</h2>
        {end}
      </summary>
      <div class="panel-body">{children}</div>
    </details>
  );
}
