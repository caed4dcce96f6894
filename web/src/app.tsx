/** The frame of every section. */
import { effect } from '@preact/signals';
import { language, texts } from './i18n/i18n.ts';
import { DropAnywhere } from './parts/drop-anywhere.tsx';
import { Footer } from './parts/footer.tsx';
import { Header } from './parts/header.tsx';
import { CloseIcon } from './parts/icons.tsx';
import { route, routes } from './routes.ts';
import { notice, queue } from './store.ts';

export function App() {
  const View = routes[route.value].view;
  return (
    <>
      <Header />
      <main id="content" tabIndex={-1}>
        <View />
      </main>
      <Footer />
      <Notice />
      <Announcements />
      <DropAnywhere />
    </>
  );
}

function Notice() {
  if (notice.value === undefined) return null;
  const { close } = texts.value.notices;
  return (
    <div class="notice" role="status">
      <span>{notice.value}</span>
      <button type="button" class="plain round" aria-label={close} title={close} onClick={() => (notice.value = undefined)}>
        <CloseIcon />
      </button>
    </div>
  );
}

/** For screen readers: how many pictures are done. */
function Announcements() {
  const { items } = queue.value;
  const done = items.filter(({ status }) => status === 'done').length;
  return (
    <p class="unseen" role="status">
      {done > 0 ? texts.value.queue.doneOf(done, items.length) : ''}
    </p>
  );
}

effect(() => {
  document.documentElement.lang = texts.value.numbers;
  document.documentElement.dataset['language'] = language.value;
});
