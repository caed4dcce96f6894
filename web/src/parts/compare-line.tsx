/** A line between two pictures that can be dragged, and moved with the arrow keys. */
import type { Signal } from '@preact/signals';

/** `share` is where the line is, 0–1 of the width of the element it is in. */
export function CompareLine({ share, label }: { readonly share: Signal<number>; readonly label: string }) {
  const onPointerMove = (event: PointerEvent): void => {
    const handle = event.currentTarget as HTMLElement;
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const { left, width } = handle.parentElement!.getBoundingClientRect();
    share.value = Math.min(1, Math.max(0, (event.clientX - left) / width));
  };
  const onPointerDown = (event: PointerEvent): void => {
    const handle = event.currentTarget as HTMLElement;
    event.stopPropagation();
    handle.setPointerCapture(event.pointerId);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const move = { ArrowLeft: -0.02, ArrowDown: -0.02, ArrowRight: 0.02, ArrowUp: 0.02, PageDown: -0.1, PageUp: 0.1, Home: -1, End: 1 }[
      event.key
    ];
    if (move === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    share.value = Math.min(1, Math.max(0, share.value + move));
  };
  return (
    <div
      class="line"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share.value * 100)}
      style={{ left: `${share.value * 100}%` }}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    >
      <span class="grip" />
    </div>
  );
}
