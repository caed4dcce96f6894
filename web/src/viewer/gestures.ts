/** Mouse, touch, wheel and keys to movements of a viewport. */
import type { Signal } from '@preact/signals';
import type { Size } from '../queue/queue.ts';
import { clamped, fit, panned, type Viewport, zoomed } from './viewport.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Listens on an element whose size is a pane's; what is returned ends it. */
export function listen(element: HTMLElement, view: Signal<Viewport>, picture: Size, pane: () => Size): () => void {
  const pointers = new Map<number, Point>();
  /** From the middle of the pane under the point; panes lie side by side. */
  const fromMiddle = ({ x, y }: Point): Point => {
    const box = element.getBoundingClientRect();
    const { width, height } = pane();
    return { x: ((x - box.left) % width) - width / 2, y: ((y - box.top) % height) - height / 2 };
  };
  const zoom = (factor: number, at: Point): void => {
    view.value = zoomed(view.value, factor, fromMiddle(at), picture, pane());
  };
  const onDown = (event: PointerEvent): void => {
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    element.setPointerCapture(event.pointerId);
  };
  const onMove = (event: PointerEvent): void => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    if (other) {
      const distance = (p: Point): number => Math.hypot(p.x - other.x, p.y - other.y);
      zoom(distance(now) / Math.max(1, distance(before)), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    }
    const share = other ? 0.5 : 1;
    view.value = panned(view.value, (now.x - before.x) * share, (now.y - before.y) * share, picture, pane());
    pointers.set(event.pointerId, now);
  };
  const onUp = (event: PointerEvent): void => {
    pointers.delete(event.pointerId);
  };
  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.002)), { x: event.clientX, y: event.clientY });
  };
  const onDoubleClick = (event: MouseEvent): void => zoom(2, { x: event.clientX, y: event.clientY });
  const onKeyDown = (event: KeyboardEvent): void => {
    const moved = keyed(event.key, view.value, picture, pane());
    if (!moved || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    view.value = moved;
  };
  const handlers = {
    pointerdown: onDown,
    pointermove: onMove,
    pointerup: onUp,
    pointercancel: onUp,
    wheel: onWheel,
    dblclick: onDoubleClick,
    keydown: onKeyDown,
  } as unknown as Readonly<Record<string, EventListener>>;
  for (const [name, handler] of Object.entries(handlers)) element.addEventListener(name, handler, { passive: false });
  return () => {
    for (const [name, handler] of Object.entries(handlers)) element.removeEventListener(name, handler);
  };
}

/** CSS pixels of one press of an arrow key. */
const keyStep = 60;

function keyed(key: string, view: Viewport, picture: Size, pane: Size): Viewport | undefined {
  const middle = { x: 0, y: 0 };
  switch (key) {
    case 'ArrowLeft':
      return panned(view, keyStep, 0, picture, pane);
    case 'ArrowRight':
      return panned(view, -keyStep, 0, picture, pane);
    case 'ArrowUp':
      return panned(view, 0, keyStep, picture, pane);
    case 'ArrowDown':
      return panned(view, 0, -keyStep, picture, pane);
    case '+':
    case '=':
      return zoomed(view, Math.SQRT2, middle, picture, pane);
    case '-':
      return zoomed(view, Math.SQRT1_2, middle, picture, pane);
    case '0':
      return fit(picture, pane);
    case '1':
      return clamped({ ...view, zoom: 1 }, picture, pane);
    default:
      return undefined;
  }
}
