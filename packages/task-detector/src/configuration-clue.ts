/** What `config.json` says: the model class, refined by labels, task parameters and sub-models. */
import { asRecord, type Clue, type TaskCandidate } from './detection.js';
import { architectureTask } from './architecture-rules.js';

/** Tasks that one encoder-decoder does, by how it was fine-tuned. */
const SEQUENCE_TASKS = ['text2text-generation', 'summarization', 'translation'];

/** Model types whose only sensible head is known without a class name. */
const TYPE_TASKS: Readonly<Record<string, string>> = {
  whisper: 'automatic-speech-recognition',
  moonshine: 'automatic-speech-recognition',
  speech_to_text: 'automatic-speech-recognition',
  vits: 'text-to-audio',
  marian: 'translation',
  nllb_moe: 'translation',
  m2m_100: 'translation',
  'vision-encoder-decoder': 'image-to-text',
  'speech-encoder-decoder': 'automatic-speech-recognition',
};

/**
 * The configuration's verdict; `languages` says whether the tokenizer names a source and a target language.
 * `generation` is `generation_config.json`.
 */
export function configurationClue(config: unknown, generation: unknown, languages: boolean): Clue | undefined {
  const record = asRecord(config);
  const names = record['architectures'];
  const className = Array.isArray(names) && typeof names[0] === 'string' ? names[0] : undefined;
  const byClass = className === undefined ? undefined : architectureTask(className);
  if (className !== undefined && byClass === null) return undefined;
  const type = typeof record['model_type'] === 'string' ? record['model_type'] : '';
  if (className !== undefined && typeof byClass === 'string') return refine(byClass, className, record, generation, languages);
  if (Object.hasOwn(TYPE_TASKS, type)) return { task: TYPE_TASKS[type]!, confidence: 0.9, evidence: [`model_type ${type}`] };
  return undefined;
}

function refine(
  task: string,
  className: string,
  config: Readonly<Record<string, unknown>>,
  generation: unknown,
  languages: boolean,
): Clue {
  if (task === 'text-classification') return sequenceClassification(className, config);
  if (task === 'text2text-generation') return sequenceToSequence(className, config, generation, languages);
  if (task === 'image-text-to-text' && isRecordField(config, 'encoder') && isRecordField(config, 'decoder')) {
    return {
      task: 'image-to-text',
      confidence: 0.9,
      evidence: [className, 'config.json encoder and decoder'],
      others: [
        { task: 'image-text-to-text', confidence: 0.5 },
        { task: 'document-question-answering', confidence: 0.2 },
      ],
    };
  }
  if (task === 'image-text-to-text') {
    return { task, confidence: 0.95, evidence: [className], others: [{ task: 'image-to-text', confidence: 0.3 }] };
  }
  return { task, confidence: 1, evidence: [className] };
}

function isRecordField(config: Readonly<Record<string, unknown>>, name: string): boolean {
  return Object.keys(asRecord(config[name])).length > 0;
}

/** NLI labels make a zero-shot classifier, one label a ranker. */
export function sequenceClassification(className: string, config: Readonly<Record<string, unknown>>): Clue {
  const labels = labelNames(config);
  if (labels?.some((label) => /^entail/i.test(label)) && labels.some((label) => /^(?:contradict|not[ _-]?entail)/i.test(label))) {
    return {
      task: 'zero-shot-classification',
      confidence: 0.95,
      evidence: [className, `labels ${labels.join(', ')}`],
      others: [{ task: 'text-classification', confidence: 0.5 }],
    };
  }
  const single = labels ? labels.length === 1 : config['num_labels'] === 1;
  if (single || isRecordField(config, 'sentence_transformers')) {
    return {
      task: 'text-ranking',
      confidence: isRecordField(config, 'sentence_transformers') ? 0.95 : 0.8,
      evidence: [className, single ? 'one label' : 'config.json sentence_transformers'],
      others: [{ task: 'text-classification', confidence: 0.5 }],
    };
  }
  return { task: 'text-classification', confidence: 1, evidence: [className] };
}

/** The label names of a configuration, where it names any. */
export function labelNames(config: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  const names = config['id2label'];
  if (typeof names !== 'object' || names === null) return undefined;
  return Object.values(names).map(String);
}

/** One of text2text-generation, summarization and translation, the others as candidates. */
export function sequenceToSequence(
  evidence: string,
  config: Readonly<Record<string, unknown>>,
  generation: unknown,
  languages: boolean,
): Clue {
  const named = Object.keys(asRecord(config['task_specific_params'])).map((name) => (name.startsWith("translation") ? 'translation' : name));
  const distinct = [...new Set(named)].filter((name) => SEQUENCE_TASKS.includes(name));
  if (languages) return sequenceClue('translation', 0.95, [evidence, 'languages of the tokenizer']);
  if (distinct.length === 1) return sequenceClue(distinct[0]!, 0.9, [evidence, `task_specific_params ${named.join(', ')}`]);
  if (distinct.length === 0 && looksLikeSummaries(generation)) {
    return sequenceClue('summarization', 0.6, [evidence, 'generation_config.json min_length, length_penalty, no_repeat_ngram_size']);
  }
  return sequenceClue('text2text-generation', distinct.length > 1 ? 0.9 : 0.7, [evidence]);
}

/** The generation settings that summarizers are published with: a minimum length, a length penalty and no repeated n-grams. */
function looksLikeSummaries(generation: unknown): boolean {
  const settings = asRecord(generation);
  return Number(settings['min_length'] ?? 0) > 0 && Number(settings['length_penalty'] ?? 1) !== 1 && Number(settings['no_repeat_ngram_size'] ?? 0) > 0;
}

function sequenceClue(task: string, confidence: number, evidence: readonly string[]): Clue {
  const others: TaskCandidate[] = SEQUENCE_TASKS.filter((other) => other !== task).map((other) => ({ task: other, confidence: 0.3 }));
  return { task, confidence, evidence, others };
}
