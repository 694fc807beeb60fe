"""Tiny models of many families with what Python's pipelines make of the fixtures' media: fixtures/vision and fixtures/sound.

Weights are random with a fixed seed. Each folder holds a model's files as `save_pretrained` leaves them, the graphs as `*.onnx.gz`, and
`golden.json.gz`: cases with `input`, `options` and `output`. Keypoint detection has no pipeline in Python: its goldens are the
processors' own post-processing. LayoutLMv3 does not run in Python's document pipeline, which calls its pixels `image` and reads answers
among the page's patches too: here it gets them as `pixel_values`, and its logits are cut to the tokens.

    python tools/goldens/vision_and_sound.py [id …]        # transformers 4.57.6, torch, onnx, soundfile
"""
import base64
import contextlib
import gzip
import inspect
import io
import json
import os
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile
import torch
import transformers as tf
from PIL import Image

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
tf.logging.set_verbosity_error()
torch.set_num_threads(1)


def randomize(model, seed=0, gain=1.0):
    torch.manual_seed(seed)
    with torch.no_grad():
        for name, weights in model.named_parameters():
            if weights.ndim >= 2:
                weights.normal_(0, gain / max(1, weights[0].numel()) ** 0.5)
            elif "norm" in name.lower() or name.endswith("weight"):
                weights.uniform_(0.8, 1.2)
            elif name.endswith("bias"):
                weights.normal_(0, 0.1)
        for name, values in model.named_buffers():
            if name.endswith("running_mean"):
                values.normal_(0, 0.1)
            if name.endswith("running_var"):
                values.uniform_(0.8, 1.2)
    return model.eval()


def plain(value):
    if isinstance(value, Image.Image):
        return {"image": plain(np.asarray(value))}
    if isinstance(value, torch.Tensor):
        value = value.detach().numpy()
    if isinstance(value, np.ndarray):
        return {"dtype": str(value.dtype), "shape": list(value.shape), "data": base64.b64encode(np.ascontiguousarray(value).tobytes()).decode()}
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    return value.item() if isinstance(value, np.generic) else value


def media(value):
    """Names of media as paths, clips as samples: reading files in Python's pipeline takes ffmpeg."""
    if isinstance(value, dict):
        return {key: media(entry) if key == "image" else entry for key, entry in value.items()}
    if isinstance(value, list):
        return [media(entry) for entry in value]
    if value.endswith(".wav"):
        samples, rate = soundfile.read(FIXTURES / "media" / value, dtype="float32")
        assert rate == 16000
        return samples
    return str(FIXTURES / "media" / value)


def first_inputs(model, run):
    """The tensors of the first forward pass while `run` runs, and its result."""
    found = {}
    names = list(inspect.signature(model.forward).parameters)

    def remember(_, args, kwargs):
        if not found:
            found.update({k: v.clone() for k, v in [*zip(names, args), *kwargs.items()] if isinstance(v, torch.Tensor)})

    handle = model.register_forward_pre_hook(remember, with_kwargs=True)
    try:
        return found, run()
    finally:
        handle.remove()


class Graph(torch.nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, *tensors):
        return self.function(*tensors)


def export(folder, name, module, inputs, outputs, dynamic):
    axes = {key: {0: "batch", **dynamic.get(key, {})} for key in [*inputs, *outputs]}
    buffer = io.BytesIO()
    with torch.no_grad(), contextlib.redirect_stdout(io.StringIO()):
        torch.onnx.export(module.eval(), tuple(inputs.values()), buffer, input_names=list(inputs), output_names=outputs, dynamic_axes=axes,
                          opset_version=17, dynamo=False)
    (folder / f"{name}.onnx.gz").write_bytes(gzip.compress(buffer.getvalue(), 9, mtime=0))


class Whole(Graph):
    """One graph over a model, its outputs by name."""

    def __init__(self, model, inputs, outputs):
        super().__init__(lambda *tensors: tuple(model(**dict(zip(inputs, tensors)), return_dict=True)[key] for key in outputs))
        self.model = model


