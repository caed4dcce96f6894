/** The files that a metric cannot do without. */
import { ConfigError } from '../../errors.ts';
import type { MeasureOptions, MetricFile } from '../metric.ts';

/** The bytes of one of them. Throws ConfigError that says what it holds and where it is published. */
export function neededFile(metric: string, name: string, { what, where }: MetricFile, { files = {} }: MeasureOptions): Uint8Array {
  const bytes = files[name];
  if (!bytes) throw new ConfigError(`Expected ${what} for the file ${name} of ${metric} but received none; ${where}`);
  return bytes;
}
