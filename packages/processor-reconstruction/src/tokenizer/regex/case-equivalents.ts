/** Characters that are equal without regard to case (simple case folding), for expanding `(?i:…)`. */

let groups: Map<string, string[]> | undefined;

const LAST_CASED = 0x1e943;

function single(text: string, otherwise: string): string {
  return text.length === (text.codePointAt(0)! > 0xffff ? 2 : 1) ? text : otherwise;
}

function foldKey(character: string): string {
  const upper = single(character.toUpperCase(), character);
  return single(upper.toLowerCase(), upper);
}

function buildGroups(): Map<string, string[]> {
  const result = new Map<string, string[]>();
  for (let code = 0x41; code <= LAST_CASED; code++) {
    if (code === 0xd800) code = 0xe000;
    const character = String.fromCodePoint(code);
    const key = foldKey(character);
    if (key === character && character.toUpperCase() === character) continue;
    const group = result.get(key);
    if (group === undefined) result.set(key, [character]);
    else group.push(character);
  }
  return result;
}

/** `character` and all that equal it without regard to case. */
export function caseEquivalents(character: string): readonly string[] {
  const code = character.codePointAt(0)!;
  if (code < 0x80) {
    const lower = character.toLowerCase();
    const upper = character.toUpperCase();
    if (lower === upper) return [character];
    if (lower === 'k') return ['k', 'K', '\u212a'];
    if (lower === 's') return ['s', 'S', '\u017f'];
    return [lower, upper];
  }
  groups ??= buildGroups();
  const group = groups.get(foldKey(character));
  return group?.includes(character) === true ? group : [character];
}

/** Sequences that fold to or from a single character (`ss` and ß, the f-ligatures): not expanded, so refused. */
const MULTIPLE = /s[sſ]|ſ[sſ]|ff|fi|fl|[sſ]t|i\u0307|ʼn|ǰ|h\u0331|t\u0308|[wy]\u030a|aʾ/iu;

/** Whether a text compared without regard to case touches a character that folds to several. */
export function foldsToSeveral(text: string): boolean {
  return MULTIPLE.test(text) || [...text].some((character) => character.toUpperCase().length > character.length);
}
