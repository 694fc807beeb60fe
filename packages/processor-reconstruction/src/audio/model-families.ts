/** Which feature extractor a model type uses when its configuration does not name one (transformers 4.57.6 and 5.24.0). */

const CLASS_BY_MODEL_TYPE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ASTFeatureExtractor: ['audio-spectrogram-transformer'],
    ClapFeatureExtractor: ['clap'],
    ClvpFeatureExtractor: ['clvp'],
    CohereAsrFeatureExtractor: ['cohere_asr'],
    DacFeatureExtractor: ['dac', 'xcodec', 'higgs_audio_v2_tokenizer'],
    DiaFeatureExtractor: ['dia'],
    EncodecFeatureExtractor: ['encodec', 'mimi', 'moshi', 'musicgen', 'csm', 'pocket_tts_audio_tokenizer'],
    Gemma3nAudioFeatureExtractor: ['gemma3n'],
    GraniteSpeechFeatureExtractor: ['granite_speech', 'granite_speech_plus'],
    KyutaiSpeechToTextFeatureExtractor: ['kyutai_speech_to_text'],
    LasrFeatureExtractor: ['lasr_ctc', 'lasr_encoder'],
    MCTCTFeatureExtractor: ['mctct'],
    MusicgenMelodyFeatureExtractor: ['musicgen_melody'],
    OmniASRFeatureExtractor: ['omniasr_ctc'],
    ParakeetFeatureExtractor: ['parakeet_ctc', 'parakeet_encoder', 'parakeet_rnnt', 'parakeet_tdt', 'canary'],
    Phi4MultimodalFeatureExtractor: ['phi4_multimodal'],
    Pop2PianoFeatureExtractor: ['pop2piano'],
    SeamlessM4TFeatureExtractor: ['seamless_m4t', 'seamless_m4t_v2'],
    Speech2TextFeatureExtractor: ['speech_to_text'],
    SpeechT5FeatureExtractor: ['speecht5'],
    UnivNetFeatureExtractor: ['univnet'],
    Wav2Vec2FeatureExtractor: [
      'data2vec-audio', 'hubert', 'moonshine', 'sew', 'sew-d', 'unispeech', 'unispeech-sat', 'wav2vec2', 'wav2vec2-bert', 'wav2vec2-conformer', 'wavlm',
    ],
    WhisperFeatureExtractor: ['whisper', 'audioflamingo3', 'glmasr', 'qwen2_5_omni', 'qwen2_audio', 'qwen3_omni_moe', 'voxtral'],
  }).flatMap(([className, modelTypes]) => modelTypes.map((modelType): [string, string] => [modelType, className])),
);

/** Name of the feature extractor class of a `model_type`, or `undefined` for a model that takes no sound. */
export function featureExtractorClassOf(modelType: string): string | undefined {
  return CLASS_BY_MODEL_TYPE.get(modelType);
}
