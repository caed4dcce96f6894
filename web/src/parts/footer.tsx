/** State of the page itself: offline use, installation, a new version. */
import { texts } from '../i18n/i18n.ts';
import { installPrompt, offlineState, online } from '../offline.ts';

export function Footer() {
  const t = texts.value.foot;
  const state = offlineState.value;
  return (
    <footer class="foot hint">
      <span>{t.code}</span>
      <span class="foot-end">
        {!online.value && <span>{t.offline}</span>}
        {state === 'ready' && online.value && <span>{t.ready}</span>}
        {state === 'update' && (
          <>
            <span>{t.update}</span>
            <button type="button" class="button small" onClick={() => location.reload()}>
              {t.reload}
            </button>
          </>
        )}
        {installPrompt.value && (
          <button type="button" class="button small" onClick={() => void installPrompt.value?.prompt()}>
            {t.install}
          </button>
        )}
      </span>
    </footer>
  );
}
