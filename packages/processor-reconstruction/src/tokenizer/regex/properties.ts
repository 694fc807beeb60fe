/** Character classes of Oniguruma (Ruby syntax, Unicode 16) as sources for a JavaScript class under the flag `v`. */
import { tableSource } from '../unicode/code-point-set.js';
import { UNASSIGNED } from '../unicode/tables.js';

const LATER = `[${tableSource(UNASSIGNED)}]`;

/** Without the characters that newer Unicode versions have added. */
const known = (members: string): string => `[[${members}]--${LATER}]`;

const POSIX: Readonly<Record<string, string>> = {
  alnum: known('\\p{Alphabetic}\\p{Nd}'),
  alpha: known('\\p{Alphabetic}'),
  ascii: '\\0-\\x7f',
  blank: '\\p{Zs}\\t',
  cntrl: '\\p{Cc}',
  digit: known('\\p{Nd}'),
  graph: `[[\\0-\\u{10ffff}]--[\\p{White_Space}\\p{Cc}\\p{Cs}${LATER}]]`,
  lower: known('\\p{Lowercase}\\u0295'),
  print: `[[\\0-\\u{10ffff}]--[\\p{White_Space}\\p{Cc}\\p{Cs}${LATER}]]\\p{Zs}`,
  punct: known('\\p{P}\\p{S}'),
  space: '\\p{White_Space}',
  upper: known('\\p{Uppercase}'),
  word: known('\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}'),
  xdigit: '0-9A-Fa-f',
};

export const WORD: string = POSIX['word']!;
/** `\w` outside of brackets: below U+0100 Oniguruma has a table of its own, with ² ³ ¹ ¼ ½ ¾. */
export const BARE_WORD: string = [WORD, '\\xb2\\xb3\\xb9\\xbc-\\xbe'].join('');
export const SPACE: string = POSIX['space']!;
export const DIGIT: string = POSIX['digit']!;
export const HEX: string = POSIX['xdigit']!;

const CATEGORIES =
  'C:Other Cc:Control Cf:Format Cn:Unassigned Co:Private_Use Cs:Surrogate L:Letter LC:Cased_Letter Ll:Lowercase_Letter Lm:Modifier_Letter ' +
  'Lo:Other_Letter Lt:Titlecase_Letter Lu:Uppercase_Letter M:Mark:Combining_Mark Mc:Spacing_Mark Me:Enclosing_Mark Mn:Nonspacing_Mark ' +
  'N:Number Nd:Decimal_Number Nl:Letter_Number No:Other_Number P:Punctuation Pc:Connector_Punctuation Pd:Dash_Punctuation ' +
  'Pe:Close_Punctuation Pf:Final_Punctuation Pi:Initial_Punctuation Po:Other_Punctuation Ps:Open_Punctuation S:Symbol ' +
  'Sc:Currency_Symbol Sk:Modifier_Symbol Sm:Math_Symbol So:Other_Symbol Z:Separator Zl:Line_Separator Zp:Paragraph_Separator ' +
  'Zs:Space_Separator';

const BINARY =
  'Alphabetic ASCII_Hex_Digit Bidi_Control Case_Ignorable Cased Changes_When_Casefolded Changes_When_Casemapped ' +
  'Changes_When_Lowercased Changes_When_Titlecased Changes_When_Uppercased Dash Default_Ignorable_Code_Point Deprecated Diacritic Emoji ' +
  'Emoji_Component Emoji_Modifier Emoji_Modifier_Base Emoji_Presentation Extended_Pictographic Extender Grapheme_Base Grapheme_Extend ' +
  'Hex_Digit ID_Continue ID_Start Ideographic IDS_Binary_Operator IDS_Trinary_Operator Join_Control Logical_Order_Exception Lowercase ' +
  'Math Noncharacter_Code_Point Pattern_Syntax Pattern_White_Space Quotation_Mark Radical Regional_Indicator Sentence_Terminal ' +
  'Soft_Dotted Terminal_Punctuation Unified_Ideograph Uppercase Variation_Selector White_Space XID_Continue XID_Start';

