/** Results beside what they were made of: a line to draw, panes that move together, or the difference. */
import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { percent, texts } from '../i18n/i18n.ts';
import { CompareLine } from '../parts/compare-line.tsx';
import { Segments, Select } from '../parts/field.tsx';
import { MinusIcon, PlusIcon } from '../parts/icons.tsx';
import type { Item, Size } from '../queue/queue.ts';
import { listen } from './gestures.ts';
import { type Layer, layersOf } from './layers.ts';
import { clamped, columnsFor, corner, fit, type Viewport, zoomed } from './viewport.ts';

type Mode = 'slider' | 'side' | 'difference';

export function Viewer({ item }: { readonly item: Item }) {
  const t = texts.value.viewer;
  const layers = layersOf(item);
  const newest = item.made.at(-1)!;
  const picture: Size = { width: newest.width, height: newest.height };
  const mode = useSignal<Mode>('slider');
  const left = useSignal('smooth');
  const right = useSignal(layers.at(-1)!.key);
  const line = useSignal(0.5);
  const gain = useSignal(8);
  const box = useSignal<Size>({ width: 0, height: 0 });
  const view = useSignal<Viewport>({ zoom: 1, x: picture.width / 2, y: picture.height / 2 });
  const stage = useRef<HTMLDivElement>(null);

  const panes = mode.value === 'side' ? sideBySide(layers) : [];
  const columns = panes.length === 0 ? 1 : columnsFor(panes.length, box.value, picture);
  const rows = panes.length === 0 ? 1 : Math.ceil(panes.length / columns);
  const pane = { width: box.value.width / columns, height: box.value.height / rows };
  const current = useRef(pane);
  current.current = pane;

  // The newest result is what one wants to see.
  useEffect(() => {
    right.value = layers.at(-1)!.key;
  }, [item.id, layers.length]);

  useLayoutEffect(() => {
    const element = stage.current!;
    const measure = (): void => {
      box.value = { width: element.clientWidth, height: element.clientHeight };
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    if (pane.width > 0) view.value = fit(picture, pane);
  }, [item.id, picture.width, picture.height, pane.width, pane.height]);

  useEffect(() => listen(stage.current!, view, picture, () => current.current), [item.id, picture.width, picture.height]);

  const layer = (key: string): Layer => layers.find((l) => l.key === key) ?? layers[0]!;
  const [a, b] = [layer(left.value), layer(right.value)];
  const options = layers.map(({ key, label }) => [key, label] as const);
  const place = { view, picture, pane };
  return (
    <div class="viewer">
      <div class="viewer-bar">
        <Segments
          compact
          label={t.mode}
          value={mode.value}
          options={(['slider', 'side', 'difference'] as const).map((key) => [key, t.modes[key]] as const)}
          onChoose={(key) => (mode.value = key)}
        />
        <Zoom view={view} picture={picture} pane={pane} />
      </div>
      {/* biome-ignore lint/a11y: it is moved by keys, which no element of HTML stands for */}
      <div ref={stage} class="viewer-stage" tabIndex={0} role="group" aria-label={t.label} style={{ '--columns': columns }}>
        {mode.value === 'slider' && (
          <>
            <Pane layer={b} {...place} />
            <div class="cut" style={{ clipPath: `inset(0 ${(1 - line.value) * 100}% 0 0)` }}>
              <Pane layer={a} {...place} />
            </div>
            <span class="tag left">{a.label}</span>
            <span class="tag right">{b.label}</span>
            <CompareLine share={line} label={t.line} />
          </>
        )}
        {mode.value === 'side' && (
          <div class="panes">
            {panes.map((each) => (
              <div key={each.key} class="pane-cell">
                <Pane layer={each} {...place} />
                <span class="tag left">{each.label}</span>
              </div>
            ))}
          </div>
        )}
        {mode.value === 'difference' && (
          <>
            <div class="difference" style={{ filter: `brightness(${gain.value})` }}>
              <Pane layer={a} {...place} />
              <Pane layer={b} {...place} />
            </div>
            <span class="tag left">
              {t.differenceOf(a.label, b.label)} ×{gain.value}
            </span>
          </>
        )}
      </div>
      <div class="viewer-foot">
        {mode.value === 'side' ? (
          <p class="hint">{t.together}</p>
        ) : (
          <>
            <Select label={t.before} value={a.key} options={options} onChoose={(key) => (left.value = key)} />
            <Select label={t.after} value={b.key} options={options} onChoose={(key) => (right.value = key)} />
          </>
        )}
        {mode.value === 'difference' && (
          <label class="select">
            <span>{t.gain}</span>
            <input
              type="range"
              min={1}
              max={32}
              value={gain.value}
              onInput={({ currentTarget }) => (gain.value = currentTarget.valueAsNumber)}
            />
          </label>
        )}
      </div>
    </div>
  );
}

interface Place {
  readonly view: Signal<Viewport>;
  readonly picture: Size;
  readonly pane: Size;
}

/** A picture as large as the result, so that all lie on each other. The browser decodes and draws it beside the page's own work. */
function Pane({ layer, view, picture, pane }: Place & { readonly layer: Layer }) {
  const { zoom } = view.value;
  const { left, top } = corner(view.value, pane);
  return (
    <img
      class={layer.pixelated || zoom >= 3 ? 'layer pixelated' : 'layer'}
      src={layer.url}
      alt=""
      draggable={false}
      decoding="async"
      style={{ width: `${picture.width}px`, height: `${picture.height}px`, transform: `translate(${left}px, ${top}px) scale(${zoom})` }}
    />
  );
}

function Zoom({ view, picture, pane }: Place) {
  const t = texts.value.viewer;
  const by = (factor: number): void => {
    view.value = zoomed(view.value, factor, { x: 0, y: 0 }, picture, pane);
  };
  return (
    <div class="zoom">
      <button type="button" class="plain round" aria-label={t.zoomOut} title={t.zoomOut} onClick={() => by(Math.SQRT1_2)}>
        <MinusIcon />
      </button>
      <output>{percent(view.value.zoom)}</output>
      <button type="button" class="plain round" aria-label={t.zoomIn} title={t.zoomIn} onClick={() => by(Math.SQRT2)}>
        <PlusIcon />
      </button>
      <button type="button" class="button small" onClick={() => (view.value = fit(picture, pane))}>
        {t.fit}
      </button>
      <button type="button" class="button small" onClick={() => (view.value = clamped({ ...view.value, zoom: 1 }, picture, pane))}>
        {t.actual}
      </button>
    </div>
  );
}

/** The original, and the last results; more are too small to see. */
function sideBySide(layers: readonly Layer[]): readonly Layer[] {
  return [layers[0]!, ...layers.slice(2).slice(-5)];
}
