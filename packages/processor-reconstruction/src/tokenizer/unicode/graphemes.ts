/** Extended grapheme clusters (Unicode Standard Annex 29). */
let segmenter: Intl.Segmenter | undefined;

/** Characters that join what follows them (Grapheme_Cluster_Break=Prepend). */
const PREPEND = /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\u{110bd}\u{110cd}\u{111c2}\u{111c3}\u{113d1}\u{1193f}\u{11941}\u{11a3a}\u{11a84}-\u{11a89}\u{11d46}\u{11f02}]$/u;

/** The grapheme clusters of `text` in order. ASCII before ASCII needs no segmenter. */
export function* graphemesOf(text: string): Generator<string> {
  const isAscii = (index: number): boolean => text.charCodeAt(index) < 0x80;
  for (let start = 0; start < text.length; ) {
    let end = start + 1;
    if (isAscii(start) && (end === text.length || isAscii(end))) {
      if (text.charCodeAt(start) === 0x0d && text.charCodeAt(end) === 0x0a) end++;
      yield text.slice(start, end);
    } else {
      while (end < text.length && (!isAscii(end) || PREPEND.test(text.slice(Math.max(start, end - 2), end)))) end++;
      segmenter ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
      for (const { segment } of segmenter.segment(text.slice(start, end))) yield segment;
    }
    start = end;
  }
}

/** Where Unicode 15.1 and later join a consonant to the virama before it (rule GB9c). */
const CONJUNCT = /(?<=[\p{M}\u200c\u200d])(?=\p{Lo})/u;

/** The clusters of before that rule. */
export function* simpleGraphemesOf(text: string): Generator<string> {
  for (const grapheme of graphemesOf(text)) yield* grapheme.split(CONJUNCT);
}
