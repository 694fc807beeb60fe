/** `clean_up_tokenization_spaces` of Python's transformers. */

const ARTIFACTS = [
  [' .', '.'], [' ?', '?'], [' !', '!'], [' ,', ','], [" ' ", "'"], [" n't", "n't"], [" 'm", "'m"], [" 's", "'s"], [" 've", "'ve"], [" 're", "'re"],
] as const;

/** Whether any of them may be there. */
const MAY_HAVE_ARTIFACTS = / (?:[.?!,']|n't)/;

/** Removes the spaces that tokenization put before English punctuation and contractions. */
export function cleanUpSpaces(text: string): string {
  if (!MAY_HAVE_ARTIFACTS.test(text)) return text;
  return ARTIFACTS.reduce((result, [from, to]) => result.replaceAll(from, to), text);
}
