/** The pictures: which is looked at, how far each is, and what can be done with all of them. */
import { useSignal } from '@preact/signals';
import { durationText, percent, sizeText, texts } from '../i18n/i18n.ts';
import { secondsLeft } from '../queue/estimate.ts';
import { type Item, overallProgress } from '../queue/queue.ts';
import { addList, clear, dispatch, namedResults, pause, queue, remove, saveAll, totalClock } from '../store.ts';
import { Bar, Panel } from './field.tsx';
import { AlertIcon, CheckIcon, CloseIcon, PauseIcon, PlayIcon, PlusIcon, SaveIcon } from './icons.tsx';
import { PickFiles } from './pick-files.tsx';

export function QueuePanel() {
  const t = texts.value.queue;
  const { items } = queue.value;
  return (
    <Panel
      title={t.title}
      end={
        <PickFiles class="button small" onFiles={addList}>
          <PlusIcon />
          {t.add}
        </PickFiles>
      }
    >
      {items.length > 1 && <Overall />}
      <ul class="queue">
        {items.map((item) => (
          <QueueRow key={item.id} item={item} current={item.id === queue.value.selected} />
        ))}
      </ul>
      <Actions />
    </Panel>
  );
}

function Overall() {
  const t = texts.value.queue;
  const { items, paused } = queue.value;
  const done = items.filter(({ status }) => status === 'done').length;
  const share = overallProgress(queue.value);
  const left = secondsLeft(share, totalClock.seconds(performance.now()));
  const ended = items.every(({ status }) => status !== 'waiting' && status !== 'working');
  return (
    <div class="overall">
      <Bar share={share} label={t.overall} still={paused} />
      <p class="hint">
        <span>{t.doneOf(done, items.length)}</span>
        <span>{paused ? t.paused : !ended && left !== undefined ? t.left(durationText(left)) : ''}</span>
      </p>
    </div>
  );
}

function QueueRow({ item, current }: { readonly item: Item; readonly current: boolean }) {
  const t = texts.value.queue;
  const { status, progress, size } = item;
  const state = status === 'working' ? percent(progress) : t.status[status];
  return (
    <li class={`queue-row ${status}${current ? ' on' : ''}`}>
      <button
        type="button"
        class="queue-pick"
        aria-current={current ? 'true' : undefined}
        onClick={() => dispatch({ kind: 'select', id: item.id })}
      >
        {status === 'failed' && !size ? (
          <span class="thumb broken">
            <AlertIcon />
          </span>
        ) : (
          <img class="thumb" src={item.url} alt="" loading="lazy" decoding="async" />
        )}
        <span class="queue-text">
          <span class="queue-name">{item.path}</span>
          <span class="hint">
            {size ? `${sizeText(size)} · ` : ''}
            {state}
          </span>
        </span>
        {status === 'done' && <CheckIcon />}
        {status === 'failed' && size && <AlertIcon />}
      </button>
      <button
        type="button"
        class="plain round"
        aria-label={t.remove(item.path)}
        title={t.remove(item.path)}
        onClick={() => remove(item.id)}
      >
        <CloseIcon />
      </button>
      {status === 'working' && <Bar share={progress} label={item.path} still={queue.value.paused} />}
    </li>
  );
}

function Actions() {
  const t = texts.value.queue;
  const { items, paused } = queue.value;
  const packing = useSignal(false);
  const finished = namedResults().length;
  const busy = items.some(({ status }) => status === 'working' || status === 'waiting');
  const pack = async (): Promise<void> => {
    packing.value = true;
    await saveAll().finally(() => {
      packing.value = false;
    });
  };
  return (
    <div class="row queue-actions">
      {(busy || paused) && (
        <button type="button" class="button" onClick={() => pause(!paused)}>
          {paused ? <PlayIcon /> : <PauseIcon />}
          {paused ? t.resume : t.pause}
        </button>
      )}
      {finished > 1 && (
        <button type="button" class="button" disabled={packing.value} onClick={() => void pack()}>
          <SaveIcon />
          {packing.value ? t.packing : t.saveAll(finished)}
        </button>
      )}
      {items.length > 1 && (
        <button type="button" class="button quiet" onClick={clear}>
          {t.clear}
        </button>
      )}
    </div>
  );
}
