/** How much of the picture one pixel of the result depends on, drawn over the picture. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Image } from 'subpixel/web';
import type { Inspected } from '../engine/protocol.ts';
import { partOf, picture, pixelsOf, sides } from '../picture.ts';
import { Pixels } from '../pixels.tsx';
import { texts } from '../texts/texts.ts';

/** Pixels around the field that are shown with it, and the largest part that is shown. */
const margin = 8;
const largest = 192;

interface Props {
  readonly facts: Inspected | undefined;
}

export function FieldOverPicture({ facts }: Props) {
  const t = texts.value.networks;
  const image = useSignal<Image | undefined>(undefined);
  /** As shares of the part's sides. */
  const pixel = useSignal({ x: 0.5, y: 0.5 });
  const radius = facts && (facts.radius ?? largest) / (facts.input === 'bicubic' ? facts.scale : 1);
  const side = Math.min(largest, Math.max(sides.networks, 2 * Math.ceil((radius ?? 0) + margin)));
  const { blob } = picture.value ?? {};
  const part = partOf(side);
  useEffect(() => {
    if (blob && part) void pixelsOf(blob, part).then((made) => (image.value = made));
  }, [blob, part?.x, part?.y, part?.width]);

  const { width, height } = image.value ?? { width: side, height: side };
  const [x, y] = [Math.floor(pixel.value.x * width), Math.floor(pixel.value.y * height)];
  const move = (event: PointerEvent & { currentTarget: HTMLElement }): void => {
    if (event.type === 'pointermove' && event.pointerType !== 'mouse') return;
    const box = event.currentTarget.getBoundingClientRect();
    const share = (at: number): number => Math.min(0.999, Math.max(0, at));
    pixel.value = { x: share((event.clientX - box.left) / box.width), y: share((event.clientY - box.top) / box.height) };
  };
  return (
    <figure class="learn-field">
      <div class="learn-frame" onPointerMove={move} onPointerDown={move}>
        <Pixels image={image.value} label={t.fieldPicture} />
        {radius !== undefined && (
          <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
            <path
              class="outside"
              fill-rule="evenodd"
              d={`M0 0H${width}V${height}H0ZM${x - radius} ${y - radius}h${2 * radius + 1}v${2 * radius + 1}h${-2 * radius - 1}Z`}
            />
            <rect class="field" x={x - radius} y={y - radius} width={2 * radius + 1} height={2 * radius + 1} />
            <rect class="pixel" x={x} y={y} width={1} height={1} />
          </svg>
        )}
      </div>
      <figcaption class="hint">{t.fieldCaption}</figcaption>
    </figure>
  );
}
