/** Spaces that tokenization puts before English punctuation and contractions: two lists of the reference, one to remove them. */

type Artifacts = readonly (readonly [found: string, written: string])[];

/** `clean_up_tokenization_spaces` of Python's transformers. */
const ARTIFACTS: Artifacts = [
  [' .', '.'], [' ?', '?'], [' !', '!'], [' ,', ','], [" ' ", "'"], [" n't", "n't"], [" 'm", "'m"], [" 's", "'s"], [" 've", "'ve"], [" 're", "'re"],
];

/** `cleanup` of the library's WordPiece and CTC decoders. */
const WORD_PIECE_ARTIFACTS: Artifacts = [...ARTIFACTS, [' do not', " don't"]];

/** Whether any artifact may be there: most texts have none. */
const MAY_HAVE_ARTIFACTS = / (?:[.?!,']|n't|do not)/;

/** Cleans a decoded text. */
export function cleanUpSpaces(text: string): string {
  return withoutArtifacts(text, ARTIFACTS);
}

/** Cleans one token's text. */
export function cleanUpWordPiece(text: string): string {
  return withoutArtifacts(text, WORD_PIECE_ARTIFACTS);
}

function withoutArtifacts(text: string, artifacts: Artifacts): string {
  if (!MAY_HAVE_ARTIFACTS.test(text)) return text;
  return artifacts.reduce((result, [found, written]) => result.replaceAll(found, written), text);
}