def save(folder, model, parts, cases, task):
    folder.mkdir(parents=True, exist_ok=True)
    for part in parts.values():
        part.save_pretrained(folder)
    model.config.architectures = [type(model).__name__]
    model.config.save_pretrained(folder)
    if model.can_generate():
        model.generation_config.save_pretrained(folder)
    for unused in ["special_tokens_map.json", "vocab.txt"]:
        (folder / unused).unlink(missing_ok=True)
    golden = {"architecture": type(model).__name__, "task": task, "library": "transformers 4.57.6", "cases": cases}
    (folder / "golden.json.gz").write_bytes(gzip.compress(json.dumps(golden).encode(), 9, mtime=0))


def make(folder, task, model, parts, outputs, cases, dynamic=None, rename=None, **weights):
    randomize(model, **weights)
    pipe = tf.pipeline(task, model=model, device="cpu", **parts)
    results, inputs = [], None
    for given, options in cases:
        call = media(given)
        run = (lambda: pipe(call.pop("image"), **call, **options)) if task.startswith("zero-shot") else (lambda: pipe(call, **options))
        found, output = first_inputs(model, run)
        inputs = inputs or {(rename or {}).get(key, key): value for key, value in found.items()}
        results.append({"input": given, "options": options, "output": plain(output)})
    save(folder, model, parts, results, task)
    model.exporting = True
    export(folder, "model", Whole(model, list(inputs), outputs), inputs, outputs, dynamic or {})


LABELS = {i: f"class {chr(65 + i)}" for i in range(6)}
NAMED = {"id2label": LABELS, "label2id": {name: i for i, name in LABELS.items()}}
SMALL = {"height": 32, "width": 32}
VIT = dict(hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24, image_size=32, patch_size=8)
IMAGES = [("photo.jpg", {}), ("gray.png", {"top_k": 2}), (["rgba.png", "cmyk.jpg"], {"top_k": 3, "function_to_apply": "sigmoid"})]
TOKENS = {1: "tokens"}
TEXT_AXES = {name: TOKENS for name in ["input_ids", "attention_mask", "token_type_ids", "bbox", "start_logits", "end_logits"]}
PIXEL_AXES = {"pixel_values": {2: "height", 3: "width"}, "pixel_mask": {1: "height", 2: "width"}}


def tokenizer(name):
    return tf.AutoTokenizer.from_pretrained(FIXTURES / "models" / name)


def efficientnet(folder):
    config = tf.EfficientNetConfig(image_size=32, width_coefficient=0.2, depth_coefficient=0.2, hidden_dim=256, num_hidden_layers=4,
                                   kernel_sizes=[3, 5], in_channels=[8, 8], out_channels=[8, 16], strides=[1, 2], num_block_repeats=[1, 1],
                                   expand_ratios=[1, 4], depthwise_padding=[], **NAMED)
    make(folder, "image-classification", tf.EfficientNetForImageClassification(config),
         {"image_processor": tf.EfficientNetImageProcessor(size=SMALL)}, ["logits"], IMAGES)


def conditional_detr(folder):
    backbone = tf.ResNetConfig(embedding_size=8, hidden_sizes=[8, 12, 16, 20], depths=[1, 1, 1, 1], layer_type="basic", out_features=["stage4"])
    config = tf.ConditionalDetrConfig(use_timm_backbone=False, use_pretrained_backbone=False, backbone=None, backbone_config=backbone, d_model=16,
                                      encoder_layers=1, decoder_layers=2, encoder_attention_heads=2, decoder_attention_heads=2,
                                      encoder_ffn_dim=16, decoder_ffn_dim=16, num_queries=10, **NAMED)
    cases = [("photo.jpg", {"threshold": 0.2}), ("photo.jpg", {}), ("odd.jpg", {"threshold": 0.0}), (["gray.png", "tall.jpg"], {"threshold": 0.3})]
    processor = tf.ConditionalDetrImageProcessor(size={"shortest_edge": 48, "longest_edge": 80})
    make(folder, "object-detection", tf.ConditionalDetrForObjectDetection(config), {"image_processor": processor}, ["logits", "pred_boxes"], cases,
         PIXEL_AXES)


