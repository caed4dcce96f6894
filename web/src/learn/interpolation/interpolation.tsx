/** Four ways to make the pixels in between, on six numbers and on a picture. */
import './interpolation.css';
import { useComputed, useSignal } from '@preact/signals';
import { Panel } from '../../parts/field.tsx';
import { texts } from '../texts/texts.ts';
import { enlarged, type MethodName, methods, type PresetName, placeOf, presets, source, tapsAt } from './example.ts';
import { type Place, ResultGrid, SourceGrid } from './grid.tsx';
import { KernelCurve } from './kernel-curve.tsx';
import { OnPicture } from './on-picture.tsx';

export function Interpolation() {
  return (
    <>
      <Example />
      <OnPicture />
    </>
  );
}

function Example() {
  const t = texts.value.interpolation;
  const values = useSignal<readonly number[]>(presets.mixed);
  const chosen = useSignal<Place>({ x: 2, y: 1 });
  const method = useSignal<MethodName>('bilinear');
  const results = useComputed(() => methods.map((name) => [name, enlarged(values.value, name)] as const));
  const { x, y } = chosen.value;
  const across = tapsAt(source.width, method.value, x);
  const down = tapsAt(source.height, method.value, y);
  const shares = values.value.map((_, i) => {
    const of = (taps: typeof across, index: number): number => taps.find((tap) => tap.index === index)?.weight ?? 0;
    return of(across, i % source.width) * of(down, Math.floor(i / source.width));
  });
  const terms = shares.flatMap((share, i) => (Math.abs(share) > 1e-9 ? [{ share, value: values.value[i]! }] : []));
  const sum = terms.reduce((all, { share, value }) => all + share * value, 0);
  return (
    <Panel title={t.exampleTitle}>
      <div class="learn-example">
        <div class="learn-given">
          <SourceGrid
            values={values.value}
            shares={shares}
            onChange={(index, value) => (values.value = values.value.map((old, i) => (i === index ? value : old)))}
          />
          <fieldset class="row learn-presets">
            <legend class="unseen">{t.presetsLabel}</legend>
            {(Object.keys(presets) as PresetName[]).map((name) => (
              <button key={name} type="button" class="button small" onClick={() => (values.value = presets[name])}>
                {t.presets[name]}
              </button>
            ))}
          </fieldset>
        </div>
        <div class="learn-sum" aria-live="polite">
          <p class="hint">{t.sumOf(t.methods[method.value].name, y + 1, x + 1)}</p>
          <p class="learn-terms">
            {terms.map(({ share, value }, i) => (
              <span key={i}>
                {i > 0 ? (share < 0 ? '− ' : '+ ') : share < 0 ? '−' : ''}
                {Math.abs(share).toFixed(3)} · {value}{' '}
              </span>
            ))}
            <strong>= {sum.toFixed(1)}</strong>
          </p>
          <p class="hint">{t.place(placeOf(x).toFixed(2), placeOf(y).toFixed(2))}</p>
          <p class="hint learn-note">{t.exampleNote}</p>
        </div>
      </div>
      <div class="learn-methods">
        {results.value.map(([name, numbers]) => (
          <section
            key={name}
            class={name === method.value ? 'learn-method on' : 'learn-method'}
            onPointerEnter={() => (method.value = name)}
            onFocusIn={() => (method.value = name)}
          >
            <h3>{t.methods[name].name}</h3>
            <ResultGrid
              label={t.resultOf(t.methods[name].name)}
              values={numbers}
              chosen={chosen.value}
              onChoose={(place) => {
                method.value = name;
                chosen.value = place;
              }}
            />
            <KernelCurve kernel={name} column={x} label={t.curveOf(t.methods[name].name)} />
            <p class="learn-formula">{t.methods[name].formula}</p>
            <p class="hint">{t.methods[name].text}</p>
          </section>
        ))}
      </div>
    </Panel>
  );
}
