/** The section that enlarges pictures. */
import { texts } from '../i18n/i18n.ts';
import { queue, selected } from '../store.ts';
import { QueuePanel } from './queue-panel.tsx';
import { SettingsPanel } from './settings-panel.tsx';
import { Stage } from './stage.tsx';
import { Welcome } from './welcome.tsx';

export function UpscalePage() {
  if (queue.value.items.length === 0) return <Welcome />;
  const item = selected.value;
  return (
    <div class="workspace">
      <h1 class="unseen">{texts.value.head.upscale}</h1>
      {item && <Stage item={item} />}
      <aside class="side">
        <SettingsPanel />
        <QueuePanel />
      </aside>
    </div>
  );
}
