/** What a network is made of, in the worker. */
import {
  buildNetwork,
  foldLayers,
  type Graph,
  labelOf,
  layersOf,
  modelNamed,
  multiplyAdds,
  type NetworkLayer,
  namedModels,
  type OnnxModel,
  opsets,
  type Part,
  parameterCount,
  parse,
  readMetadata,
  receptiveField,
  type Shape,
  shapeWords,
  symbolic,
} from 'subpixel/web';
import type { Inspected, Layer, ListedModel, NetworkChoice, Row } from '../engine/protocol.ts';

export interface OpenNetwork {
  readonly graph: Graph;
  readonly opsets: OnnxModel['opsets'];
  readonly scale: number;
  readonly channels: 1 | 3;
  readonly input: 'lr' | 'bicubic';
  readonly layers: readonly NetworkLayer[];
}

/** Up to which a network is small enough to be looked into while one waits: numbers that training sets, and 10⁹ multiply-adds for 1280×720. */
const most = { parameters: 2e6, multiplyAdds: 650 };

export function listModels(): readonly ListedModel[] {
  return namedModels
    .filter(({ family, scales }) => family !== 'denoising' && scales.includes(2))
    .filter(({ params, multiplyAdds: work }) => within(params.x2, most.parameters) && within(work?.x2, most.multiplyAdds))
    .map(({ name, title, paper, scales }) => ({
      name,
      title,
      year: paper.year,
      scales: scales.filter((s) => s === 2 || s === 3 || s === 4),
    }));
}

function within(value: number | undefined, limit: number): boolean {
  return value !== undefined && value <= limit;
}

/** The one that was opened last: its layers are looked at one after another. */
let last: { readonly key: string; readonly network: Promise<OpenNetwork> } | undefined;

export function open(choice: NetworkChoice): Promise<OpenNetwork> {
  const key = JSON.stringify(choice);
  if (last?.key !== key) last = { key, network: choice.kind === 'trained' ? fetched(choice.url) : Promise.resolve(built(choice)) };
  return last.network;
}

async function fetched(url: string): Promise<OpenNetwork> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`Expected a network at ${url} but received HTTP ${response.status}`);
  const { graph, opsets, metadata } = parse(new Uint8Array(await response.arrayBuffer()));
  const { scale, channels, input } = readMetadata(metadata)!;
  return { graph, opsets, scale, channels, input, layers: layersOf(graph) };
}

/** With the weights that a training would begin with. */
function built({ name, scale }: NetworkChoice & { readonly kind: 'untrained' }): OpenNetwork {
  const { channels, input, multipleOf = 1 } = modelNamed(name);
  const side = (symbol: string) => ({ ...symbolic(symbol), mul: multipleOf });
  const { graph, sr } = buildNetwork({ model: name, scale, channels, options: {} }, [symbolic('N'), side('H'), side('W')], 1);
  graph.output(sr, 'sr');
  return { graph, opsets, scale, channels, input, layers: layersOf(graph) };
}

const size = { width: 1280, height: 720 };

export async function inspect(choice: NetworkChoice): Promise<Inspected> {
  const { graph, scale, channels, input, layers } = await open(choice);
  return {
    scale,
    input,
    channels,
    parameters: parameterCount(graph),
    multiplyAdds: multiplyAdds(graph, size) / (size.width * size.height),
    radius: receptiveField(graph).radius,
    layers: layers.map((layer) => layerOf(layer, graph.inputs[0]!.shape)),
    rows: rowsOf(foldLayers(layers), layers),
  };
}

function layerOf({ name, operator, shape, parameters, inputs }: NetworkLayer, whole: Shape): Layer {
  const [, channels, height] = shape;
  const [unit, own] = [whole[2], height];
  const zoom = typeof unit === 'object' && typeof own === 'object' && own.symbol === unit.symbol ? own.mul / unit.mul : 1;
  const isPicture = shape.length === 4 && typeof channels === 'number' && typeof own === 'object';
  return { name, operator, shape: shapeWords(shape), channels: isPicture ? channels : undefined, zoom, parameters, inputs };
}

function rowsOf(parts: readonly Part[], layers: readonly NetworkLayer[]): Row[] {
  return parts.map((part) => (typeof part === 'number' ? part : { label: labelOf(part, layers), rows: rowsOf(part.parts, layers) }));
}
