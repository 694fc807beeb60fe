/** What the reports are written with: tables, medians, and the line that says on which machine they were made. */
import { arch, cpus, loadavg, platform } from 'node:os';

export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

export function milliseconds(time) {
  return time >= 100 ? time.toFixed(0) : time >= 10 ? time.toFixed(1) : time.toFixed(2);
}

/** A table in Markdown; `alignment` is one of `left` and `right` for each column. */
export function table(header, rows, alignment = header.map(() => 'left')) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = `|${alignment.map((side) => (side === 'right' ? '---:' : '---')).join('|')}|`;
  return [line(header), rule, ...rows.map(line)].join('\n');
}

/** The machine and how busy it was. Other work slows all figures; ratios between runs that took turns stay meaningful. */
export function machine() {
  const [load] = loadavg();
  return `Node ${process.version}, ${platform()} ${arch()}, ${cpus().length} cores, load average ${load.toFixed(1)} at the end of the run.`;
}
