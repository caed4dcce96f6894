/** What a measure of pictures is: of the likeness of two, or of the quality of one. */
import type * as v from 'valibot';
import { expected, ShapeError } from '../errors.ts';
import { assertSameSize, type Planes } from '../image/image.ts';
import type { Engine } from '../runtime/engine.ts';

export interface MeasureOptions {
  /** The sample of white; black is 0. */
  readonly dataRange: number;
  /** What the protocol sets of the metric's own `config`; its defaults where left out. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  /** Files of models and weights by the names of `files`. */
  readonly files?: Readonly<Record<string, Uint8Array>> | undefined;
  /** For metrics with `network`. */
  readonly engine?: Engine | undefined;
}

/** A file that a metric needs or takes, which is not ours to ship. */
export interface MetricFile {
  /** What it holds, and its format. */
  readonly what: string;
  /** Where it is published, and under which terms. */
  readonly where: string;
  /** True where the metric works without, by what comes with the package. */
  readonly optional?: true;
}

interface Common {
  /** Lower case, the name of its file. */
  readonly name: string;
  readonly title: string;
  /** Unit of the value; empty for a plain number. */
  readonly unit: string;
  /** The values that there are, in words: `0 to 1`. */
  readonly range: string;
  readonly better: 'higher' | 'lower';
  /** The paper, and the program whose values these are. */
  readonly source: string;
  /**
   * What it is given: the planes that the protocol measures (luma or RGB), or always RGB (gray three times), because its definition
   * makes colours or gray of RGB in its own way.
   */
  readonly color: 'protocol' | 'rgb';
  /** Smallest width and height. */
  readonly leastSize: number;
  readonly files?: Readonly<Record<string, MetricFile>>;
  /** True where it runs a network, for which it needs an engine. */
  readonly network?: true;
  /** Where programs differ in the definition: settings, each with the default of `source`, that a protocol may change. */
  readonly config?: v.GenericSchema;
}

/** Against an HR picture. */
export interface FullReference extends Common {
  readonly reference: 'hr';
  /** The value for two identical pictures. */
  readonly identical: number;
  /** False where SR and HR cannot change places. Default: true. */
  readonly symmetric?: false;
  /** False where turned or mirrored pictures have another value. Default: true. */
  readonly turns?: false;
  /** True where a small difference may count as none: pictures that differ can have the best value. */
  readonly threshold?: true;
  /** Planes are (C, H, W) of one size, in [0, dataRange]; sums are in float64. Throws ShapeError for pictures that it cannot measure. */
  measure(sr: Planes, hr: Planes, options: MeasureOptions): number | Promise<number>;
}

/** Of a picture alone. */
export interface NoReference extends Common {
  readonly reference: 'none';
  /** Planes are (C, H, W), in [0, dataRange]. Throws ShapeError for a picture that it cannot measure. */
  measure(sr: Planes, options: MeasureOptions): number | Promise<number>;
}

export type MetricDef = FullReference | NoReference;

/** Returns its argument; it exists so that the type is inferred. */
export function defineMetric<const D extends MetricDef>(def: D): D {
  return def;
}

/** The value of any metric. Throws ShapeError for sizes that differ or are too small, and what the metric itself throws. */
export async function measureOne(metric: MetricDef, sr: Planes, hr: Planes | undefined, options: MeasureOptions): Promise<number> {
  if (sr.width < metric.leastSize || sr.height < metric.leastSize) {
    const least = `at least ${metric.leastSize}×${metric.leastSize}`;
    throw new ShapeError(expected(least, `the picture that ${metric.name} measures`, `${sr.width}×${sr.height}`));
  }
  if (metric.reference === 'none') return metric.measure(sr, options);
  if (!hr) throw new ShapeError(`Expected an HR picture for ${metric.name} but received none`);
  assertSameSize(sr, hr);
  return metric.measure(sr, hr, options);
}
