/** The options about the network's input, as a preparation of pictures. */
import { ConfigError, expected } from '../../errors.ts';
import { checkPreparation, type Fit, type Preparation } from '../../evaluate/task/prepare.ts';
import type { RecogniserInput } from '../../evaluate/task/recogniser.ts';
import type { Size } from '../../image/resize.ts';
import type { TaskOptions } from '../commands/task.ts';

type PreparationOptions = Pick<
  TaskOptions,
  'fit' | 'size' | 'resize' | 'kernel' | 'aliased' | 'order' | 'range' | 'mean' | 'std' | 'padding'
>;

const largestSide = 16_384;

/** Throws ConfigError for options that do not go together or with the network. */
export function preparationOf(
  options: PreparationOptions,
  input: RecogniserInput,
  otherwise: { readonly fit: Fit; readonly size: Size | undefined },
): Preparation {
  const { fit = otherwise.fit, kernel, order, padding } = options;
  const asked = options.size === undefined ? undefined : sizeOf(options.size);
  if (asked && input.size && (asked.width !== input.size.width || asked.height !== input.size.height))
    throw new ConfigError(expected(`${input.size.width}×${input.size.height}, as the network takes,`, '--size', options.size));
  if (asked && fit === 'none') throw new ConfigError('Expected no --size beside --fit none but received one');
  const size = fit === 'none' ? undefined : (asked ?? input.size ?? otherwise.size);
  if (options.resize !== undefined && fit !== 'crop') throw new ConfigError(`Expected --resize beside --fit crop only but received ${fit}`);
  const { channels } = input;
  const numbers = (name: 'mean' | 'std'): number[] => {
    const values = numbersIn(options[name], name);
    return values.length === 1 ? Array.from({ length: channels }, () => values[0]!) : values;
  };
  const bytes = input.dtype === 'uint8';
  const preparation: Preparation = {
    ...{ fit, size, kernel, antialias: !options.aliased, channels, order, padding },
    shorter: options.resize ?? (size ? Math.max(size.width, size.height) : 0),
    range: (options.range ?? (bytes ? '255' : '1')) === '1' ? 1 : 255,
    mean: numbers('mean'),
    std: numbers('std'),
  };
  checkPreparation(preparation);
  if (bytes && (preparation.range !== 255 || [...preparation.mean.map((m) => m + 1), ...preparation.std].some((value) => value !== 1)))
    throw new ConfigError('Expected --range 255 without --mean and --std for a network that takes bytes but received others');
  return preparation;
}

/** `224` or `320x240`. */
function sizeOf(text: string): Size {
  const [, width, height = width] = /^(\d{1,5})(?:x(\d{1,5}))?$/.exec(text) ?? [];
  const size = { width: Number(width), height: Number(height) };
  if (Object.values(size).every((side) => side >= 1 && side <= largestSide)) return size;
  throw new ConfigError(expected(`a side or width x height of 1 to ${largestSide} pixels, such as 224 or 320x240,`, '--size', text));
}

function numbersIn(text: string, name: string): number[] {
  const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (values.every(Number.isFinite)) return values;
  throw new ConfigError(expected('numbers separated by commas', `--${name}`, text));
}
