/** The picture that is looked at: its parts before the work, how far the work is, and the result. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { decimal, durationText, percent, sizeText, texts } from '../i18n/i18n.ts';
import { secondsLeft } from '../queue/estimate.ts';
import { megapixels, outputSize } from '../queue/output-size.ts';
import type { Item, Made, Problem } from '../queue/queue.ts';
import { recipe, settings } from '../settings.ts';
import { activity, again, cancel, clock, outdated, queue, saveOne } from '../store.ts';
import { labelOf } from '../viewer/layers.ts';
import { Viewer } from '../viewer/viewer.tsx';
import { Bar } from './field.tsx';
import { AlertIcon, RetryIcon, SaveIcon } from './icons.tsx';
import { Measure } from './measure.tsx';
import { Preview } from './preview.tsx';

export function Stage({ item }: { readonly item: Item }) {
  const made = item.made.at(-1);
  return (
    <section class="stage" aria-labelledby="stage-name">
      <div class="stage-head">
        <div class="stage-title">
          <h2 id="stage-name" title={item.path}>
            {item.path}
          </h2>
          <p class="hint">{made && item.status === 'done' ? <MadeFacts made={made} /> : <Sizes item={item} />}</p>
        </div>
        <StageActions item={item} />
      </div>
      <Working item={item} />
      {item.status === 'failed' && item.problem && <Trouble item={item} problem={item.problem} />}
      {made ? <Viewer item={item} /> : item.size ? <Preview key={item.id} item={item} size={item.size} /> : null}
      {!made && !item.size && item.status === 'waiting' && <p class="stage-empty hint">{texts.value.stage.opening}</p>}
      {made && item.status === 'done' && <Notes made={made} />}
      {made && <Measure key={`${item.id} ${item.made.length}`} made={made} />}
    </section>
  );
}

function Sizes({ item: { size } }: { readonly item: Item }) {
  if (!size) return null;
  const target = outputSize(size, settings.value.size);
  return (
    <>
      {sizeText(size)} → {sizeText(target)} · {texts.value.facts.megapixels(decimal(megapixels(target)))}
    </>
  );
}

/** What ran, and how fast: what the worker measured. */
function MadeFacts({ made }: { readonly made: Made }) {
  const { facts } = texts.value;
  const backend = made.device === 'webgpu' ? facts.webgpu : made.device === 'cpu' ? facts.cpu(made.threads) : facts.none;
  const parts = [
    sizeText(made),
    labelOf(made.recipe),
    backend,
    facts.seconds(decimal(made.seconds)),
    facts.speed(decimal(made.megapixelsPerSecond)),
  ];
  return <span class="made-facts">{parts.join(' · ')}</span>;
}

function Notes({ made }: { readonly made: Made }) {
  if (made.notes.length === 0) return null;
  return (
    <ul class="notes hint" lang="en">
      {made.notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}

function StageActions({ item }: { readonly item: Item }) {
  const t = texts.value.stage;
  const { status, made } = item;
  const changed = outdated(item);
  return (
    <div class="row">
      {(status === 'working' || status === 'waiting') && (
        <button type="button" class="button" onClick={() => cancel(item.id)}>
          {t.cancel}
        </button>
      )}
      {status === 'cancelled' && !changed && (
        <button type="button" class="button primary" onClick={() => again(item.id)}>
          <RetryIcon />
          {t.retry}
        </button>
      )}
      {changed && status !== 'failed' && (
        <button type="button" class={made.length > 0 ? 'button' : 'button primary'} onClick={() => again(item.id)}>
          <RetryIcon />
          {t.again(labelOf(recipe()))}
        </button>
      )}
      {made.length > 0 && status === 'done' && (
        <button type="button" class="button primary" onClick={() => saveOne(item)}>
          <SaveIcon />
          {t.save}
        </button>
      )}
    </div>
  );
}

/** One line that is always there, so that nothing moves when the work begins or ends. */
function Working({ item }: { readonly item: Item }) {
  const t = texts.value.stage;
  const { status, progress } = item;
  const now = useNow(status === 'working');
  if (status === 'done' || status === 'failed') return null;
  const { paused } = queue.value;
  const left = status === 'working' && activity.value.kind === 'making' ? secondsLeft(progress, clock.seconds(now)) : undefined;
  const line = paused ? t.pausedNow : status === 'cancelled' ? t.cancelled : status === 'waiting' ? t.waiting : workingText(progress);
  return (
    <div class="working">
      <Bar share={status === 'working' ? progress : 0} label={item.path} still={paused || status !== 'working'} />
      <p>
        <span>{line}</span>
        <span class="hint">{left !== undefined && !paused ? t.left(durationText(left)) : ''}</span>
      </p>
    </div>
  );
}

function workingText(progress: number): string {
  const t = texts.value.stage;
  const doing = activity.value;
  if (doing.kind === 'starting') return t.starting;
  if (doing.kind === 'download' && progress === 0) return t.loading(doing.share === undefined ? '…' : percent(doing.share));
  return t.progress(percent(progress));
}

/** The time, every half second while it is asked for. */
function useNow(running: boolean): number {
  const now = useSignal(performance.now());
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => {
      now.value = performance.now();
    }, 500);
    return () => clearInterval(timer);
  }, [running]);
  return now.value;
}

function Trouble({ item, problem }: { readonly item: Item; readonly problem: Problem }) {
  const t = texts.value.stage;
  return (
    <div class="trouble" role="alert">
      <AlertIcon />
      <div>
        <h3>{t.failed}</h3>
        <p>{problem.message}</p>
        <p class="hint">{t.kinds[problem.kind]}</p>
        <button type="button" class="button" onClick={() => again(item.id)}>
          <RetryIcon />
          {outdated(item) ? t.again(labelOf(recipe())) : t.retry}
        </button>
      </div>
    </div>
  );
}
