/** The table of feature extractors, and the choice among them by configuration. */
import { ProcessorError } from '../processor-error.js';
import type { FeatureExtractorConfig } from './config-fields.js';
import { createAst } from './extractors/ast.js';
import { createClap } from './extractors/clap.js';
import { createClvp } from './extractors/clvp.js';
import { createDac, createDia, createEncodec, createKyutai } from './extractors/codecs.js';
import { createGemma3n } from './extractors/gemma3n.js';
import { createLasr } from './extractors/lasr.js';
import { createMctct } from './extractors/mctct.js';
import { createOmniAsr } from './extractors/omni-asr.js';
import { createParakeet } from './extractors/parakeet.js';
import { createSeamlessM4T } from './extractors/seamless-m4t.js';
import { createSpeechToText } from './extractors/speech-to-text.js';
import { createSpeechT5 } from './extractors/speecht5.js';
import { createUnivNet } from './extractors/univnet.js';
import { createWav2Vec2 } from './extractors/wav2vec2.js';
import { createWhisper } from './extractors/whisper.js';
import { type FeatureExtractor, type FeatureExtractorKind, wrapFeatureExtractor } from './feature-extractor.js';
import { featureExtractorClassOf } from './model-families.js';

type CreateKind = (config: FeatureExtractorConfig) => FeatureExtractorKind;

/** Adding a feature extractor is one file in `extractors/` and one row here. */
const KINDS: ReadonlyMap<string, CreateKind> = new Map([
  ['ASTFeatureExtractor', createAst],
  ['ClapFeatureExtractor', createClap],
  ['ClvpFeatureExtractor', createClvp],
  ['DacFeatureExtractor', createDac],
  ['DiaFeatureExtractor', createDia],
  ['EncodecFeatureExtractor', createEncodec],
  ['Gemma3nAudioFeatureExtractor', createGemma3n],
  ['KyutaiSpeechToTextFeatureExtractor', createKyutai],
  ['LasrFeatureExtractor', createLasr],
  ['MCTCTFeatureExtractor', createMctct],
  ['OmniASRFeatureExtractor', createOmniAsr],
  ['ParakeetFeatureExtractor', createParakeet],
  ['SeamlessM4TFeatureExtractor', createSeamlessM4T],
  ['Speech2TextFeatureExtractor', createSpeechToText],
  ['SpeechT5FeatureExtractor', createSpeechT5],
  ['UnivNetFeatureExtractor', createUnivNet],
  ['Wav2Vec2FeatureExtractor', createWav2Vec2],
  ['WhisperFeatureExtractor', createWhisper],
]);

/** Fields that mean more than padding and normalizing a waveform. */
const SPECTRAL_FIELDS = ['num_mel_bins', 'n_fft', 'fft_window_size', 'fft_length', 'hop_length', 'win_length', 'n_mels', 'chunk_length_s', 'stride', 'dither'] as const;

/** Besides the configuration. */
export interface CreateFeatureExtractorOptions {
  /** `model_type` of config.json: names the class where the configuration does not. */
  readonly modelType?: string | undefined;
  readonly onWarning?: ((message: string) => void) | undefined;
}

/**
 * The feature extractor that `preprocessor_config.json`, or a `processor_config.json` that nests one, describes: by its `feature_extractor_type`, else by the model's type, else by its fields.
 * An unknown class with the fields of a waveform extractor or of Whisper's runs as such, with one warning.
 *
 * @throws {ProcessorError} `UNSUPPORTED_FEATURE_EXTRACTOR` for a class that this package does not know, `BAD_CONFIG` for bad fields.
 */
export function createFeatureExtractor(file: FeatureExtractorConfig, options: CreateFeatureExtractorOptions = {}): FeatureExtractor {
  const { modelType, onWarning } = options;
  const config = nestedConfig(file['feature_extractor']) ?? nestedConfig(file['audio_processor']) ?? file;
  const named = config['feature_extractor_type'];
  const className = typeof named === 'string' ? named : modelType === undefined ? undefined : featureExtractorClassOf(modelType);
  const create = className === undefined ? undefined : KINDS.get(className);
  if (className !== undefined && create !== undefined) return wrapFeatureExtractor(className, create(config));
  const lookalike = kindByFields(config);
  if (lookalike === undefined) {
    throw new ProcessorError('UNSUPPORTED_FEATURE_EXTRACTOR', `no feature extractor named ${className ?? '(without a name)'} is known`, {
      where: 'feature_extractor_type',
      hint: `Known are ${[...KINDS.keys()].join(', ')}.`,
    });
  }
  onWarning?.(`The feature extractor ${className ?? 'without a name'} is not known; it runs as ${lookalike}, which has the same fields.`);
  return wrapFeatureExtractor(className ?? lookalike, KINDS.get(lookalike)!(config));
}

function nestedConfig(value: unknown): FeatureExtractorConfig | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as FeatureExtractorConfig) : undefined;
}

/** The class whose configuration has just these fields. */
function kindByFields(config: FeatureExtractorConfig): string | undefined {
  const has = (name: string): boolean => config[name] !== undefined && config[name] !== null;
  if (has('chunk_length') && has('n_fft') && has('hop_length') && has('feature_size') && has('nb_max_frames')) return 'WhisperFeatureExtractor';
  const waveform = has('sampling_rate') && (config['feature_size'] ?? 1) === 1 && !SPECTRAL_FIELDS.some(has);
  return waveform ? 'Wav2Vec2FeatureExtractor' : undefined;
}
