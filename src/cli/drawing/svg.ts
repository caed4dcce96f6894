/** Boxes, frames and lines as an SVG document, as short as it can be. */

export interface Rectangle {
  /** Left upper corner. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Box extends Rectangle {
  readonly lines: readonly string[];
  readonly kind: 'end' | 'weights' | 'plain';
}

export interface Frame extends Rectangle {
  readonly label: Rectangle & { readonly text: string };
}

/** From the lower edge of a box by way of some points to the upper edge of another. */
export type Line = readonly { readonly x: number; readonly y: number }[];

export interface Drawing {
  readonly title: string;
  readonly boxes: readonly Box[];
  readonly frames: readonly Frame[];
  readonly lines: readonly Line[];
}

const style = [
  'text{font:11px ui-sans-serif,Helvetica,Arial,sans-serif;fill:#1f2937;text-anchor:middle}',
  '.n{font-weight:600}',
  '.s{fill:#4b5563}',
  '.l{font-weight:600;fill:#b45309}',
  'rect{stroke:#6b7280}',
  '.weights{fill:#dbeafe;stroke:#3b82f6}',
  '.plain{fill:#f3f4f6}',
  '.end{fill:#d1fae5;stroke:#059669}',
  '.f{fill:#fef3c7;fill-opacity:.45;stroke:#d97706;stroke-dasharray:5 3}',
  '.e{fill:none;stroke:#6b7280;marker-end:url(#a)}',
  '#a path{fill:#6b7280}',
].join('');

/** The document, one element a line. */
export function svgOf({ title, boxes, frames, lines }: Drawing): string {
  const { x, y, width, height } = around([...boxes, ...frames, ...lines.flat().map((at) => ({ ...at, width: 0, height: 0 }))]);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${x} ${y} ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escaped(title)}</title>`,
    `<style>${style}</style>`,
    '<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>',
    `<path d="M${x} ${y}h${width}v${height}h-${width}z" fill="#fff"/>`,
    ...frames.map(
      (frame) => rectangle(frame, 'f') + text(frame.label.x + frame.label.width / 2, frame.label.y + 15, frame.label.text, 'l'),
    ),
    ...lines.map((line) => `<path class="e" d="${curve(line)}"/>`),
    ...boxes.map(boxText),
    '</svg>',
    '',
  ].join('\n');
}

/** The rectangle around all, with a margin. */
function around(all: readonly Rectangle[]): Rectangle {
  const margin = 12;
  const [left, top] = [Math.floor(Math.min(...all.map(({ x }) => x)) - margin), Math.floor(Math.min(...all.map(({ y }) => y)) - margin)];
  const [right, bottom] = [Math.max(...all.map((r) => r.x + r.width)), Math.max(...all.map((r) => r.y + r.height))];
  return { x: left, y: top, width: Math.ceil(right + margin - left), height: Math.ceil(bottom + margin - top) };
}

function boxText(box: Box): string {
  const middle = box.x + box.width / 2;
  const top = box.y + box.height / 2 - (box.lines.length * 15) / 2 + 11.5;
  const classes = { 1: [''], 2: ['', 's'], 3: ['n', '', 's'] }[box.lines.length] ?? [];
  return rectangle(box, box.kind) + box.lines.map((line, i) => text(middle, top + 15 * i, line, classes[i] ?? '')).join('');
}

function rectangle({ x, y, width, height }: Rectangle, kind: string): string {
  return `<rect class="${kind}" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="4"/>`;
}

function text(x: number, y: number, words: string, kind: string): string {
  return `<text${kind === '' ? '' : ` class="${kind}"`} x="${round(x)}" y="${round(y)}">${escaped(words)}</text>`;
}

/** Through the middles between the points, round at the points themselves; a point on the straight line between its neighbours says nothing. */
function curve(points: Line): string {
  const rounded = points.map(({ x, y }) => [round(x), round(y)] as const);
  const [first, ...rest] = rounded.filter(([x], i) => x !== rounded[i - 1]?.[0] || x !== rounded[i + 1]?.[0]);
  const last = rest.pop()!;
  const bends = rest.map(([x, y], i) => {
    const [nextX, nextY] = rest[i + 1] ?? last;
    return `Q${x} ${y} ${round((x + nextX) / 2)} ${round((y + nextY) / 2)}`;
  });
  return `M${first!.join(' ')}${bends.join('')}L${last.join(' ')}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
