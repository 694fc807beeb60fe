/** Extended grapheme clusters (Unicode Standard Annex 29). */
let segmenter: Intl.Segmenter | undefined;

/** The grapheme clusters of `text` in order. */
export function* graphemesOf(text: string): Generator<string> {
  segmenter ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  for (const { segment } of segmenter.segment(text)) yield segment;
}

/** Where Unicode 15.1 and later join a consonant to the virama before it (rule GB9c). */
const CONJUNCT = /(?<=[\p{M}\u200c\u200d])(?=\p{Lo})/u;

/** The clusters of before that rule. */
export function* simpleGraphemesOf(text: string): Generator<string> {
  for (const grapheme of graphemesOf(text)) yield* grapheme.split(CONJUNCT);
}
