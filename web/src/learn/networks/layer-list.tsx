/** The layers from the first to the last, as blocks that are as high as their pictures are large and as deep as they have channels. */
import type { Inspected, Layer, Row } from '../engine/protocol.ts';
import { texts } from '../texts/texts.ts';

interface Props {
  readonly inspected: Inspected | undefined;
  readonly chosen: number;
  readonly onChoose: (layer: number) => void;
}

export function LayerList({ inspected, chosen, onChoose }: Props) {
  return (
    <div class="learn-layers">{inspected && <Rows rows={inspected.rows} inspected={inspected} chosen={chosen} onChoose={onChoose} />}</div>
  );
}

function Rows({ rows, inspected, chosen, onChoose }: Props & { readonly rows: readonly Row[]; readonly inspected: Inspected }) {
  return (
    <ol>
      {rows.map((row) =>
        typeof row === 'number' ? (
          <li key={row}>
            <LayerButton place={row} layers={inspected.layers} on={row === chosen} onChoose={() => onChoose(row)} />
          </li>
        ) : (
          <li key={row.label + String(row.rows[0])} class="learn-repeat">
            <p>{row.label}</p>
            <Rows rows={row.rows} inspected={inspected} chosen={chosen} onChoose={onChoose} />
          </li>
        ),
      )}
    </ol>
  );
}

interface ButtonProps {
  readonly place: number;
  readonly layers: readonly Layer[];
  readonly on: boolean;
  readonly onChoose: () => void;
}

function LayerButton({ place, layers, on, onChoose }: ButtonProps) {
  const t = texts.value.networks;
  const layer = layers[place]!;
  const far = layer.inputs.filter((i) => i !== place - 1);
  const title = layer.operator === 'Input' ? t.input : layer.name || layer.operator;
  return (
    <button
      type="button"
      class={on ? 'learn-layer on' : 'learn-layer'}
      aria-pressed={on}
      disabled={layer.channels === undefined}
      onClick={onChoose}
    >
      <Block layer={layer} />
      <span class="learn-layer-text">
        <strong>{title}</strong>
        <span class="hint">
          {layer.name && layer.operator !== 'Input' ? `${layer.operator} · ` : ''}
          {layer.shape}
          {layer.parameters > 0 ? ` · ${t.parametersOf(layer.parameters.toLocaleString('en'))}` : ''}
        </span>
        {far.length > 0 && <span class="learn-skip">{t.from(far.map((i) => nameOf(layers, i)).join(', '))}</span>}
      </span>
    </button>
  );
}

function nameOf(layers: readonly Layer[], i: number): string {
  const layer = layers[i]!;
  return layer.operator === 'Input' ? texts.value.networks.input : layer.name || layer.operator;
}

/** One square for each factor of two in the channels, each as large as the layer's pictures are. */
function Block({ layer: { channels = 1, zoom } }: { readonly layer: Layer }) {
  const side = Math.min(30, Math.max(10, 16 * Math.sqrt(zoom)));
  const count = Math.min(8, 1 + Math.round(Math.log2(channels)));
  return (
    <svg class="learn-block" viewBox="0 0 56 44" aria-hidden="true">
      {Array.from({ length: count }, (_, i) => {
        const shift = 3 * (count - 1 - i);
        return (
          <rect
            key={shift}
            x={28 - side / 2 - (3 * (count - 1)) / 2 + shift}
            y={24 - side / 2 + (count - 1) / 2 - shift * 0.4}
            width={side}
            height={side}
            rx={2}
          />
        );
      })}
    </svg>
  );
}
