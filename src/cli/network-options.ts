/** The options of a network as rows of a table. */
import { type NamedModel, optionsOf } from '../models/presets.ts';
import { type Row, rowsOf, type Schema } from './schema-rows.ts';

/** What is used when an option is left out is the preset's value where there is one. */
export function optionRows(model: NamedModel, comments: ReadonlyMap<string, string> = new Map()): Row[] {
  const values = optionsOf(model, {});
  return rowsOf(model.config as unknown as Schema, '', comments).map((row) => {
    const value = row.key.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], values);
    return value === undefined ? row : { ...row, otherwise: `\`${JSON.stringify(value).replaceAll('"', '')}\`` };
  });
}
