/** Names of the pictures that measuring saves. */
import { basename, extname } from 'node:path';

/** `baby.png` → `baby_x2_espcn.png`; the extension stays in the name where two of `names` differ in nothing else. */
export function resultName(name: string, names: readonly string[], scale: number, model: string): string {
  const stem = basename(name, extname(name));
  const alone = names.filter((other) => basename(other, extname(other)) === stem).length === 1;
  return `${alone ? stem : name}_x${scale}_${model}.png`;
}
