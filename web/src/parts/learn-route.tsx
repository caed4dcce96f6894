/** The section for students, which is loaded when it is first opened. */
import { signal } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import { texts } from '../i18n/i18n.ts';
import { notice } from '../store.ts';

const view = signal<FunctionComponent | undefined>(undefined);

export function LearnRoute() {
  const View = view.value;
  useEffect(() => {
    if (!view.peek()) void load();
  }, []);
  return View ? <View /> : <div class="learn-waiting" aria-busy="true" />;
}

async function load(): Promise<void> {
  try {
    const { LearnPage } = await import('../learn/learn-page.tsx');
    view.value = LearnPage;
  } catch {
    notice.value = texts.value.stage.kinds.other;
  }
}
