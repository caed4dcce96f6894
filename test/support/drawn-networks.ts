/** Networks of the shapes that drawings must cope with: blocks, blocks of blocks, shared weights. */
import { symbolic } from '../../src/graph/dim.ts';
import { Graph, type Value } from '../../src/graph/graph.ts';
import { Layers } from '../../src/models/layers.ts';

/** A graph with input `lr` (N, 3, H, W) and output `sr`. */
function graphOf(build: (nn: Layers, x: Value) => Value): Graph {
  const graph = new Graph();
  const sr = build(new Layers(graph, 0, { blank: true }), graph.input('lr', [symbolic('N'), 3, symbolic('H'), symbolic('W')]));
  graph.output(sr, 'sr');
  return graph;
}

const features = 16;

/** A head, residual blocks with scaling, a long skip, an upsampler: as EDSR. */
export const residual = (blocks: number) =>
  graphOf((nn, x) => {
    const head = nn.conv('head', 3, features, 3)(x);
    let y = head;
    for (let i = 1; i <= blocks; i++) {
      const inner = nn.relu(nn.conv(`block${i}.conv1`, features, features, 3)(y));
      y = nn.add(y, nn.scale(nn.conv(`block${i}.conv2`, features, features, 3)(inner), 0.1));
    }
    y = nn.add(head, nn.conv('fuse', features, features, 3)(y));
    return nn.conv('tail', features, 3, 3)(nn.upsampler('up', features, 2)(y));
  });

/** Groups of residual blocks with channel attention: as RCAN. */
export const grouped = (groups: number, blocks: number) =>
  graphOf((nn, x) => {
    let y = nn.conv('head', 3, features, 3)(x);
    for (let g = 1; g <= groups; g++) {
      let z = y;
      for (let b = 1; b <= blocks; b++) {
        const name = `group${g}.block${b}`;
        const inner = nn.relu(nn.conv(`${name}.conv`, features, features, 3)(z));
        const attention = nn.sigmoid(nn.conv(`${name}.attention`, features, features, 1)(nn.globalMean(inner)));
        z = nn.add(z, nn.mul(inner, attention));
      }
      y = nn.add(y, nn.conv(`group${g}.conv`, features, features, 3)(z));
    }
    return nn.conv('tail', features, 3, 3)(y);
  });

/** One convolution called again and again, with a skip from the picture: as DRCN and DRRN. */
export const recursive = (turns: number) =>
  graphOf((nn, x) => {
    const head = nn.conv('head', 3, features, 3)(x);
    const [first, second] = [nn.conv('unit.conv1', features, features, 3), nn.conv('unit.conv2', features, features, 3)];
    let y = head;
    for (let i = 0; i < turns; i++) y = nn.add(head, second(nn.relu(first(nn.relu(y)))));
    return nn.add(x, nn.conv('tail', features, 3, 3)(y));
  });

/** Layers named by one number, without blocks: as VDSR. */
export const chain = (layers: number) =>
  graphOf((nn, x) => {
    let y = x;
    for (let i = 1; i <= layers; i++) y = nn.relu(nn.conv(`conv${i}`, i === 1 ? 3 : features, features, 3)(y));
    return nn.conv('last', features, 3, 3)(y);
  });
