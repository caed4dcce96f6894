/** A part of the picture by every method, side by side, before the whole is made. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Part } from '../engine/protocol.ts';
import { decimal, texts } from '../i18n/i18n.ts';
import { describe, type Method, methods, titleOf } from '../methods.ts';
import { outputSize } from '../queue/output-size.ts';
import type { Item, Size } from '../queue/queue.ts';
import { choose, settings } from '../settings.ts';
import { again, engine, outdated, previewDone } from '../store.ts';
import { CheckIcon } from './icons.tsx';
import { centralPart, partAt } from './part.ts';
import { PartMap } from './part-map.tsx';

/** Side of an enlarged part, in its pixels. */
const shownSide = 384;

export function Preview({ item, size }: { readonly item: Item; readonly size: Size }) {
  const t = texts.value.preview;
  const factor = outputSize(size, settings.value.size).width / size.width;
  const side = Math.max(8, Math.round(shownSide / Math.max(1, factor)));
  const part = useSignal<Part>(centralPart(size, side));
  const made = useSignal<ReadonlyMap<string, string | undefined>>(new Map());
  const shown = part.value;
  const { device } = settings.value;

  useEffect(() => {
    part.value = partAt(size, side, shown.x + shown.width / 2, shown.y + shown.height / 2);
  }, [side]);

  useEffect(() => {
    const stop = new AbortController();
    const urls: string[] = [];
    made.value = new Map();
    const show = async (): Promise<void> => {
      for (const { name } of inOrder()) {
        const task = { kind: 'part', file: item.file, part: shown, model: name, device, scale: factor } as const;
        const blob = await engine.run(task, { signal: stop.signal }).catch(() => undefined);
        if (stop.signal.aborted) return;
        const url = blob && URL.createObjectURL(blob);
        if (url) urls.push(url);
        made.value = new Map(made.value).set(name, url);
      }
      previewDone(item.id);
    };
    void show();
    return () => {
      stop.abort();
      for (const url of urls) URL.revokeObjectURL(url);
    };
  }, [item.id, shown.x, shown.y, shown.width, shown.height, factor, device]);

  return (
    <div class="preview">
      <div class="preview-head">
        <div>
          <h3>{t.title}</h3>
          <p class="hint">{t.hint(decimal(factor))}</p>
        </div>
        <PartMap url={item.url} size={size} part={shown} onMove={(x, y) => (part.value = partAt(size, side, x, y))} />
      </div>
      <div class="crops">
        <figure class="crop">
          <div class="crop-stage">
            <Pixels url={item.url} size={size} part={shown} />
          </div>
          <figcaption>
            <strong>{t.pixels}</strong>
            <span class="hint">{t.original}</span>
          </figcaption>
        </figure>
        {methods.map((method) => (
          <Crop
            key={method.name}
            method={method}
            made={made.value.has(method.name)}
            url={made.value.get(method.name)}
            onPick={() => pick(item, method.name)}
          />
        ))}
      </div>
    </div>
  );
}

/** The chosen method first: it is the one that is waited for. */
function inOrder(): readonly Method[] {
  const { model } = settings.peek();
  return [...methods].sort((a, b) => Number(b.name === model) - Number(a.name === model));
}

function pick(item: Item, model: string): void {
  choose({ model });
  if (item.status === 'working' && outdated(item)) again(item.id);
}

interface CropProps {
  readonly method: Method;
  /** Whether the part was tried; without an address it could not be made. */
  readonly made: boolean;
  readonly url: string | undefined;
  readonly onPick: () => void;
}

function Crop({ method, made, url, onPick }: CropProps) {
  const t = texts.value.preview;
  const chosen = settings.value.model === method.name;
  return (
    <button type="button" class={chosen ? 'crop on' : 'crop'} aria-pressed={chosen} onClick={onPick}>
      <span class="crop-stage">
        {url && <img src={url} alt="" draggable={false} />}
        {!url && made && <span class="crop-failed hint">{t.failed}</span>}
        {!made && <span class="making" aria-label={t.making} role="img" />}
      </span>
      <span class="crop-text">
        <strong>{titleOf(method.name)}</strong>
        <span class="hint">{describe(method)}</span>
      </span>
      {chosen && (
        <span class="crop-chosen">
          <CheckIcon />
          {t.chosen}
        </span>
      )}
    </button>
  );
}

/** The part in its own pixels: the whole picture, placed so that only the part is seen. */
function Pixels({ url, size, part }: { readonly url: string; readonly size: Size; readonly part: Part }) {
  return (
    <img
      class="pixels"
      src={url}
      alt=""
      draggable={false}
      style={{
        width: `${(100 * size.width) / part.width}%`,
        height: `${(100 * size.height) / part.height}%`,
        left: `${(-100 * part.x) / part.width}%`,
        top: `${(-100 * part.y) / part.height}%`,
      }}
    />
  );
}
