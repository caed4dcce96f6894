/** The page of `subpixel compare`: one HTML file with the pictures in it, and a viewer for any two of them. */
import { encode } from '../codecs/node.ts';
import type { Image, Rect } from '../image/image.ts';
import { cropImage } from '../image/planes.ts';
import { metrics } from '../metrics/index.ts';
import { eightBit } from './compare.ts';
import type { ComparedPicture } from './compare-run.ts';
import { compareScript } from './compare-script.ts';
import { compareStyle } from './compare-style.ts';
import { shown } from './eval-text.ts';
import { escapeHtml, imageHtml, renderPage } from './page.ts';
import { formatDuration } from './progress.ts';

export interface ComparePage {
  readonly title: string;
  readonly lr: { readonly width: number; readonly height: number };
  /** All of one size; the original last. */
  readonly pictures: readonly ComparedPicture[];
  readonly hasOriginal: boolean;
  readonly metrics: readonly string[];
  /** What the page shows first. */
  readonly crop: Rect;
  readonly protocolText?: string | undefined;
  readonly notes: readonly string[];
}

/** Pixels of one picture that a page holds; of larger ones it holds the part around the crop. */
const mostPixels = 8_000_000;

export async function renderComparePage(page: ComparePage): Promise<string> {
  const { title, lr, pictures, hasOriginal, metrics: names, crop } = page;
  const { width, height } = pictures[0]!.image;
  const part = partAround(crop, { width, height });
  const pngs = await Promise.all(pictures.map(({ image }) => pngOf(image, part)));
  const lead = `${lr.width}×${lr.height} to ${width}×${height}${hasOriginal ? ', beside the original' : ''}`;
  const cut =
    part.width < width || part.height < height ? [`Shown is the part of ${part.width}×${part.height} at ${part.x},${part.y}.`] : [];
  const notes = [...cut, ...page.notes, ...(page.protocolText === undefined ? [] : [`Measured by ${page.protocolText}.`])];
  const body = [
    `<p class="kind">Comparison</p>\n<h1>${escapeHtml(title)}</h1>\n<p class="lead">${lead}</p>`,
    viewer(pictures),
    `<div class="views" id="views">\n${pictures.map((picture, i) => figure(picture, pngs[i]!, names, pictures)).join('\n')}\n</div>`,
    ...notes.map((note) => `<p class="note about">${escapeHtml(note)}</p>`),
    '<noscript><p class="note card">Moving, enlarging and comparing need JavaScript; the pictures and their scores are above.</p></noscript>',
  ];
  const start = { x: crop.x - part.x, y: crop.y - part.y, width: crop.width, height: crop.height };
  return renderPage({
    title: `${title}: comparison`,
    body: body.join('\n'),
    data: {
      labels: pictures.map(({ label }) => label),
      original: hasOriginal ? pictures.length - 1 : null,
      start,
      ...startPair(pictures.length, hasOriginal),
    },
    script: compareScript,
    style: compareStyle,
    plain: true,
  });
}

/** The last method in the list beside the first, which is what was asked for first. */
function startPair(count: number, hasOriginal: boolean): { readonly left: number; readonly right: number } {
  const methods = hasOriginal ? count - 1 : count;
  return methods > 1 ? { left: methods - 1, right: 0 } : { left: 0, right: count - 1 };
}

function partAround(crop: Rect, size: { readonly width: number; readonly height: number }): Rect {
  if (size.width * size.height <= mostPixels) return { x: 0, y: 0, ...size };
  const shrink = Math.sqrt(mostPixels / (size.width * size.height));
  const width = Math.max(crop.width, Math.floor(size.width * shrink));
  const height = Math.max(crop.height, Math.floor(size.height * shrink));
  const place = (middle: number, length: number, all: number) => Math.round(Math.min(Math.max(0, middle - length / 2), all - length));
  return { x: place(crop.x + crop.width / 2, width, size.width), y: place(crop.y + crop.height / 2, height, size.height), width, height };
}

async function pngOf(image: Image, part: Rect): Promise<Uint8Array> {
  const whole = part.width === image.width && part.height === image.height;
  return (await encode(eightBit(whole ? image : cropImage(image, part)), 'png')).bytes;
}

