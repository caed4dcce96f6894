/** What the library's test page loads: `subpixel/web`, and ways to call it for the test. */
import * as web from '../../src/web.ts';

/** A file's bytes as everything that a page has pictures in. */
const inputs = {
  blob: async (file: Blob) => file,
  file: async (file: Blob) => new File([file], 'picture', { type: file.type }),
  address: async (file: Blob) => URL.createObjectURL(file),
  url: async (file: Blob) => new URL(URL.createObjectURL(file)),
  bitmap: (file: Blob) => createImageBitmap(file, { premultiplyAlpha: 'none' }),
  pixels: async (file: Blob) => (await drawn(file)).getImageData(0, 0, 30, 20),
  offscreen: async (file: Blob) => (await drawn(file)).canvas,
  async canvas(file: Blob) {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [30, 20];
    canvas.getContext('2d')!.drawImage(await createImageBitmap(file), 0, 0);
    return canvas;
  },
  async webgl(file: Blob) {
    const canvas = new OffscreenCanvas(30, 20);
    canvas.getContext('bitmaprenderer')!.transferFromImageBitmap(await createImageBitmap(file));
    return canvas;
  },
  async element(file: Blob) {
    const element = new Image();
    element.src = URL.createObjectURL(file);
    return element;
  },
} satisfies Record<string, (file: Blob) => Promise<web.WebInput>>;

async function drawn(file: Blob) {
  const bitmap = await createImageBitmap(file);
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  return context;
}

export interface Job {
  readonly bytes: readonly number[];
  readonly as?: keyof typeof inputs;
  /** Of the file. */
  readonly type?: string;
  readonly upscaler?: web.UpscalerOptions;
  readonly options?: web.WebUpscaleOptions;
  /** The file that is to be made of it. */
  readonly output?: web.BlobOptions;
}

/** What came of it, as it can be sent to the test. */
export interface Sent {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: readonly number[];
  readonly device: string;
  readonly colorSpace: string;
  readonly notes: readonly string[];
  readonly milliseconds: number;
  readonly file: readonly number[];
}

async function run({ bytes, as = 'blob', type, upscaler: made, options = { scale: 2 }, output }: Job): Promise<Sent> {
  const upscaler = new web.Upscaler({ device: 'wasm', ...made });
  try {
    const input = await inputs[as](new Blob([Uint8Array.from(bytes)], type === undefined ? {} : { type }));
    const picture = await upscaler.upscale(input, options);
    const { image, device, colorSpace, notes, milliseconds } = picture;
    const file = output ? [...new Uint8Array(await (await picture.toBlob(output)).arrayBuffer())] : [];
    return { ...image, data: [...image.data], device, colorSpace, notes, milliseconds, file };
  } finally {
    await upscaler.dispose();
  }
}

export const kinds = Object.keys(inputs) as (keyof typeof inputs)[];

declare global {
  /** Set by this page. */
  var subpixel: typeof web;
  /** Set by this page. */
  var enlarge: (job: Job) => Promise<Sent>;
}

Object.assign(globalThis, { subpixel: web, enlarge: run });
