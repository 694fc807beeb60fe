/** Charts as SVG text, readable on light and dark pages: bars in groups, and lines over two logarithmic axes. */

const FONT = 'font-family="system-ui, sans-serif"';
const STYLE = `<style>
  text { fill: #1f2328; } .muted { fill: #59636e; } .axis { stroke: #d1d9e0; } .c0 { --c: #0969da; } .c1 { --c: #bc4c00; } .c2 { --c: #8250df; } .c3 { --c: #1a7f37; }
  rect { fill: var(--c); } polyline { stroke: var(--c); fill: none; stroke-width: 2; } circle { fill: var(--c); }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; } .muted { fill: #9198a1; } .axis { stroke: #3d444d; } .c0 { --c: #4493f8; } .c1 { --c: #db6d28; } .c2 { --c: #ab7df8; } .c3 { --c: #3fb950; }
  }
</style>`;
const WIDTH = 720;

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const text = (x, y, content, attributes = '') => `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${FONT} font-size="12" ${attributes}>${escape(content)}</text>`;

function svg(title, height, parts) {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escape(title)}">`,
    STYLE,
    text(8, 20, title, 'font-weight="600"'),
    ...parts,
    '</svg>\n',
  ].join('\n');
}

/** A number with three significant digits, large ones in full. */
export function figure(value) {
  return value >= 100 ? value.toFixed(0) : value >= 0.01 ? String(Number(value.toPrecision(3))) : value.toExponential(1);
}

/** This project, Hugging Face's packages, another peer, what is bare. */
function colourOf(name) {
  if (name.startsWith('onnx-capsule')) return 0;
  if (/transformers|huggingface/.test(name)) return 1;
  return /binding|sharp|^cp$/.test(name) ? 2 : 3;
}

/** Horizontal bars; each group has its own scale, and every bar its value. `groups` is a list of `{ label, bars: [[name, value]] }`. */
export function barChart(title, unit, groups) {
  const left = 300;
  const room = WIDTH - left - 90;
  const parts = [];
  let y = 34;
  for (const { label, bars } of groups) {
    y += 16;
    parts.push(text(8, y, label, 'class="muted"'));
    y += 6;
    const most = Math.max(...bars.map(([, value]) => value));
    for (const [name, value] of bars) {
      const width = Math.max(1, (room * value) / most);
      parts.push(text(left - 8, y + 12, name, 'text-anchor="end"'));
      parts.push(`<rect class="c${colourOf(name)}" x="${left}" y="${y + 2}" width="${width.toFixed(1)}" height="13" rx="2"/>`);
      parts.push(text(left + width + 6, y + 12, `${figure(value)} ${unit}`));
      y += 18;
    }
  }
  return svg(title, y + 12, parts);
}

/** Lines over logarithmic axes. `series` is a list of `{ name, points: [[x, y]] }`, `ticks` a list of `[x, label]`. */
export function lineChart(title, unit, series, ticks) {
  const box = { left: 70, right: WIDTH - 190, top: 40, bottom: 290 };
  const values = series.flatMap(({ points }) => points.map(([, value]) => value));
  const low = 10 ** Math.floor(Math.log10(Math.min(...values)));
  const high = 10 ** Math.ceil(Math.log10(Math.max(...values)));
  const scale = (value, from, to, start, end) => start + (Math.log(value / from) / Math.log(to / from)) * (end - start);
  const x = (value) => scale(value, ticks[0][0], ticks.at(-1)[0], box.left, box.right);
  const y = (value) => scale(value, low, high, box.bottom, box.top);
  const parts = [];
  for (let value = low; value <= high * 1.001; value *= 10) {
    parts.push(`<line class="axis" x1="${box.left}" x2="${box.right}" y1="${y(value).toFixed(1)}" y2="${y(value).toFixed(1)}"/>`);
    parts.push(text(box.left - 8, y(value) + 4, `${figure(value)} ${unit}`, 'text-anchor="end" class="muted"'));
  }
  for (const [value, label] of ticks) parts.push(text(x(value), box.bottom + 20, label, 'text-anchor="middle" class="muted"'));
  // Names stand beside the ends of their lines, moved apart where lines end together.
  const ends = series.map(({ points }, index) => ({ index, y: y(points.at(-1)[1]) })).sort((a, b) => a.y - b.y);
  for (let i = 1; i < ends.length; i++) ends[i].y = Math.max(ends[i].y, ends[i - 1].y + 16);
  for (const [index, { name, points }] of series.entries()) {
    parts.push(`<g class="c${index % 4}"><polyline points="${points.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`).join(' ')}"/>`);
    for (const [a, b] of points) parts.push(`<circle cx="${x(a).toFixed(1)}" cy="${y(b).toFixed(1)}" r="3"/>`);
    const last = points.at(-1)[1];
    parts.push(`<circle cx="${box.right + 16}" cy="${ends.find((end) => end.index === index).y.toFixed(1)}" r="4"/></g>`);
    parts.push(text(box.right + 26, ends.find((end) => end.index === index).y + 4, `${name} ${figure(last)}`));
  }
  return svg(title, box.bottom + 36, parts);
}
