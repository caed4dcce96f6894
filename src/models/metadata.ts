/** What our .onnx files say of themselves, in `metadata_props`. */
import * as v from 'valibot';
import { ConfigError } from '../errors.ts';

const json = <S extends v.GenericSchema>(schema: S) => v.pipe(v.string(), v.parseJson(), schema);

/** One entry per key; values are text, `config` and `training` hold JSON. */
const schema = v.object({
  'subpixel.format': v.literal('1'),
  'subpixel.model': v.string(),
  'subpixel.scale': v.pipe(v.string(), v.toNumber(), v.minValue(1)),
  'subpixel.channels': v.picklist(['1', '3']),
  'subpixel.config': json(v.record(v.string(), v.unknown())),
  'subpixel.colorSpace': v.picklist(['y', 'rgb']),
  'subpixel.input': v.picklist(['lr', 'bicubic']),
  'subpixel.training': json(v.record(v.string(), v.unknown())),
  'subpixel.license': v.string(),
  'subpixel.weightsHash': v.string(),
});

export interface NetworkMetadata {
  readonly model: string;
  readonly scale: number;
  readonly channels: 1 | 3;
  /** The model's own options. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly colorSpace: 'y' | 'rgb';
  readonly input: 'lr' | 'bicubic';
  /** What made the weights: data, steps, date. */
  readonly training: Readonly<Record<string, unknown>>;
  /** What the weights may be used for, in a sentence. */
  readonly license: string;
  /** SHA-256 of the weights' bytes in order of definition. */
  readonly weightsHash: string;
}

export function writeMetadata(m: NetworkMetadata): Record<string, string> {
  return {
    'subpixel.format': '1',
    'subpixel.model': m.model,
    'subpixel.scale': String(m.scale),
    'subpixel.channels': String(m.channels),
    'subpixel.config': JSON.stringify(m.config),
    'subpixel.colorSpace': m.colorSpace,
    'subpixel.input': m.input,
    'subpixel.training': JSON.stringify(m.training),
    'subpixel.license': m.license,
    'subpixel.weightsHash': m.weightsHash,
  };
}

/** Undefined for a file that is not ours; throws ConfigError for one that says it is and is damaged. */
export function readMetadata(props: Readonly<Record<string, string>>): NetworkMetadata | undefined {
  if (props['subpixel.format'] === undefined) return undefined;
  const result = v.safeParse(schema, props);
  if (!result.success) {
    const [issue] = result.issues;
    throw new ConfigError(`Expected the metadata of a subpixel network but ${String(issue.path?.[0]?.key)} is wrong: ${issue.message}`);
  }
  const m = result.output;
  return {
    model: m['subpixel.model'],
    scale: m['subpixel.scale'],
    channels: m['subpixel.channels'] === '1' ? 1 : 3,
    config: m['subpixel.config'],
    colorSpace: m['subpixel.colorSpace'],
    input: m['subpixel.input'],
    training: m['subpixel.training'],
    license: m['subpixel.license'],
    weightsHash: m['subpixel.weightsHash'],
  };
}
