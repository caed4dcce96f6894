/** Pictures as arrays, on a canvas. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Image } from 'subpixel/web';

/** `image` has 1 or 3 channels of 8 bits. Without one the place is kept free. An empty label is for one that is named by what is around it. */
export function Pixels({ image, label }: { readonly image: Image | undefined; readonly label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    if (image) draw(canvas.current!, image);
  }, [image]);
  const named = label === '' ? { 'aria-hidden': true } : { role: 'img' as const, 'aria-label': label };
  return <canvas ref={canvas} class="learn-pixels" {...named} width={image?.width ?? 1} height={image?.height ?? 1} />;
}

function draw(canvas: HTMLCanvasElement, { width, height, channels, data }: Image): void {
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    const at = i * channels;
    rgba[4 * i] = data[at]!;
    rgba[4 * i + 1] = data[channels === 1 ? at : at + 1]!;
    rgba[4 * i + 2] = data[channels === 1 ? at : at + 2]!;
    rgba[4 * i + 3] = 255;
  }
  canvas.getContext('2d')!.putImageData(new ImageData(rgba, width, height), 0, 0);
}