function viewer(pictures: readonly ComparedPicture[]): string {
  const choose = (side: string, text: string) =>
    `<label>${text} <select id="${side}">${pictures.map(({ label }, i) => `<option value="${i}">${escapeHtml(label)}</option>`).join('')}</select></label>`;
  const radio = (group: string, entries: readonly (readonly [value: string, text: string])[]) =>
    `<div class="segments" role="radiogroup" aria-label="${group === 'mode' ? 'How two pictures are shown' : 'What is shown of each picture'}">${entries
      .map(
        ([value, text], i) =>
          `<label><input type="radio" name="${group}" value="${value}"${i === 0 ? ' checked' : ''}><span>${text}</span></label>`,
      )
      .join('')}</div>`;
  return `<section class="card viewer" id="viewer" hidden>
<div class="bar">
${radio('mode', [
  ['line', 'Line'],
  ['sides', 'Side by side'],
  ['difference', 'Difference'],
])}
<div class="pair">${choose('left', 'Left')} <button type="button" id="exchange" aria-label="Exchange left and right">⇄</button> ${choose('right', 'Right')}</div>
</div>
<div class="stage" id="stage" tabindex="0" role="application" aria-label="Viewer of two pictures" aria-describedby="keys">
<canvas id="main"></canvas><span class="tag left" id="left-tag"></span><span class="tag right" id="right-tag"></span><span class="grip" id="grip" aria-hidden="true"></span>
</div>
<div class="bar tools">
<label class="slide" id="line-control">Line <input type="range" id="line" min="0" max="1000" value="500"></label>
<label class="slide" id="gain-control" hidden>Difference <select id="gain"><option value="1">×1</option><option value="2">×2</option><option value="4" selected>×4</option><option value="8">×8</option><option value="16">×16</option></select></label>
<div class="zoom"><button type="button" id="out" aria-label="Smaller">−</button><output id="percent"></output><button type="button" id="in" aria-label="Larger">+</button><button type="button" id="whole">Whole</button><button type="button" id="detail">Detail</button></div>
</div>
<p class="note" id="keys">Drag to move, pinch or Ctrl and wheel to enlarge. <span>Keys: arrows move, <kbd>+</kbd> <kbd>−</kbd> enlarge and reduce, <kbd>0</kbd> whole picture, <kbd>,</kbd> <kbd>.</kbd> move the line, <kbd>1</kbd>–<kbd>9</kbd> choose the right picture, with <kbd>Shift</kbd> the left, <kbd>x</kbd> exchanges them, <kbd>d</kbd> goes through the three ways.</span></p>
<div class="bar all"><h2>All</h2>
${radio('shown', [
  ['pictures', 'Pictures'],
  ['differences', 'Differences'],
])}
<p class="note" id="against"></p></div>
</section>`;
}

function figure(picture: ComparedPicture, png: Uint8Array, names: readonly string[], all: readonly ComparedPicture[]): string {
  const { label, scores, seconds, device } = picture;
  const rows = names.flatMap((name) => {
    const value = scores[name];
    if (value === undefined) return [];
    const { title, unit, better } = metrics[name]!;
    const others = all.flatMap((other) => (other.seconds === undefined ? [] : (other.scores[name] ?? [])));
    const best = seconds !== undefined && others.length > 1 && value === (better === 'higher' ? Math.max(...others) : Math.min(...others));
    const text = `${shown(value, unit === 'dB' ? 2 : 4)}${unit === '' ? '' : `&#8239;<small>${escapeHtml(unit)}</small>`}`;
    return [
      `<div${best ? ' class="best"' : ''}><dt>${escapeHtml(title)}</dt><dd>${text}${best ? '<span class="hidden"> (best)</span>' : ''}</dd></div>`,
    ];
  });
  const made = seconds === undefined ? '' : ` <span>${formatDuration(seconds)} on ${escapeHtml(device ?? '')}</span>`;
  return `<figure class="card view"><div class="frame">${imageHtml(png, label)}</div>
<figcaption><b>${escapeHtml(label)}</b>${made}${rows.length > 0 ? `<dl>${rows.join('')}</dl>` : ''}<div class="sides"></div></figcaption></figure>`;
}
