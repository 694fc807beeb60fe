/** Words and tables for a terminal: sizes, padding by display width, columns that fit. */

/** `1536` as `1.5 KB`; exact below 1,000 bytes. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['KB', 'MB', 'GB'];
  let value = bytes;
  let unit = -1;
  do {
    value /= 1000;
    unit += 1;
  } while (value >= 999.95 && unit < units.length - 1);
  return `${value.toFixed(1)} ${units[unit]}`;
}

const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;
const ZERO_WIDTH = /\p{Mn}|\p{Me}|\p{Cf}/u;
// eslint-disable-next-line no-control-regex -- a colour sequence starts with the control character ESC
const COLOUR = /\u001B\[[0-9;]*m/g;

/** Columns that `text` takes on a terminal: East Asian characters two, combining marks and colours none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text.replace(COLOUR, '')) {
    if (WIDE.test(character)) width += 2;
    else if (!ZERO_WIDTH.test(character)) width += 1;
  }
  return width;
}

/** `text` cut to `columns`, with an ellipsis where something is missing. */
export function cutToWidth(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const character of text) {
    width += displayWidth(character);
    if (width > columns - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** How a table's column is laid out. */
export interface Column {
  readonly align?: 'left' | 'right';
  /** Cut this column's cells when the table is wider than the terminal. */
  readonly flexible?: boolean;
}

/** Rows as lines of aligned cells, two spaces apart, no wider than `columns` where a flexible column allows it. */
export function formatTable(rows: readonly (readonly string[])[], layout: readonly Column[], columns: number): string {
  const widths = layout.map((_, index) => Math.max(0, ...rows.map((row) => displayWidth(row[index] ?? ''))));
  const flexible = layout.findIndex((column) => column.flexible);
  const total = widths.reduce((sum, width) => sum + width, 0) + 2 * (widths.length - 1);
  if (flexible >= 0 && total > columns) {
    widths[flexible] = Math.max(8, widths[flexible]! - (total - columns));
  }
  return rows
    .map((row) =>
      layout
        .map((column, index) => {
          const cell = cutToWidth(row[index] ?? '', widths[index]!);
          const space = ' '.repeat(widths[index]! - displayWidth(cell));
          return column.align === 'right' ? space + cell : cell + space;
        })
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** Text from a file made safe for a terminal: control characters are shown as escapes. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are the characters to replace
  return text.replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g, (character) =>
    `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