def upernet(folder):
    backbone = tf.ConvNextConfig(hidden_sizes=[8, 12, 16, 20], depths=[1, 1, 1, 1], out_features=["stage1", "stage2", "stage3", "stage4"])
    config = tf.UperNetConfig(backbone_config=backbone, hidden_size=8, pool_scales=[1], use_auxiliary_head=False, **NAMED)
    cases = [("rgba.png", {}), (["lossless.webp", "bilevel.png"], {"subtask": "semantic"})]
    processor = tf.SegformerImageProcessor(size={"height": 64, "width": 64})
    make(folder, "image-segmentation", tf.UperNetForSemanticSegmentation(config), {"image_processor": processor}, ["logits"], cases)


def mask2former(folder):
    backbone = tf.SwinConfig(image_size=64, patch_size=4, embed_dim=8, depths=[1, 1, 1, 1], num_heads=[1, 1, 2, 2], window_size=4,
                             out_features=["stage1", "stage2", "stage3", "stage4"])
    config = tf.Mask2FormerConfig(backbone_config=backbone, feature_size=32, mask_feature_size=32, hidden_dim=32, encoder_feedforward_dim=16,
                                  encoder_layers=1, decoder_layers=2, num_attention_heads=2, dim_feedforward=16, num_queries=8, **NAMED)
    cases = [("rgba.png", {"threshold": 0.25}), ("rgba.png", {"subtask": "instance", "threshold": 0.05}), ("gray.png", {"subtask": "semantic"}),
             ("lossless.webp", {"subtask": "panoptic", "threshold": 0.2, "mask_threshold": 0.3, "overlap_mask_area_threshold": 0.2}),
             (["bilevel.png", "gray.png"], {"subtask": "instance", "threshold": 0.0})]
    processor = tf.Mask2FormerImageProcessor(size={"height": 64, "width": 64}, ignore_index=255)
    make(folder, "image-segmentation", tf.Mask2FormerForUniversalSegmentation(config), {"image_processor": processor},
         ["class_queries_logits", "masks_queries_logits"], cases, gain=1.5)


def zoedepth(folder):
    backbone = tf.BeitConfig(**{**VIT, "num_hidden_layers": 4, "patch_size": 16}, out_indices=[1, 2, 3, 4], reshape_hidden_states=False,
                             use_relative_position_bias=True, use_absolute_position_embeddings=False)
    config = tf.ZoeDepthConfig(backbone_config=backbone, reassemble_factors=[4, 2, 1, 0.5], neck_hidden_sizes=[4, 8, 8, 12], fusion_hidden_size=8,
                               bottleneck_features=8, num_attractors=[4, 2, 2, 1], bin_embedding_dim=8, num_relative_features=8,
                               bin_configurations=[{"n_bins": 8, "min_depth": 0.001, "max_depth": 10.0, "name": "nyu"}])
    processor = tf.ZoeDepthImageProcessor(size=SMALL, keep_aspect_ratio=False, ensure_multiple_of=16)
    make(folder, "depth-estimation", tf.ZoeDepthForDepthEstimation(config), {"image_processor": processor}, ["predicted_depth"], [("lossless.webp", {})],
         gain=1.4)


def owlv2(folder):
    text = dict(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=24, vocab_size=586, max_position_embeddings=16)
    config = tf.Owlv2Config(text_config=text, vision_config=dict(VIT), projection_dim=16)
    cases = [({"image": "photo.jpg", "candidate_labels": ["cat", "a big dog"]}, {"threshold": 0.1}),
             ({"image": "tall.jpg", "candidate_labels": ["cat", "dog"]}, {"top_k": 3, "threshold": 0.05})]
    parts = {"tokenizer": tokenizer("owlvit-zsdet"), "image_processor": tf.Owlv2ImageProcessor(size=SMALL)}
    make(folder, "zero-shot-object-detection", tf.Owlv2ForObjectDetection(config), parts, ["logits", "pred_boxes"], cases, TEXT_AXES, seed=3)


