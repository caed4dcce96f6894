/** The text of `subpixel networks <name>`: facts, options, published scores, and the layers at one scale. */

import { foldLayers, labelOf, type Part } from '../graph/layers/fold.ts';
import { layersOf, type NetworkLayer, shapeWords } from '../graph/layers/layers.ts';
import type { NamedModel } from '../models/presets.ts';
import { wrap } from './help.ts';
import { blankGraph, type NetworkFacts } from './network-facts.ts';
import { paperWords } from './network-list.ts';
import { optionRows } from './network-options.ts';
import { grouped, magnitude, textTable } from './table.ts';

export interface LayerRow {
  readonly name: string;
  readonly operator: string;
  /** (N, C, H, W) without N; H and W are the height and width of the input. */
  readonly shape: string;
  readonly parameters: number;
}

/** The layers at one scale. */
export function layerRows(model: NamedModel, scale: number): LayerRow[] {
  return layersOf(blankGraph(model, scale)).map(({ name, operator, shape, parameters }) => ({
    ...{ name, operator, shape: shapeWords(shape), parameters },
  }));
}

/** `scale` is that of the layers. */
export function networkText(model: NamedModel, facts: NetworkFacts, scale: number): string {
  const layers = layersOf(blankGraph(model, scale));
  const parts = [
    [`${facts.name}: ${facts.title}`, ...wrap(paperWords(facts.paper), 118), ...(model.note ? ['', ...wrap(model.note, 118)] : [])],
    factLines(model, facts),
    [
      `Layers at ×${scale}, for an input of ${shapeWords(layers[0]!.shape)}`,
      ...indented(textTable([['layer', 'operator', 'result', 'parameters'], ...partRows(foldLayers(layers), layers)], { left: [0, 1, 2] })),
    ],
    optionLines(model),
    scoreLines(model),
  ];
  return `${parts.flatMap((lines) => (lines.length > 0 ? [lines.join('\n')] : [])).join('\n\n')}\n`;
}

function factLines(model: NamedModel, { family, input, channels, scales, scaleRange }: NetworkFacts): string[] {
  const rows = scales.map((s) => {
    const side = s.receptiveField === 'picture' ? 'the whole picture' : `${s.receptiveField}×${s.receptiveField}`;
    return [`×${s.scale}`, grouped(s.parameters), magnitude(s.multiplyAdds), side, s.installed ? 'installed' : 'none'];
  });
  return [
    `${family}; input: ${input === 'lr' ? 'the LR picture' : 'the LR picture enlarged by bicubic'}, ${channels === 1 ? 'luma' : 'RGB'}`,
    ...(scaleRange ? [`any scale from ×${scaleRange[0]} to ×${scaleRange[1]}, such as`] : []),
    ...(model.tiling === undefined ? [] : wrap(model.tiling, 118)),
    '',
    ...indented(textTable([['scale', 'parameters', 'multiply-adds', 'sees', 'weights'], ...rows], { left: [0, 3, 4] })),
  ];
}

function partRows(parts: readonly Part[], layers: readonly NetworkLayer[], depth = 0): string[][] {
  const indent = '  '.repeat(depth);
  return parts.flatMap((part) => {
    if (typeof part !== 'number') return [[indent + labelOf(part, layers), '', '', ''], ...partRows(part.parts, layers, depth + 1)];
    const { name, operator, shape, parameters, shared } = layers[part]!;
    return [[indent + (name || '·'), operator, shapeWords(shape), shared ? 'as above' : parameters > 0 ? grouped(parameters) : '']];
  });
}

function optionLines(model: NamedModel): string[] {
  const rows = optionRows(model).map(({ key, value, otherwise }) => [key, value.replaceAll('`', ''), otherwise.replaceAll('`', '')]);
  return rows.length === 0 ? [] : ['Options', ...indented(textTable([['option', 'value', 'default'], ...rows], { left: [0, 1, 2] }))];
}

function scoreLines({ scores = [] }: NamedModel): string[] {
  const rows = scores.map(({ set, scale, psnr, ssim }) => [set, `×${scale}`, psnr.toFixed(2), ssim?.toFixed(4) ?? '']);
  return rows.length === 0
    ? []
    : ['Published scores', ...indented(textTable([['set', 'scale', 'PSNR', 'SSIM'], ...rows], { left: [0, 1] }))];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
