/** Names of tasks: aliases as in Python's transformers, and translation pairs. */

const ALIASES: Readonly<Record<string, string>> = {
  'sentiment-analysis': 'text-classification',
  ner: 'token-classification',
  vqa: 'visual-question-answering',
  'text-to-speech': 'text-to-audio',
  asr: 'automatic-speech-recognition',
  'zero-shot': 'zero-shot-classification',
};

/** The task that `name` stands for: aliases are resolved, `translation_en_to_de` is `translation`. */
export function canonicalTask(name: string): string {
  if (Object.hasOwn(ALIASES, name)) return ALIASES[name]!;
  return /^translation_\w+_to_\w+$/.test(name) ? 'translation' : name;
}

/** All aliases. */
export function taskAliases(): readonly string[] {
  return Object.keys(ALIASES);
}
