/** What can be said of every network that can be built, worked out of its graph. */
import { multiplyAdds, parameterCount } from '../graph/cost.ts';
import type { Graph } from '../graph/graph.ts';
import { receptiveField } from '../graph/receptive-field.ts';
import type { Family, Paper } from '../models/model.ts';
import { anySize, buildNetwork } from '../models/network.ts';
import { type NamedModel, namedModels } from '../models/presets.ts';
import type { Manifest } from '../weights/manifest.ts';

export interface ScaleFacts {
  readonly scale: number;
  readonly parameters: number;
  /** For an output of 1280×720 pixels. */
  readonly multiplyAdds: number;
  /** Side in pixels of the square of the input that a pixel of the output depends on; 'picture' when it is the whole. */
  readonly receptiveField: number | 'picture';
  /** Whether trained weights come with the package. */
  readonly installed: boolean;
}

export interface NetworkFacts {
  readonly name: string;
  readonly title: string;
  /** The file that builds it: its own name, or for a preset that of its model. */
  readonly model: string;
  readonly family: Family;
  readonly paper: Paper;
  readonly input: 'lr' | 'bicubic';
  /** 1 is luma, 3 is RGB. */
  readonly channels: 1 | 3;
  readonly scales: readonly ScaleFacts[];
  /** From and up to: for a network of any scale between, of which `scales` are examples. */
  readonly scaleRange?: readonly [number, number];
  /** What papers print where it differs from these counts. */
  readonly note?: string;
}

/** The network's graph for pictures of every size, without weights, as it is run: with its output `sr`. */
export function blankGraph({ name, channels }: NamedModel, scale: number): Graph {
  const { graph, sr } = buildNetwork({ model: name, scale, channels, options: {} }, anySize({ model: name, scale }), 0, {
    blank: true,
    collapsed: true,
  });
  graph.output(sr, 'sr');
  return graph;
}

export function factsOf(model: NamedModel, { networks }: Manifest): NetworkFacts {
  const { name, title, family, paper, input, channels, note, scaleRange } = model;
  const scales = model.scales.map((scale): ScaleFacts => {
    const graph = blankGraph(model, scale);
    const { radius } = receptiveField(graph);
    return {
      ...{ scale, parameters: parameterCount(graph), multiplyAdds: multiplyAdds(graph) },
      receptiveField: radius === undefined ? 'picture' : 2 * radius + 1,
      installed: networks.some((n) => n.name === name && n.scale === scale),
    };
  });
  return {
    ...{ name, title, model: model.model, family, paper, input, channels, scales },
    ...(scaleRange === undefined ? {} : { scaleRange }),
    ...(note === undefined ? {} : { note }),
  };
}

/** All networks in the order of their names. `onProgress` is told before each. */
export function listNetworks(manifest: Manifest, onProgress: (done: number, total: number, name: string) => void): NetworkFacts[] {
  return namedModels.map((model, i) => {
    onProgress(i, namedModels.length, model.name);
    return factsOf(model, manifest);
  });
}
