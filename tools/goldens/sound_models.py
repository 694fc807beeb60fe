"""Sound models with what Python's pipelines make of fixtures/media: fixtures/sound.

    python tools/goldens/sound_models.py [id …]
"""
import json

import torch
import transformers as tf

from tiny_models import Graph, NAMED, TOKENS, export, make, media, randomize, run, save, tokenizer


SOUNDS = [("mono16k.wav", {}), (["short16k.wav", "deep24.wav"], {"top_k": 2}), ("short16k.wav", {"function_to_apply": "sigmoid", "top_k": 5})]
SPEECH = [("short16k.wav", {}), ("mono16k.wav", {"return_timestamps": "word"}), ("short16k.wav", {"return_timestamps": "char"}),
          ("mono16k.wav", {"chunk_length_s": 1, "stride_length_s": [0.2, 0.1]})]
WAVES = dict(hidden_size=24, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32, conv_dim=(16, 16, 16), conv_stride=(5, 4, 4),
             conv_kernel=(10, 4, 4), num_feat_extract_layers=3, num_conv_pos_embeddings=16, num_conv_pos_embedding_groups=4)
SAMPLES = {name: {1: "samples"} for name in ["input_values", "attention_mask", "input_features", "logits"]}


def speech(folder, model, extractor):
    parts = {"tokenizer": tokenizer("wav2vec2-ctc"), "feature_extractor": extractor}
    make(folder, "automatic-speech-recognition", model, parts, ["logits"], SPEECH, SAMPLES, gain=2.0)


def hubert(folder):
    speech(folder, tf.HubertForCTC(tf.HubertConfig(**WAVES, vocab_size=32, pad_token_id=0)), tf.Wav2Vec2FeatureExtractor())


def wav2vec2_bert(folder):
    config = tf.Wav2Vec2BertConfig(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=24, feature_projection_input_dim=160,
                                   conv_depthwise_kernel_size=5, output_hidden_size=16, hidden_act="gelu", vocab_size=32, pad_token_id=0,
                                   position_embeddings_type="relative_key", left_max_position_embeddings=8, right_max_position_embeddings=4)
    speech(folder, tf.Wav2Vec2BertForCTC(config), tf.SeamlessM4TFeatureExtractor())


def wavlm(folder):
    model = tf.WavLMForSequenceClassification(tf.WavLMConfig(**WAVES, **NAMED, classifier_proj_size=16))
    make(folder, "audio-classification", model, {"feature_extractor": tf.Wav2Vec2FeatureExtractor()}, ["logits"], SOUNDS, SAMPLES)


def whisper(folder):
    config = tf.WhisperConfig(d_model=16, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=16,
                              decoder_ffn_dim=16, vocab_size=100, max_source_positions=100, classifier_proj_size=8, pad_token_id=0, bos_token_id=1,
                              eos_token_id=2, decoder_start_token_id=1, **NAMED)
    make(folder, "audio-classification", tf.WhisperForAudioClassification(config), {"feature_extractor": tf.WhisperFeatureExtractor(chunk_length=2)},
         ["logits"], SOUNDS)


def speech2text(folder):
    words = tokenizer("clap-zeroshot")
    config = tf.Speech2TextConfig(vocab_size=len(words), d_model=8, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
                                  decoder_attention_heads=2, encoder_ffn_dim=16, decoder_ffn_dim=16, max_source_positions=100,
                                  max_target_positions=64, conv_channels=8, input_feat_per_channel=80, decoder_start_token_id=2, eos_token_id=2,
                                  pad_token_id=1, bos_token_id=0)
    model = randomize(tf.Speech2TextForConditionalGeneration(config), 3, 3.0)
    model.generation_config.max_length = 24
    parts = {"tokenizer": words, "feature_extractor": tf.Speech2TextFeatureExtractor()}
    task = "automatic-speech-recognition"
    pipe = tf.pipeline(task, model=model, device="cpu", **parts)
    cases = [("short16k.wav", {}), ("mono16k.wav", {"generate_kwargs": {"num_beams": 1}}), ("short16k.wav", {"max_new_tokens": 6})]
    save(folder, model, parts, [{"input": given, "options": options, "output": pipe(media(given), **json.loads(json.dumps(options)))}
                                for given, options in cases], task)
    inputs = parts["feature_extractor"](media("short16k.wav"), sampling_rate=16000, return_tensors="pt", return_attention_mask=True)
    listen = Graph(lambda values, mask: model.model.encoder(values, attention_mask=mask).last_hidden_state)
    write = Graph(lambda ids, hidden: model(decoder_input_ids=ids, encoder_outputs=(hidden,), use_cache=False).logits)
    listen.model = write.model = model
    features = {name: inputs[name] for name in ["input_features", "attention_mask"]}
    axes = {"input_features": {1: "frames"}, "attention_mask": {1: "frames"}, "last_hidden_state": {1: "steps"}}
    export(folder, "encoder_model", listen, features, ["last_hidden_state"], axes)
    hidden = model.model.encoder(**features).last_hidden_state
    export(folder, "decoder_model", write, {"input_ids": torch.tensor([[2, 5, 6]]), "encoder_hidden_states": hidden}, ["logits"],
           {"input_ids": TOKENS, "logits": TOKENS, "encoder_hidden_states": {1: "steps"}})

if __name__ == "__main__":
    run("sound", {
        "hubert-ctc": hubert, "wav2vec2-bert-ctc": wav2vec2_bert, "wavlm-cls": wavlm, "whisper-cls": whisper, "speech2text": speech2text,
    })