def vilt(folder):
    answers = {i: f"answer {i}" for i in range(7)}
    config = tf.ViltConfig(**VIT, vocab_size=1200, max_position_embeddings=64, max_image_length=-1, id2label=answers,
                           label2id={name: i for i, name in answers.items()})
    # The model draws patches at random and draws all of them here; their order does not matter, and a graph cannot draw.
    torch.multinomial = lambda weights, *_: torch.arange(weights.shape[0])
    cases = [({"image": "photo.jpg", "question": "What is this?"}, {}), ({"image": "gray.png", "question": "How many birds are there"}, {"top_k": 2})]
    parts = {"tokenizer": tokenizer("bert-squad"), "image_processor": tf.ViltImageProcessor(size={"shortest_edge": 32}, size_divisor=8)}
    make(folder, "visual-question-answering", tf.ViltForQuestionAnswering(config), parts, ["logits"], cases, TEXT_AXES)


WORDS = """Invoice Number US-001 Invoice Date 11/02/2019 Due Date 26/02/2019 Total 154.06 John Smith 2 Court Square New York NY 12210 Front and
rear brake cables 100.00 New set of pedal arms 15.00 Labor 3hrs 5.00""".split()


def page(count, question="What is the invoice number?", image=None):
    boxes = [[(i * 97) % 800, (i // 6 * 37) % 900, (i * 97) % 800 + 60 + i % 40, (i // 6 * 37) % 900 + 30] for i in range(count)]
    words = [[word, box] for word, box in zip((WORDS * 5)[:count], boxes)]
    return {"question": question, "word_boxes": words, **({"image": image} if image else {})}


def pages(image=None):
    return [(page(12, image=image), {}), (page(30, image=image), {"top_k": 4}), (page(30, image=image), {"top_k": 3, "max_answer_len": 2}),
            (page(90, "how much is the total", image), {"top_k": 3, "max_seq_len": 48, "doc_stride": 10}),
            (page(90, image=image), {"top_k": 2, "max_seq_len": 40, "padding": "max_length"}),
            (page(40, "  who   is\tthis ", image), {"handle_impossible_answer": True, "top_k": 5}),
            ([page(9, image=image), page(14, "when is it due?", image)], {"top_k": 2}), (page(1, image=image), {"top_k": 3})]


def layoutlm(folder):
    words = tokenizer("bert-squad")
    words.model_max_length = 64
    config = tf.LayoutLMConfig(vocab_size=1200, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, max_position_embeddings=72)
    make(folder, "document-question-answering", tf.LayoutLMForQuestionAnswering(config), {"tokenizer": words}, ["start_logits", "end_logits"], pages(),
         TEXT_AXES, gain=3.0)


class LayoutLMv3ForQuestionAnswering(tf.LayoutLMv3ForQuestionAnswering):
    exporting = False

    def forward(self, input_ids=None, attention_mask=None, token_type_ids=None, bbox=None, image=None, pixel_values=None, return_dict=None):
        output = super().forward(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids, bbox=bbox,
                                 pixel_values=image if pixel_values is None else pixel_values, return_dict=True)
        if not self.exporting:
            for name in ["start_logits", "end_logits"]:
                setattr(output, name, getattr(output, name)[:, : input_ids.shape[1]])
        return output


def layoutlmv3(folder):
    model = json.loads((FIXTURES / "models/roberta-multilabel-v5/tokenizer.json").read_text())["model"]
    with tempfile.TemporaryDirectory() as scratch:
        vocab, merges = Path(scratch, "vocab.json"), Path(scratch, "merges.txt")
        vocab.write_text(json.dumps(model["vocab"]))
        merges.write_text("#version: 0.2\n" + "\n".join(" ".join(pair) for pair in model["merges"]) + "\n")
        words = tf.LayoutLMv3TokenizerFast(str(vocab), str(merges), model_max_length=64)
    config = tf.LayoutLMv3Config(vocab_size=max(len(words), 1201), hidden_size=12, num_hidden_layers=1, num_attention_heads=2, intermediate_size=24,
                                 max_position_embeddings=72, coordinate_size=2, shape_size=2, input_size=32, patch_size=16, rel_pos_bins=8,
                                 rel_2d_pos_bins=8, type_vocab_size=1)
    parts = {"tokenizer": words, "image_processor": tf.LayoutLMv3ImageProcessor(apply_ocr=False, size=SMALL)}
    make(folder, "document-question-answering", LayoutLMv3ForQuestionAnswering(config), parts, ["start_logits", "end_logits"], pages("rgba.png"),
         TEXT_AXES, rename={"image": "pixel_values"}, gain=3.0)


def donut(folder):
    words = tokenizer("xlm-roberta-stars")
    words.add_special_tokens({"additional_special_tokens": ["<s_docvqa>", "<s_question>", "</s_question>", "<s_answer>", "</s_answer>", "<sep/>"]})
    encoder = tf.DonutSwinConfig(image_size=[64, 32], patch_size=4, embed_dim=8, depths=[1, 1], num_heads=[1, 2], window_size=4)
    decoder = tf.MBartConfig(vocab_size=len(words), d_model=16, decoder_layers=1, decoder_attention_heads=2, decoder_ffn_dim=16, is_decoder=True,
                             add_cross_attention=True, max_position_embeddings=64, is_encoder_decoder=False, tie_word_embeddings=False)
    model = randomize(tf.VisionEncoderDecoderModel(config=tf.VisionEncoderDecoderConfig.from_encoder_decoder_configs(encoder, decoder)), 4, 2.0)
    start = words.convert_tokens_to_ids("<s_docvqa>")
    for settings in [model.config, model.generation_config]:
        settings.pad_token_id, settings.eos_token_id, settings.decoder_start_token_id = 1, 2, start
    model.generation_config.max_length = 48
    model.generation_config.forced_eos_token_id = words.convert_tokens_to_ids("</s_answer>")
    parts = {"tokenizer": words, "image_processor": tf.DonutImageProcessor(size={"height": 64, "width": 32})}
    task = "document-question-answering"
    pipe = tf.pipeline(task, model=model, device="cpu", **parts)
    cases = [({"image": "photo.jpg", "question": "What is the total?"}, {}), ({"image": "tall.jpg", "question": "who"}, {"top_k": 1}),
             ([{"image": "gray.png", "question": "when"}, {"image": "rgba.png", "question": "where is it"}], {})]
    save(folder, model, parts, [{"input": given, "options": options, "output": pipe(media(given), **options)} for given, options in cases], task)
    pixels = torch.zeros(1, 3, 64, 32)
    look, write = Graph(lambda values: model.encoder(values).last_hidden_state), Graph(
        lambda ids, hidden: model.decoder(input_ids=ids, encoder_hidden_states=hidden, use_cache=False).logits)
    look.model, write.model = model.encoder, model.decoder
    export(folder, "encoder_model", look, {"pixel_values": pixels}, ["last_hidden_state"], {})
    hidden = model.encoder(pixels).last_hidden_state
    export(folder, "decoder_model", write, {"input_ids": torch.tensor([[5, 6, 7]]), "encoder_hidden_states": hidden}, ["logits"],
           {"input_ids": TOKENS, "logits": TOKENS})


def superpoint(folder):
    config = tf.SuperPointConfig(encoder_hidden_sizes=[8, 8, 8, 12], decoder_hidden_size=16, keypoint_decoder_dim=65, descriptor_decoder_dim=8,
                                 keypoint_threshold=0.02)
    model = randomize(tf.SuperPointForKeypointDetection(config), 1, 1.5)
    processor = tf.SuperPointImageProcessor(size={"height": 64, "width": 96}, do_grayscale=True)
    cases = []
    for name in ["photo.jpg", "gray.png", "tall.jpg"]:
        image = Image.open(FIXTURES / "media" / name).convert("RGB")
        inputs = processor(image, return_tensors="pt")
        with torch.no_grad():
            found = processor.post_process_keypoint_detection(model(**inputs), [(image.height, image.width)])[0]
        cases.append({"input": name, "options": {}, "output": plain(found)})
    save(folder, model, {"image_processor": processor}, cases, "keypoint-detection")
    # The exporter takes a pooled map without a batch for one with a single dimension.
    module = sys.modules[type(model).__module__]
    suppress = module.simple_nms
    module.simple_nms = lambda scores, radius: suppress(scores[None], radius)[0]
    outputs = ["keypoints", "scores", "descriptors", "mask"]
    export(folder, "model", Whole(model, ["pixel_values"], outputs), dict(inputs), outputs, {name: {1: "points"} for name in outputs})


def vitpose(folder):
    backbone = tf.VitPoseBackboneConfig(image_size=[64, 48], patch_size=[16, 16], hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
                                        mlp_ratio=1, out_indices=[1])
    config = tf.VitPoseConfig(backbone_config=backbone, use_simple_decoder=True, scale_factor=4, **NAMED)
    model = randomize(tf.VitPoseForPoseEstimation(config), 1, 1.5)
    processor = tf.VitPoseImageProcessor(size={"height": 64, "width": 48})
    cases = []
    for name, boxes, options in [("photo.jpg", [[20.0, 10.0, 60.0, 100.0], [90.0, 30.0, 80.0, 50.0]], {}),
                                 ("odd.jpg", [[100.5, 40.25, 120.0, 150.0]], {"threshold": 0.3}),
                                 ("gray.png", [[-10.0, -5.0, 70.0, 60.0], [30, 10, 20, 40], [0, 0, 100, 75]], {"kernel_size": 5})]:
        inputs = processor(Image.open(FIXTURES / "media" / name).convert("RGB"), boxes=[boxes], return_tensors="pt")
        with torch.no_grad():
            poses = processor.post_process_pose_estimation(model(**inputs), boxes=[boxes], **options)[0]
        cases.append({"input": {"image": name, "boxes": boxes}, "options": options, "output": plain(poses)})
    save(folder, model, {"image_processor": processor}, cases, "keypoint-detection")
    export(folder, "model", Whole(model, ["pixel_values"], ["heatmaps"]), dict(inputs), ["heatmaps"], {})


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


def top_values(folder):
    """What torch's topk returns, equal values included."""
    torch.manual_seed(1)
    cases = []
    for length, count in [(1, 1), (3, 2), (5, 5), (20, 7), (60, 12), (48, 8), (200, 100), (640, 10), (700, 10), (1000, 300)]:
        for steps in [None, 6]:
            values = torch.rand(length) if steps is None else (torch.rand(length) * steps).round()
            for in_order in [True, False]:
                cases.append({"values": plain(values), "count": count, "sorted": in_order, "indices": values.topk(count, sorted=in_order).indices.tolist()})
    (folder.parent / "top-values.json.gz").write_bytes(gzip.compress(json.dumps(cases).encode(), 9, mtime=0))


MAKERS = {
    "vision": {"efficientnet-cls": efficientnet, "conditional-detr": conditional_detr, "upernet-seg": upernet, "mask2former-seg": mask2former,
               "zoedepth": zoedepth, "owlv2-zsdet": owlv2, "vilt-vqa": vilt, "layoutlm-dqa": layoutlm, "layoutlmv3-dqa": layoutlmv3,
               "donut-dqa": donut, "superpoint": superpoint, "vitpose": vitpose, "top-values": top_values},
    "sound": {"hubert-ctc": hubert, "wav2vec2-bert-ctc": wav2vec2_bert, "wavlm-cls": wavlm, "whisper-cls": whisper, "speech2text": speech2text},
}

if __name__ == "__main__":
    out = Path(os.environ.get("OUT", FIXTURES))
    for kind, makers in MAKERS.items():
        for name, maker in makers.items():
            if len(sys.argv) < 2 or name in sys.argv[1:]:
                (out / kind).mkdir(parents=True, exist_ok=True)
                maker(out / kind / name)
                print(name)
