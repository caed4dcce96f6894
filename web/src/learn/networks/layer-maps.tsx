/** What a layer makes of the picture, channel by channel. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { runTask } from '../engine/client.ts';
import type { Inspected, Maps, NetworkChoice } from '../engine/protocol.ts';
import { partOf, picture, pixelsOf, sides } from '../picture.ts';
import { Pixels } from '../pixels.tsx';
import { texts } from '../texts/texts.ts';

interface Props {
  readonly network: NetworkChoice;
  readonly layer: number;
  readonly inspected: Inspected;
}

export function LayerMaps({ network, layer, inspected }: Props) {
  const t = texts.value.networks;
  const made = useSignal<Maps | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  const large = useSignal(0);
  const busy = useSignal(true);
  const { blob } = picture.value ?? {};
  const part = partOf(sides.networks);
  useEffect(() => {
    if (!blob || !part) return;
    const stop = new AbortController();
    busy.value = true;
    const make = async (): Promise<void> => {
      const image = await pixelsOf(blob, part);
      made.value = await runTask({ kind: 'maps', network, layer, image }, { signal: stop.signal });
      failure.value = undefined;
      busy.value = false;
    };
    make().catch((error: Error) => {
      if (stop.signal.aborted) return;
      failure.value = error.message;
      busy.value = false;
    });
    return () => stop.abort();
  }, [blob, part?.x, part?.y, inspected, layer]);

  const maps = made.value;
  const shown = maps?.maps[large.value] ?? maps?.maps[0];
  const { name, operator } = inspected.layers[layer] ?? inspected.layers[0]!;
  return (
    <div class={busy.value ? 'learn-maps-side busy' : 'learn-maps-side'} aria-busy={busy.value}>
      <div class="learn-maps-head">
        <h3>{name || operator}</h3>
        <p class="hint">{maps ? t.mapsOf(maps.count, maps.maps.length, maps.width, maps.height) : ' '}</p>
      </div>
      {failure.value && (
        <p class="error" role="alert">
          {t.failed} <span lang="en">{failure.value}</span>
        </p>
      )}
      <div class="learn-maps-body">
        <figure class="learn-large">
          <div class="learn-frame">
            <Pixels image={shown?.image} label={t.map(large.value + 1)} />
          </div>
          <figcaption class="hint">{shown ? t.range(shown.low.toFixed(3), shown.high.toFixed(3)) : ' '}</figcaption>
        </figure>
        <ul class="learn-maps">
          {maps?.maps.map(({ image }, i) => (
            <li key={i}>
              <button
                type="button"
                aria-pressed={i === large.value}
                aria-label={t.map(i + 1)}
                onClick={() => (large.value = i)}
                onPointerEnter={() => (large.value = i)}
              >
                <Pixels image={image} label="" />
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
