/** Texts from a seed: words, white space, contractions, digits, marks, emoji and characters of all planes. */

const PARTS = [
  ' ', '  ', '\n', '\r\n', ' \n ', '\t', '\u3000', '\u00a0', "'s", "'LL", "'ſ", "'re", '123', '12345', '٣٤', '½', 'e\u0301', 'ﬁ', 'İ', 'ß', 'Σς', '👨‍👩‍👧',
  '🇩🇪', '…', '. ', '-', '_', ' a', 'Hello', ' world', '世界', 'ไทย', 'हिन्दी', "don't", '!!!', '\n\n\n', '\0',
];

/** `count` texts that are the same for the same seed. */
export function randomTexts(seed: number, count: number): string[] {
  let state = seed;
  const next = (limit: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const character = (): string => {
    const code = next(4) === 0 ? next(0x30000) : next(0x3000);
    return String.fromCodePoint(code >= 0xd800 && code <= 0xdfff ? 0x41 : code);
  };
  return Array.from({ length: count }, () => {
    let text = '';
    for (let i = next(12) + 1; i > 0; i--) text += next(2) === 0 ? PARTS[next(PARTS.length)]! : character();
    return text;
  });
}
