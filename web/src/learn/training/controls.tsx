/** What is trained, and when. */
import { Panel, Segments, Select } from '../../parts/field.tsx';
import { PauseIcon, PlayIcon, RetryIcon } from '../../parts/icons.tsx';
import type { Losses, TrainingPlan } from '../engine/protocol.ts';
import { texts } from '../texts/texts.ts';
import { begin, choices, chooseTraining, pause, reset, seen, status } from './state.ts';

const losses: readonly Losses[] = ['l2', 'l1', 'charbonnier', 'huber', 'ssim'];
const rates = [0.001, 0.003, 0.01] as const;

export function Controls() {
  const t = texts.value.training;
  const { model, scale, losses: chosen, learningRate } = choices.value;
  const { start } = seen.value;
  return (
    <Panel title={t.controls}>
      <Segments<TrainingPlan['model']>
        label={t.network}
        value={model}
        options={[
          ['espcn', 'ESPCN'],
          ['srcnn', 'SRCNN'],
        ]}
        onChoose={(value) => chooseTraining({ model: value })}
      />
      <p class="hint learn-about">
        {t.models[model]} {start ? t.parameters(start.parameters.toLocaleString('en')) : ''}
      </p>
      <Segments
        label={t.scale}
        value={String(scale)}
        options={[2, 3, 4].map((s) => [String(s), `×${s}`] as const)}
        onChoose={(value) => chooseTraining({ scale: Number(value) })}
      />
      <div class="learn-losses">
        {chosen.map((loss, i) => (
          <div key={i}>
            <Select
              label={t.lossOf(i + 1)}
              value={loss}
              options={losses.map((name) => [name, t.losses[name]] as const)}
              onChoose={(value) => chooseTraining({ losses: chosen.map((old, k) => (k === i ? value : old)) as [Losses, Losses] })}
            />
            <p class="learn-formula">
              <span class={`learn-key run-${i}`} />
              {t.formulas[loss]}
            </p>
          </div>
        ))}
      </div>
      <Segments
        label={t.rate}
        value={String(learningRate)}
        options={rates.map((rate) => [String(rate), String(rate)] as const)}
        onChoose={(value) => chooseTraining({ learningRate: Number(value) })}
      />
      <Buttons />
    </Panel>
  );
}

function Buttons() {
  const t = texts.value.training;
  const now = status.value;
  return (
    <div class="row learn-buttons">
      {now === 'idle' || now === 'failed' ? (
        <button type="button" class="button primary learn-start" onClick={() => void begin()}>
          <PlayIcon />
          {t.start}
        </button>
      ) : (
        <button type="button" class="button primary learn-start" disabled={now === 'starting'} onClick={() => pause(now === 'running')}>
          {now === 'paused' ? <PlayIcon /> : <PauseIcon />}
          {now === 'paused' ? t.resume : now === 'starting' ? t.starting : t.pause}
        </button>
      )}
      <button type="button" class="button" disabled={now === 'idle'} onClick={reset}>
        <RetryIcon />
        {t.reset}
      </button>
    </div>
  );
}
