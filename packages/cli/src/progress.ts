/** A progress line on a terminal for work that takes longer than a second. */
import { formatBytes } from './text-layout.js';
import type { Terminal } from './terminal.js';

const APPEARS_AFTER_MS = 1000;
const REDRAW_MS = 100;
const BAR = 24;

/** Draws `label [#####-----] 45.0 MB / 100.0 MB` over itself; does nothing where no terminal redraws. */
export interface Progress {
  /** Reports that `done` of `total` bytes are through. */
  update(done: number, total: number): void;
  /** Takes the line away. */
  end(): void;
}

/** A progress line on `terminal`, which appears once the work has taken a second. */
export function startProgress(terminal: Terminal, label: string, quiet: boolean): Progress {
  const started = performance.now();
  let drawn = 0;
  const silent = quiet || !terminal.redraws;
  return {
    update(done, total) {
      const now = performance.now();
      if (silent || now - started < APPEARS_AFTER_MS || now - drawn < REDRAW_MS) return;
      drawn = now;
      const filled = total > 0 ? Math.min(BAR, Math.round((done / total) * BAR)) : 0;
      const bar = '#'.repeat(filled) + '-'.repeat(BAR - filled);
      terminal.err(`\r${label} [${bar}] ${formatBytes(done)} / ${formatBytes(total)}\u001B[K`);
    },
    end() {
      if (drawn > 0) terminal.err('\r\u001B[K');
    },
  };
}
