/** Extended grapheme clusters (Unicode Standard Annex 29). */
const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** The grapheme clusters of `text` in order. */
export function* graphemesOf(text: string): Generator<string> {
  for (const { segment } of segmenter.segment(text)) yield segment;
}
