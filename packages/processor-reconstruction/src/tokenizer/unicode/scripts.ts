/** Unicode scripts of single characters, with the exceptions of SentencePiece's `IsValidSentencePiece`. */
import { codePointSet } from './code-point-set.js';
import { WITHOUT_SCRIPT } from './tables.js';
import { SCRIPT_NAMES } from '../regex/properties.js';

const KATAKANA_PROLONGED_SOUND = 0x30fc;
const JOINED = new Set(['Hiragana', 'Katakana']);

let tests: readonly (readonly [string, RegExp])[] | undefined;
let hasNoScript: ((code: number) => boolean) | undefined;
/** Characters that have had another script since Unicode 8, the version of the reference. */
const FORMER: ReadonlyMap<number, string> = new Map([
  [0x589, 'Common'], [0x61c, 'Common'], [0x953, 'Devanagari'], [0x954, 'Devanagari'], [0x30fc, 'Han'],
]);
const known = new Map<string, string>();

/** The script of a character; `''` for a space and for code points without a script, which go with every script. */
export function scriptOf(character: string): string {
  if (character === ' ') return '';
  let script = known.get(character);
  if (script === undefined) {
    const code = character.codePointAt(0)!;
    tests ??= SCRIPT_NAMES.map((name) => [name, new RegExp(`\\p{Script=${name}}`, 'u')]);
    hasNoScript ??= codePointSet(WITHOUT_SCRIPT);
    script = hasNoScript(code) ? '' : (FORMER.get(code) ?? tests.find(([, test]) => test.test(character))?.[0] ?? '');
    if (JOINED.has(script) || code === KATAKANA_PROLONGED_SOUND) script = 'Han';
    known.set(character, script);
  }
  return script;
}
