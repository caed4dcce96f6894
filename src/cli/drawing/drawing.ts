/** A network's graph as a picture: boxes from top to bottom, laid out by dagre, with a frame around blocks that are repeated. */
import { Graph as DagreGraph, type Edge, layout } from '@dagrejs/dagre';
import type { Graph } from '../../graph/graph.ts';
import { foldLayers, labelOf, type Part, type Repeat, standIn } from '../../graph/layers/fold.ts';
import { layersOf, type NetworkLayer, shapeWords } from '../../graph/layers/layers.ts';
import { grouped } from '../table.ts';
import { type Box, type Frame, type Line, svgOf } from './svg.ts';

/** Pixels that a letter of the drawing takes, on average, and the height of a line. */
const letter = 6.3;
const lineHeight = 15;
const padding = 8;
/** What a joint is told that only keeps things in order. */
const hidden = { hidden: true, weight: 4 };

/** The graph, whose first output is the picture, as an SVG document; `title` is what it is called there. */
export function drawNetwork(graph: Graph, title: string): string {
  const layers = layersOf(graph);
  const parts = foldLayers(layers);
  const sheet = new DagreGraph({ compound: true });
  sheet.setGraph({ rankdir: 'TB', nodesep: 24, edgesep: 12, ranksep: 24 });
  sheet.setDefaultEdgeLabel(() => ({}));
  addParts(sheet, parts, layers, undefined);
  // Blocks begin below what they work on.
  for (const repeat of repeatsOf(parts)) {
    const source = Math.max(-1, ...layers[repeat.first]!.inputs.filter((j) => j < repeat.first));
    if (source >= 0) sheet.setEdge(String(standIn(parts, source).place), labelName(repeat), hidden);
  }
  const end = String(layers.length);
  sheet.setNode(end, sizeOf(['Output']));
  for (const [from, to] of joints(parts, layers)) sheet.setEdge(String(from), String(to), { weight: to - from === 1 ? 4 : 1 });
  for (const place of endings(parts, layers)) sheet.setEdge(String(place), end);
  layout(sheet);

  const boxes: Box[] = [...layers.keys(), layers.length]
    .filter((i) => sheet.hasNode(String(i)))
    .map((i) => ({ ...place(sheet, String(i)), lines: i === layers.length ? ['Output'] : linesOf(layers[i]!), kind: kindOf(layers[i]) }));
  const frames: Frame[] = repeatsOf(parts).map((repeat) => ({
    ...place(sheet, nameOf(repeat)),
    label: { ...place(sheet, labelName(repeat)), text: labelOf(repeat, layers) },
  }));
  const drawn: readonly { readonly points: Line; readonly hidden?: true }[] = sheet.edges().map((edge: Edge) => sheet.edge(edge));
  const lines = drawn.filter(({ hidden }) => !hidden).map(({ points }) => points);
  return svgOf({ title, boxes, frames, lines });
}

function addParts(sheet: DagreGraph, parts: readonly Part[], layers: readonly NetworkLayer[], frame: string | undefined): void {
  for (const part of parts) {
    const name = typeof part === 'number' ? String(part) : nameOf(part);
    sheet.setNode(name, typeof part === 'number' ? sizeOf(linesOf(layers[part]!)) : {});
    if (frame !== undefined) sheet.setParent(name, frame);
    if (typeof part === 'number') continue;
    addParts(sheet, part.parts, layers, name);
    // The label is a box of its own above the first one, so that there is room for it.
    const [first] = part.parts as [Part];
    sheet.setNode(labelName(part), sizeOf([labelOf(part, layers)]));
    sheet.setParent(labelName(part), name);
    sheet.setEdge(labelName(part), typeof first === 'number' ? String(first) : labelName(first), hidden);
  }
}

function labelName(repeat: Repeat): string {
  return `label of ${nameOf(repeat)}`;
}

function nameOf({ first, length, times }: Repeat): string {
  return `${first}+${length}×${times}`;
}

function repeatsOf(parts: readonly Part[]): Repeat[] {
  return parts.flatMap((part) => (typeof part === 'number' ? [] : [part, ...repeatsOf(part.parts)]));
}

/** The drawn lines; of those between two turns of a block none, as the frame says it. */
function joints(parts: readonly Part[], layers: readonly NetworkLayer[]): [number, number][] {
  const found = new Map<string, [number, number]>();
  for (const [i, { inputs }] of layers.entries())
    for (const j of inputs) {
      const [to, from] = [standIn(parts, i), standIn(parts, j)];
      if ([...to.turns].some(([repeat, turn]) => (from.turns.get(repeat) ?? turn) !== turn)) continue;
      found.set(`${from.place} ${to.place}`, [from.place, to.place]);
    }
  return [...found.values()];
}

/** Where the layers are drawn that no other works on. */
function endings(parts: readonly Part[], layers: readonly NetworkLayer[]): number[] {
  const used = new Set(layers.flatMap(({ inputs }) => inputs));
  return [...new Set([...layers.keys()].filter((i) => !used.has(i)).map((i) => standIn(parts, i).place))];
}

function linesOf({ name, operator, shape, parameters, shared }: NetworkLayer): string[] {
  const size = shapeWords(shape);
  if (operator === 'Input') return [`Input  ${size}`];
  if (name === '') return ['Add', 'Multiply', 'Concat'].includes(operator) ? [operator] : [operator, size];
  const weights = parameters > 0 ? ` · ${grouped(parameters)}` : shared ? ' · weights as above' : '';
  return [name, operator, `${size}${weights}`];
}

function kindOf(layer: NetworkLayer | undefined): Box['kind'] {
  if (!layer || layer.operator === 'Input') return 'end';
  return layer.name === '' ? 'plain' : 'weights';
}

function sizeOf(lines: readonly string[]): { width: number; height: number } {
  return {
    width: Math.ceil(Math.max(...lines.map((line) => line.length)) * letter + 2 * padding),
    height: lines.length * lineHeight + padding,
  };
}

function place(sheet: DagreGraph, name: string): { x: number; y: number; width: number; height: number } {
  const { x, y, width, height } = sheet.node(name) as { x: number; y: number; width: number; height: number };
  return { x: x - width / 2, y: y - height / 2, width, height };
}
