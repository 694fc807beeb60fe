/** Texts from a seed: words, white space, contractions, digits, marks, emoji, special tokens and characters of all planes. */

const PARTS = [
  ' ', '  ', '   ', '\n', '\r\n', ' \n ', '\t', '\u3000', '\u00a0', "'s", "'LL", "'ſ", "'re", '123', '12345', '٣٤', '½', 'e\u0301', 'ﬁ', 'İ', 'ß', 'Σς',
  '👨‍👩‍👧', '🇩🇪', '…', '. ', '-', '_', '▁', '##', ' a', 'Hello', ' world', 'unbelievable', '世界', '東京', 'ไทย', 'हिन्दी', '한국어', "don't", '!!!', '\n\n\n', '\0',
  '\ufeff', '\ufffd', '\u200d', '<s>', '</s>', '<unk>', '[MASK]', '[CLS]', ' <mask> ', '<|endoftext|>', '<|im_start|>',
];

/** A generator of whole numbers below a limit; the same seed gives the same numbers. */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Letters that long words are made of. */
const ALPHABETS = ['ab', 'ACGT', 'etaoinshrdlu', 'абвгдежз', '漢字日本語中国文化的是', '=-_', '0123456789', '😀🎉'].map((letters) => [...letters]);
/** One text in so many has a long word. */
const LONG_WORDS = 40;

/** The next text: 1 to 14 parts, one of them at times a word of hundreds of characters. It has no lone surrogates, which the binding cannot be given. */
export function randomText(random) {
  const character = () => {
    const code = random(4) === 0 ? random(0x30000) : random(0x3000);
    return String.fromCodePoint(code >= 0xd800 && code <= 0xdfff ? 0x41 : code);
  };
  let text = '';
  for (let count = random(14) + 1; count > 0; count--) text += random(2) === 0 ? PARTS[random(PARTS.length)] : character();
  if (random(LONG_WORDS) === 0) {
    const letters = ALPHABETS[random(ALPHABETS.length)];
    for (let count = random(1500); count > 0; count--) text += letters[random(letters.length)];
  }
  return text;
}
