/** How the pictures are made: method, size, format. */
import { useSignal } from '@preact/signals';
import type { DeviceChoice } from '../engine/protocol.ts';
import { decimal, sizeText, texts } from '../i18n/i18n.ts';
import { describe, methods, titleOf } from '../methods.ts';
import { formatFor } from '../queue/names.ts';
import { megapixels, outputSize } from '../queue/output-size.ts';
import type { Recipe, Size } from '../queue/queue.ts';
import { choose, settings } from '../settings.ts';
import { selected } from '../store.ts';
import { labelOf } from '../viewer/layers.ts';
import { FoldingPanel, Segments, Select } from './field.tsx';

export function SettingsPanel() {
  const t = texts.value;
  const { format, quality, device } = settings.value;
  const picture = selected.value;
  const made = picture && formatFor(picture.file.type, format);
  const lossy = format === 'jpeg' || format === 'webp' || (format === 'same' && made !== 'png' && made !== undefined);
  return (
    <FoldingPanel title={t.settings.title} end={<span class="hint">{labelOf(settings.value)}</span>}>
      <Methods />
      <Sizes />
      <OutputSize size={picture?.size} />
      <Segments<Recipe['format']>
        label={t.settings.format}
        value={format}
        options={[
          ['same', t.settings.same],
          ['png', 'PNG'],
          ['jpeg', 'JPEG'],
          ['webp', 'WebP'],
        ]}
        onChoose={(value) => choose({ format: value })}
      />
      {lossy && (
        <label class="range">
          <span class="range-head">
            <span>{t.settings.quality}</span>
            <output>{quality}</output>
          </span>
          <input
            type="range"
            min={50}
            max={100}
            value={quality}
            onInput={({ currentTarget }) => choose({ quality: currentTarget.valueAsNumber })}
          />
          <span class="range-ends hint">
            <span>{t.settings.smaller}</span>
            <span>{t.settings.better}</span>
          </span>
        </label>
      )}
      <Select
        label={t.settings.runsOn}
        value={device}
        options={devices.map((key) => [key, t.settings.devices[key]] as const)}
        onChoose={(key) => choose({ device: key as DeviceChoice })}
      />
    </FoldingPanel>
  );
}

const devices: readonly DeviceChoice[] = 'gpu' in navigator ? ['auto', 'webgpu', 'wasm'] : ['auto', 'wasm'];

function Methods() {
  const t = texts.value.settings;
  const { model } = settings.value;
  const chosen = methods.find(({ name }) => name === model);
  return (
    <fieldset class="methods">
      <legend>{t.model}</legend>
      {methods.map((method) => (
        <label key={method.name} class={method.name === model ? 'method on' : 'method'}>
          <input type="radio" name="method" checked={method.name === model} onChange={() => choose({ model: method.name })} />
          <span class="method-name">{titleOf(method.name)}</span>
          <span class="hint">{describe(method)}</span>
        </label>
      ))}
      {chosen?.license && (
        <details class="license hint">
          <summary>
            {t.license}
            {!chosen.commercialUse && <span> · {t.noCommercial}</span>}
          </summary>
          <p lang="en">{chosen.license}</p>
        </details>
      )}
    </fieldset>
  );
}

const usual = [2, 3, 4] as const;

function Sizes() {
  const t = texts.value.settings;
  const { size } = settings.value;
  const other = useSignal(!('scale' in size) || !usual.some((scale) => scale === size.scale));
  const value = other.value ? 'other' : 'scale' in size ? String(size.scale) : 'other';
  return (
    <>
      <Segments
        label={t.size}
        value={value}
        options={[...usual.map((scale) => [String(scale), `×${scale}`] as const), ['other', t.other] as const]}
        onChoose={(key) => {
          other.value = key === 'other';
          if (key !== 'other') choose({ size: { scale: Number(key) } });
        }}
      />
      {other.value && <OtherSize size={size} />}
    </>
  );
}

function OtherSize({ size }: { readonly size: Recipe['size'] }) {
  const t = texts.value.settings;
  return (
    <div class="other-size">
      <label>
        <span>{t.times}</span>
        <input
          type="number"
          inputMode="decimal"
          min={0.1}
          max={16}
          step={0.1}
          placeholder="1.5"
          value={'scale' in size ? size.scale : ''}
          onChange={({ currentTarget: { valueAsNumber: scale } }) => {
            if (scale > 0 && scale <= 16) choose({ size: { scale } });
          }}
        />
        <span class="hint">{t.timesHint}</span>
      </label>
      <label>
        <span>{t.longest}</span>
        <input
          type="number"
          inputMode="numeric"
          min={1}
          max={30000}
          step={1}
          placeholder="3840"
          value={'maxSide' in size ? size.maxSide : ''}
          onChange={({ currentTarget: { valueAsNumber: maxSide } }) => {
            if (Number.isInteger(maxSide) && maxSide > 0) choose({ size: { maxSide } });
          }}
        />
        <span class="hint">{t.longestHint}</span>
      </label>
    </div>
  );
}

/** A line that is there before the size is known, so that nothing moves. */
function OutputSize({ size }: { readonly size: Size | undefined }) {
  const target = size && outputSize(size, settings.value.size);
  return (
    <p class="output-size">
      {size && target && (
        <>
          <span class="hint">{sizeText(size)}</span>
          <span aria-hidden="true">→</span>
          <strong>{sizeText(target)}</strong>
          <span class="hint">{texts.value.facts.megapixels(decimal(megapixels(target)))}</span>
        </>
      )}
    </p>
  );
}
