/** Dropping and pasting, wherever on the page. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { filesOf } from '../files/drop.ts';
import { texts } from '../i18n/i18n.ts';
import { addFiles } from '../store.ts';
import { PictureIcon } from './icons.tsx';

export function DropAnywhere() {
  const over = useSignal(false);
  useEffect(() => {
    // Entering a child is announced before leaving its parent.
    let depth = 0;
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const moved = (by: number) => (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = Math.max(0, depth + by);
      over.value = depth > 0;
    };
    const onDrop = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      over.value = false;
      void filesOf(event.dataTransfer!).then(addFiles);
    };
    const onPaste = (event: ClipboardEvent): void => {
      if (!event.clipboardData || event.clipboardData.files.length === 0) return;
      event.preventDefault();
      void filesOf(event.clipboardData).then(addFiles);
    };
    const listeners = { dragenter: moved(1), dragover: moved(0), dragleave: moved(-1), drop: onDrop, paste: onPaste };
    for (const [name, listener] of Object.entries(listeners)) addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of Object.entries(listeners)) removeEventListener(name, listener as EventListener);
    };
  }, []);
  if (!over.value) return null;
  return (
    <div class="drop-over" aria-hidden="true">
      <div>
        <PictureIcon />
        <p>{texts.value.welcome.dropNow}</p>
      </div>
    </div>
  );
}
