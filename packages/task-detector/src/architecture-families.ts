/**
 * Classes whose name does not follow the rules of `architecture-rules.ts`, by task: from the auto-mappings of transformers
 * 4.57.6 and 5.23.0. Words before a colon's suffix are families; `Aria` under `ForConditionalGeneration` is `AriaForConditionalGeneration`.
 */

function classes(suffix: string, families: string): readonly string[] {
  return families.split(' ').map((family) => family + suffix);
}

/** Task by class name; `null` for classes that no pipeline runs. */
export const ARCHITECTURE_TASKS: ReadonlyMap<string, string | null> = new Map(
  (
    [
      ['image-feature-extraction', classes('Model', 'Beit Bit ConditionalDetr ConvNext ConvNextV2 DINOv3ConvNext DINOv3ViT DPT DabDetr DeformableDetr DeiT DepthPro Deta Detr Dinat Dinov2 Dinov2WithRegisters EfficientFormer EfficientNet FocalNet GLPN Hiera IJepa ImageGPT Levit MobileNetV1 MobileNetV2 MobileViT MobileViTV2 Nat Pixio PoolFormer Pvt RegNet ResNet Segformer SwiftFormer Swin2SR Swin Swinv2 TableTransformer Timesformer TimmWrapper Van ViTHybrid ViTMAE ViTMSN ViT VideoMAE VitDet Vivit Yolos')],
      ['image-feature-extraction', classes('VisionModel', 'Aimv2 Cohere2 Data2Vec Llama4 MLCD Mllama Siglip Tipsv2 VideoPrism')],
      ['image-feature-extraction', ['TimmBackbone']],
      ['zero-shot-image-classification', classes('Model', 'Align AltCLIP Blip CLIP CLIPSeg ChineseCLIP MetaClip2 Siglip2 Siglip Tipsv2 VideoPrismClip')],
      ['zero-shot-image-classification', ['Blip2ForImageTextRetrieval']],
      ['image-text-to-text', classes('ForConditionalGeneration', 'Apertus1p5 Aria AyaVision Blip Chameleon Cohere2Vision CohereCompass Cosmos3Edge Cosmos3Omni DeepseekOcr2 DeepseekVL DeepseekVLHybrid Dots3Note Emu3 Ernie4_5_VLMoe Exaone4_5_ FastVlm Florence2 Gemma3 Gemma3n Gemma4 Gemma4Unified Glm46V Glm4v Glm4vMoe Glm5Next GlmOcr GotOcr2 Granite4Vision GraniteDocling HYV4VL HunYuanVL HyperCLOVAXVisionV2 Idefics2 Idefics3 Inkling2 Inkling2Loop Inkling InstructBlip InstructBlipVideo InternVL Janus Kimi_K25 Kosmos2 Kosmos2_5 Lfm2Vl Lfm3Vl LightOnOcr Llama4 Llava LlavaNext LlavaNextVideo LlavaOnevision MiniCPMOcr MiniCPMV4_6 MiniCPMV4_7 MiniMaxM3Sparse Mistral3 MistralLarge4 Mllama Molmo2 MuseGlimmer MuseSpark Ovis2 PI0 PPFormulaNet PaddleOCRVL PaliGemma PerceptionLM Pix2Struct QianfanOCR Qwen2VL Qwen2_5OmniThinker Qwen2_5_VL Qwen3OmniMoeThinker Qwen3VL Qwen3VLMoe Qwen3_5 Qwen3_5Moe Qwen4Exp SmolVLM Step3p7 Udop UnlimitedOcr VideoLlama3 VideoLlava VipLlava')],
      ['image-text-to-text', ['DiffusionGemmaForBlockDiffusion', 'EvollaForProteinText2Text', 'FuyuForCausalLM', 'GitForCausalLM', 'IdeficsForVisionText2Text', 'Mistral4ForCausalLM', 'NemotronH_Omni_Reasoning_V3', 'VisionEncoderDecoderModel']],
      ['text-to-audio', classes('ForConditionalGeneration', 'Csm GradiumPhononTTS HiggsAudioV2 Musicgen MusicgenMelody PocketTTS Qwen2_5Omni Qwen3OmniMoe VibeVoice')],
      ['text-to-audio', ['BarkModel', 'FastSpeech2ConformerModel', 'FastSpeech2ConformerWithHifiGan', 'VitsModel']],
      ['text-generation', ['BertGenerationDecoder', 'ReformerModelWithLMHead']],
      ['visual-question-answering', ['Blip2ForConditionalGeneration', 'BlipForQuestionAnswering', 'ViltForQuestionAnswering']],
      ['automatic-speech-recognition', classes('ForConditionalGeneration', 'Canary CohereAsr Dia FunAsrNano GraniteSpeech GraniteSpeechPlus KyutaiSpeechToText Moonshine MoonshineStreaming OmniASR Pop2Piano Qwen3ASR Speech2Text VibeVoiceAsr Voxtral VoxtralRealtime Whisper')],
      ['automatic-speech-recognition', ['SpeechEncoderDecoderModel']],
      ['feature-extraction', ['ClvpModelForConditionalGeneration', 'HGNetV2Backbone', 'MgpstrForSceneTextRecognition', 'Nemotron3_5AsrForRNNT', 'NemotronAsrStreamingForRNNT', 'ParakeetForRNNT', 'ParakeetForTDT']],
      ['audio-classification', classes('ForSequenceClassification', 'Data2VecAudio Hubert SEWD SEW UniSpeech UniSpeechSat Wav2Vec2Bert Wav2Vec2Conformer Wav2Vec2 WavLM')],
      ['mask-generation', ['EdgeTamModel', 'Sam2Model', 'Sam3TrackerModel', 'SamHQModel', 'SamModel']],
      [null, ['Emu3TextModel', 'MT5EncoderModel', 'MllamaTextModel', 'SuperPointForKeypointDetection', 'T5EncoderModel', 'T5GemmaEncoderModel', 'UMT5EncoderModel']],
      ['text2text-generation', ['EncoderDecoderModel', 'MarianMTModel']],
      ['fill-mask', ['FlaubertWithLMHeadModel', 'XLMWithLMHeadModel']],
      ['zero-shot-object-detection', classes('ForObjectDetection', 'GroundingDino MMGroundingDino OmDetTurbo OwlViT Owlv2')],
      ['document-question-answering', classes('ForQuestionAnswering', 'LayoutLM LayoutLMv2 LayoutLMv3')],
      ['table-question-answering', ['TapasForQuestionAnswering']],
    ] as const
  ).flatMap(([task, names]) => names.map((name): [string, string | null] => [name, task])),
);
