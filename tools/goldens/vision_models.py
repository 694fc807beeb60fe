"""Vision and document models with what Python's pipelines make of fixtures/media: fixtures/vision.

Keypoint detection has no pipeline in Python: its goldens are the processors' own post-processing. LayoutLMv3 does not run in Python's
document pipeline, which calls its pixels `image` and reads answers among the page's patches too: here it gets them as `pixel_values`, and
its logits are cut to the tokens. `top-values` is torch's `topk`.

    python tools/goldens/vision_models.py [id …]
"""
import gzip
import json
import sys
import tempfile

import torch
import transformers as tf
from PIL import Image

from tiny_models import FIXTURES, Graph, NAMED, TOKENS, Whole, export, make, media, plain, randomize, run, save, tokenizer


SMALL = {"height": 32, "width": 32}
VIT = dict(hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24, image_size=32, patch_size=8)
IMAGES = [("photo.jpg", {}), ("gray.png", {"top_k": 2}), (["rgba.png", "cmyk.jpg"], {"top_k": 3, "function_to_apply": "sigmoid"})]
TEXT_AXES = {name: TOKENS for name in ["input_ids", "attention_mask", "token_type_ids", "bbox", "start_logits", "end_logits"]}
PIXEL_AXES = {"pixel_values": {2: "height", 3: "width"}, "pixel_mask": {1: "height", 2: "width"}}


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

if __name__ == "__main__":
    run("vision", {
        "efficientnet-cls": efficientnet, "conditional-detr": conditional_detr, "upernet-seg": upernet, "mask2former-seg": mask2former, "zoedepth": zoedepth,
        "owlv2-zsdet": owlv2, "vilt-vqa": vilt, "layoutlm-dqa": layoutlm, "layoutlmv3-dqa": layoutlmv3, "donut-dqa": donut, "superpoint": superpoint,
        "vitpose": vitpose, "top-values": top_values,
    })
