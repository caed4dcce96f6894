/** Plain-text tables with aligned columns. */

/** Rows of equal length as lines; columns are two spaces apart, the ones named in `left` aligned left and all others right. */
export function textTable(rows: readonly (readonly string[])[], { left = [0] }: { readonly left?: readonly number[] } = {}): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => columnsOf(row[column]!))));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const space = ' '.repeat(widths[column]! - columnsOf(cell));
        return left.includes(column) ? cell + space : space + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Columns that a terminal needs: combining marks none, East Asian wide characters and emoji two. */
function columnsOf(text: string): number {
  let columns = 0;
  for (const { segment } of segmenter.segment(text)) columns += wide.test(segment) ? 2 : 1;
  return columns;
}

const segmenter = new Intl.Segmenter();
const wide = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff01-\uff60]|\p{Emoji_Presentation}/u;

/** `22,729`: thousands in groups. */
export function grouped(value: number): string {
  return value.toLocaleString('en-US');
}

/** `4.91 G`: three digits, with k, M, G or T. */
export function magnitude(value: number): string {
  const units = ['', 'k', 'M', 'G', 'T'];
  const unit = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
  return `${Number((value / 1000 ** unit).toPrecision(3))} ${units[unit]}`.trim();
}
