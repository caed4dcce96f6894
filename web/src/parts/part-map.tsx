/** A small picture of the whole, on which the part that is shown is chosen. */
import type { Part } from '../engine/protocol.ts';
import { texts } from '../i18n/i18n.ts';
import type { Size } from '../queue/queue.ts';

interface PartMapProps {
  readonly url: string;
  readonly size: Size;
  readonly part: Part;
  readonly onMove: (x: number, y: number) => void;
}

export function PartMap({ url, size, part, onMove }: PartMapProps) {
  const share = (value: number, of: number) => `${(100 * value) / of}%`;
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    onMove(part.x + part.width * (0.5 + step[0]! / 2), part.y + part.height * (0.5 + step[1]! / 2));
  };
  return (
    <button
      type="button"
      class="part-map"
      aria-label={texts.value.preview.where}
      title={texts.value.preview.where}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        if (event.detail === 0) return; // by the keyboard
        const box = event.currentTarget.getBoundingClientRect();
        onMove(((event.clientX - box.left) / box.width) * size.width, ((event.clientY - box.top) / box.height) * size.height);
      }}
      style={{ aspectRatio: `${size.width} / ${size.height}` }}
    >
      <img src={url} alt="" draggable={false} />
      <span
        class="part-frame"
        style={{
          left: share(part.x, size.width),
          top: share(part.y, size.height),
          width: share(part.width, size.width),
          height: share(part.height, size.height),
        }}
      />
    </button>
  );
}
