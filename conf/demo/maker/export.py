"""Writes the trained nets as Hugging Face checkpoints and compares them with transformers, logit by logit."""

from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import Qwen2ForCausalLM, Qwen2VLForConditionalGeneration

import net
from folders import IMAGE, PAD, TURN_END, VIDEO, VISION_END, VISION_START, write_json, write_small_files
from lessons import Lessons
from net import GRID, Student, to_patches
from training import collate

TOLERANCE = 1e-4


def export_student(student: Student, tokenizer: Tokenizer, folder: Path) -> None:
    write_small_files(folder, tokenizer, vision=True)
    write_json(folder / "config.json", language_config(tokenizer) | {
        "architectures": ["Qwen2VLForConditionalGeneration"],
        "model_type": "qwen2_vl",
        "image_token_id": tokenizer.token_to_id(IMAGE),
        "video_token_id": tokenizer.token_to_id(VIDEO),
        "vision_start_token_id": tokenizer.token_to_id(VISION_START),
        "vision_end_token_id": tokenizer.token_to_id(VISION_END),
        "vision_token_id": tokenizer.token_to_id(IMAGE),
        "rope_scaling": {"type": "mrope", "mrope_section": list(net.ROPE_SECTIONS)},
        "vision_config": {
            "model_type": "qwen2_vl",
            "depth": net.VISION_LAYERS,
            "embed_dim": net.VISION_HIDDEN,
            "num_heads": net.VISION_HEADS,
            "mlp_ratio": 4,
            "hidden_size": net.HIDDEN,
            "hidden_act": "quick_gelu",
            "in_channels": 3,
            "in_chans": 3,
            "patch_size": net.PATCH,
            "spatial_patch_size": net.PATCH,
            "spatial_merge_size": net.MERGE,
            "temporal_patch_size": net.FRAMES,
        },
    })
    save_weights(folder, language_weights(student) | vision_weights(student))


def export_teacher(student: Student, tokenizer: Tokenizer, folder: Path) -> None:
    write_small_files(folder, tokenizer, vision=False)
    write_json(folder / "config.json", language_config(tokenizer) | {
        "architectures": ["Qwen2ForCausalLM"],
        "model_type": "qwen2",
    })
    save_weights(folder, language_weights(student))


def save_weights(folder: Path, weights: dict[str, torch.Tensor]) -> None:
    file = folder / "model.safetensors"
    save_file(weights, file, {"format": "pt"})
    file.chmod(0o644)


def language_config(tokenizer: Tokenizer) -> dict:
    return {
        "vocab_size": tokenizer.get_vocab_size(),
        "hidden_size": net.HIDDEN,
        "intermediate_size": net.FEED_FORWARD,
        "num_hidden_layers": net.LAYERS,
        "num_attention_heads": net.HEADS,
        "num_key_value_heads": net.HEADS,
        "hidden_act": "silu",
        "max_position_embeddings": 2048,
        "rms_norm_eps": net.NORM_EPSILON,
        "rope_theta": net.ROPE_THETA,
        "tie_word_embeddings": True,
        "use_sliding_window": False,
        "attention_dropout": 0.0,
        "bos_token_id": tokenizer.token_to_id(PAD),
        "eos_token_id": tokenizer.token_to_id(TURN_END),
        "pad_token_id": tokenizer.token_to_id(PAD),
        "torch_dtype": "float32",
    }


def language_weights(student: Student) -> dict[str, torch.Tensor]:
    weights = {
        "model.embed_tokens.weight": student.embedding.weight,
        "model.norm.weight": student.norm.weight,
    }
    for number, layer in enumerate(student.layers):
        prefix = f"model.layers.{number}."
        joined = zip("qkv", layer.query_key_value.weight.chunk(3), layer.query_key_value.bias.chunk(3))
        for name, weight, bias in joined:
            weights[f"{prefix}self_attn.{name}_proj.weight"] = weight
            weights[f"{prefix}self_attn.{name}_proj.bias"] = bias
        gate, up = layer.gate_up.weight.chunk(2)
        weights |= {
            prefix + "self_attn.o_proj.weight": layer.output.weight,
            prefix + "mlp.gate_proj.weight": gate,
            prefix + "mlp.up_proj.weight": up,
            prefix + "mlp.down_proj.weight": layer.down.weight,
            prefix + "input_layernorm.weight": layer.attention_norm.weight,
            prefix + "post_attention_layernorm.weight": layer.feed_forward_norm.weight,
        }
    return {name: weight.detach().clone().contiguous() for name, weight in weights.items()}


def vision_weights(student: Student) -> dict[str, torch.Tensor]:
    vision = student.vision
    patches = vision.patches.weight.view(-1, 3, net.FRAMES, net.PATCH, net.PATCH)
    weights = {"visual.patch_embed.proj.weight": patches}
    modules = {"merger.ln_q": vision.merger_norm, "merger.mlp.0": vision.merger_in, "merger.mlp.2": vision.merger_out}
    for number, block in enumerate(vision.blocks):
        modules |= {
            f"blocks.{number}.norm1": block.norm1,
            f"blocks.{number}.norm2": block.norm2,
            f"blocks.{number}.attn.qkv": block.query_key_value,
            f"blocks.{number}.attn.proj": block.projection,
            f"blocks.{number}.mlp.fc1": block.up,
            f"blocks.{number}.mlp.fc2": block.down,
        }
    for name, module in modules.items():
        weights[f"visual.{name}.weight"] = module.weight
        weights[f"visual.{name}.bias"] = module.bias
    return {name: weight.detach().clone().contiguous() for name, weight in weights.items()}


@torch.no_grad()
def compare_with_transformers(student: Student, tokenizer: Tokenizer, folder: Path, vision: bool) -> float:
    """The largest difference of any logit over a batch of lessons; fails beyond the tolerance or on a stray key."""
    kind = Qwen2VLForConditionalGeneration if vision else Qwen2ForCausalLM
    model, report = kind.from_pretrained(folder, output_loading_info=True)
    stray = {name: keys for name, keys in report.items() if keys}
    if stray:
        raise SystemExit(f"{folder}: transformers reports {stray}")
    lessons = Lessons(tokenizer, seed=3)
    largest = 0.0
    for _ in range(20):
        ids, _, images = collate([lessons.shown_scene() if vision else lessons.told_scene()])
        pixels = {} if images is None else {
            "pixel_values": to_patches(images)[0],
            "image_grid_thw": torch.tensor([[1, GRID, GRID]]),
        }
        theirs = model.eval()(input_ids=ids, attention_mask=torch.ones_like(ids), **pixels).logits
        ours = student.eval().logits(student(ids, images))
        largest = max(largest, (theirs - ours).abs().max().item())
    if largest > TOLERANCE:
        raise SystemExit(f"{folder}: logits differ from transformers by {largest}")
    return largest
