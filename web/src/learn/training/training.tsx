/** A small network trained on the picture, twice at once with different losses. */
import './training.css';
import { useEffect } from 'preact/hooks';
import { Panel } from '../../parts/field.tsx';
import { partOf, picture, sides } from '../picture.ts';
import { Pixels } from '../pixels.tsx';
import { texts } from '../texts/texts.ts';
import { Controls } from './controls.tsx';
import { Curves } from './curves.tsx';
import { choices, failure, reset, seen } from './state.ts';

/** Decibels below bicubic that are still shown: the first steps are far below. */
const below = 6;

export function Training() {
  const t = texts.value.training;
  const { losses } = choices.value;
  const { start, view, psnr, loss } = seen.value;
  const part = partOf(sides.training);
  const { blob } = picture.value ?? {};
  // Another picture is another training, and nobody trains what nobody looks at.
  useEffect(() => reset, [blob, part?.x, part?.y]);
  const names = losses.map((name) => t.losses[name]);
  const shown = [
    { name: t.original, image: start?.original, psnr: undefined },
    { name: t.bicubic, image: start?.bicubic.image, psnr: start?.bicubic.psnr },
    ...names.map((name, i) => ({ name, image: view?.runs[i]?.image, psnr: view?.runs[i]?.psnr })),
  ];
  return (
    <div class="learn-training">
      <Controls />
      <Panel title={t.title} end={<span class="hint learn-steps">{view ? t.step(view.step, Math.round(view.speed)) : ''}</span>}>
        {failure.value && (
          <p class="error" role="alert">
            {t.failed} <span lang="en">{failure.value}</span>
          </p>
        )}
        <div class="learn-pictures">
          {shown.map(({ name, image, psnr: value }, i) => (
            <figure key={i}>
              <div class="learn-frame">
                <Pixels image={image} label={name} />
              </div>
              <figcaption>
                <strong>
                  {i > 1 && <span class={`learn-key run-${i - 2}`} />}
                  {name}
                </strong>
                <span class="hint learn-psnr">
                  {value === undefined ? ' ' : `${value.toFixed(2)} dB`}
                  {i > 1 && value !== undefined && start && <Gain by={value - start.bicubic.psnr} />}
                </span>
              </figcaption>
            </figure>
          ))}
        </div>
        <div class="learn-charts">
          <Curves
            title="PSNR"
            unit={t.psnrUnit}
            curves={names.map((name, i) => ({ name, points: psnr[i]! }))}
            level={start && { name: t.bicubic, value: start.bicubic.psnr }}
            least={start && start.bicubic.psnr - below}
          />
          <Curves title={t.lossTitle} unit={t.lossUnit} curves={names.map((name, i) => ({ name, points: loss[i]! }))} logarithmic />
        </div>
        <p class="hint">{t.note}</p>
      </Panel>
    </div>
  );
}

/** Against bicubic. */
function Gain({ by }: { readonly by: number }) {
  return <span class={by > 0 ? 'learn-gain' : ''}>{` · ${by < 0 ? '−' : '+'}${Math.abs(by).toFixed(2)}`}</span>;
}