const SCRIPT_LIST =
  'Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali Bhaiksuki Bopomofo Brahmi Braille ' +
  'Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian Chakma Cham Cherokee Chorasmian Common Coptic Cuneiform Cypriot ' +
  'Cypro_Minoan Cyrillic Deseret Devanagari Dives_Akuru Dogra Duployan Egyptian_Hieroglyphs Elbasan Elymaic Ethiopic Georgian Glagolitic ' +
  'Gothic Grantha Greek Gujarati Gunjala_Gondi Gurmukhi Han Hangul Hanifi_Rohingya Hanunoo Hatran Hebrew Hiragana Imperial_Aramaic ' +
  'Inherited Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi Kannada Katakana Kayah_Li Kharoshthi Khitan_Small_Script Khmer ' +
  'Khojki Khudawadi Lao Latin Lepcha Limbu Linear_A Linear_B Lisu Lycian Lydian Mahajani Makasar Malayalam Mandaic Manichaean Marchen ' +
  'Masaram_Gondi Medefaidrin Meetei_Mayek Mende_Kikakui Meroitic_Cursive Meroitic_Hieroglyphs Miao Modi Mongolian Mro Multani Myanmar ' +
  'Nabataean Nandinagari New_Tai_Lue Newa Nko Nushu Nyiakeng_Puachue_Hmong Ogham Ol_Chiki Old_Hungarian Old_Italic Old_North_Arabian ' +
  'Old_Permic Old_Persian Old_Sogdian Old_South_Arabian Old_Turkic Old_Uyghur Oriya Osage Osmanya Pahawh_Hmong Palmyrene Pau_Cin_Hau ' +
  'Phags_Pa Phoenician Psalter_Pahlavi Rejang Runic Samaritan Saurashtra Sharada Shavian Siddham SignWriting Sinhala Sogdian Sora_Sompeng ' +
  'Soyombo Sundanese Syloti_Nagri Syriac Tagalog Tagbanwa Tai_Le Tai_Tham Tai_Viet Takri Tamil Tangsa Tangut Telugu Thaana Thai Tibetan ' +
  'Tifinagh Tirhuta Toto Ugaritic Vai Vithkuqi Wancho Warang_Citi Yezidi Yi Zanabazar_Square';

/** All scripts by their long names. */
export const SCRIPT_NAMES: readonly string[] = SCRIPT_LIST.split(' ');

const fold = (name: string): string => name.replace(/[\s_-]/g, '').toLowerCase();

/** U+0295 was a lower-case letter up to Unicode 16. */
function categorySource(name: string): string {
  if (name === 'Cn') return LATER;
  if (name === 'C') return `\\p{C}${LATER}`;
  if (name === 'Ll') return known('\\p{Ll}\\u0295');
  if (name === 'Lo') return known('[\\p{Lo}--\\u0295]');
  return known(`\\p{${name}}`);
}

function binarySource(name: string): string {
  return known(name === 'Lowercase' ? '\\p{Lowercase}\\u0295' : `\\p{${name}}`);
}

const PROPERTIES: ReadonlyMap<string, string> = new Map([
  ...SCRIPT_NAMES.map((name) => [fold(name), known(`\\p{Script=${name}}`)] as const),
  ...BINARY.split(' ').map((name) => [fold(name), binarySource(name)] as const),
  ...CATEGORIES.split(' ').flatMap((names) => {
    const [short, ...long] = names.split(':') as [string, ...string[]];
    return [short, ...long].map((name) => [fold(name), categorySource(short)] as const);
  }),
  ...Object.entries(POSIX).map(([name, source]) => [name, source] as const),
  ['any', '\\0-\\u{10ffff}'], ['assigned', `[[\\0-\\u{10ffff}]--${LATER}]`],
]);

/** The members of a property for `\p{…}`, names compared as Oniguruma does: case, spaces, `-` and `_` do not count. */
export function propertySource(name: string): string | undefined {
  return PROPERTIES.get(fold(name));
}

/** The members of a POSIX bracket such as `[:alpha:]`. */
export function posixSource(name: string): string | undefined {
  return Object.hasOwn(POSIX, name) ? POSIX[name] : undefined;
}
