/** For students: interpolation, networks and training, each seen at work on a picture of one's own. */
import './learn.css';
import { effect, signal } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import { texts as pageTexts } from '../i18n/i18n.ts';
import { centralPart } from '../parts/part.ts';
import { PartMap } from '../parts/part-map.tsx';
import { PickFiles } from '../parts/pick-files.tsx';
import { addList, dispatch, queue, selected } from '../store.ts';
import { Interpolation } from './interpolation/interpolation.tsx';
import { Networks } from './networks/networks.tsx';
import { moveTo, partOf, picture, sides } from './picture.ts';
import { texts } from './texts/texts.ts';
import { Training } from './training/training.tsx';

interface Chapter {
  readonly hash: string;
  readonly view: FunctionComponent;
}

const chapters = {
  interpolation: { hash: '#/learn', view: Interpolation },
  networks: { hash: '#/learn/networks', view: Networks },
  training: { hash: '#/learn/training', view: Training },
} as const satisfies Readonly<Record<string, Chapter>>;

type ChapterName = keyof typeof chapters;
const names = Object.keys(chapters) as ChapterName[];

const current = (): ChapterName => names.find((name) => chapters[name].hash === location.hash) ?? 'interpolation';
const chapter = signal<ChapterName>(current());
addEventListener('hashchange', () => {
  chapter.value = current();
});

export function LearnPage() {
  const t = texts.value;
  useEffect(selectNewest, []);
  const { view: View } = chapters[chapter.value];
  return (
    <div class="learn">
      <header class="learn-head">
        <div class="learn-title">
          <h1>{t.chapters[chapter.value].title}</h1>
          <p class="lead">{t.chapters[chapter.value].lead}</p>
        </div>
        <PicturePart side={sides[chapter.value]} />
      </header>
      <nav class="learn-chapters" aria-label={t.chaptersLabel}>
        {names.map((name, i) => (
          <a key={name} href={chapters[name].hash} aria-current={name === chapter.value ? 'page' : undefined}>
            <span class="learn-number" aria-hidden="true">
              {i + 1}
            </span>
            {t.chapters[name].name}
          </a>
        ))}
      </nav>
      <View />
    </div>
  );
}

/** Whatever is dropped or chosen while this section is open is what it shows. Returns how that ends. */
function selectNewest(): () => void {
  let before = queue.peek().items.length;
  return effect(() => {
    const { items } = queue.value;
    const grew = items.length > before;
    before = items.length;
    if (grew) dispatch({ kind: 'select', id: items.at(-1)!.id });
  });
}

/** Which picture, and which part of it. */
function PicturePart({ side }: { readonly side: number }) {
  const t = texts.value.picture;
  const shown = picture.value;
  const part = partOf(side);
  return (
    <div class="learn-picture">
      {shown ? (
        <PartMap url={shown.url} size={shown.size} part={part ?? centralPart(shown.size, side)} onMove={moveTo} />
      ) : (
        <span class="learn-picture-space" />
      )}
      <div>
        <p class="hint">{shown?.name ?? t.sample}</p>
        {selected.value?.status === 'failed' && !selected.value.size && (
          <p class="error" role="alert">
            {pageTexts.value.stage.unreadable}
          </p>
        )}
        <PickFiles class="button small" several={false} onFiles={addList}>
          {t.choose}
        </PickFiles>
      </div>
    </div>
  );
}
