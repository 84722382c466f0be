"""The small files that make a folder of weights a complete Hugging Face checkpoint."""

import json
from pathlib import Path

from tokenizers import Tokenizer

CLIP_MEAN = [0.48145466, 0.4578275, 0.40821073]
CLIP_STD = [0.26862954, 0.26130258, 0.27577711]
PAD, TURN_START, TURN_END = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
VISION_START, VISION_END, IMAGE, VIDEO = "<|vision_start|>", "<|vision_end|>", "<|image_pad|>", "<|video_pad|>"
SPECIAL_TOKENS = [PAD, TURN_START, TURN_END, VISION_START, VISION_END, IMAGE, VIDEO]

# Qwen's chat frame without a default system turn. The content is a string, or a list of parts.
CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "<|im_start|>{{ message['role'] }}\n"
    "{% if message['content'] is string %}{{ message['content'] }}"
    "{% else %}{% for part in message['content'] %}"
    "{% if part['type'] == 'image' or 'image' in part %}<|vision_start|><|image_pad|><|vision_end|>"
    "{% elif 'text' in part %}{{ part['text'] }}{% endif %}"
    "{% endfor %}{% endif %}<|im_end|>\n"
    "{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def write_small_files(folder: Path, tokenizer: Tokenizer, vision: bool) -> None:
    """Tokenizer, chat template and generation settings; for the student also how images become pixels."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    write_json(folder / "tokenizer_config.json", {
        "add_bos_token": False,
        "add_prefix_space": False,
        "added_tokens_decoder": {
            str(tokenizer.token_to_id(token)): {
                "content": token, "lstrip": False, "normalized": False, "rstrip": False,
                "single_word": False, "special": True,
            }
            for token in SPECIAL_TOKENS if tokenizer.token_to_id(token) is not None
        },
        "bos_token": None,
        "clean_up_tokenization_spaces": False,
        "eos_token": TURN_END,
        "errors": "replace",
        "model_max_length": 2048,
        "pad_token": PAD,
        "split_special_tokens": False,
        "tokenizer_class": "Qwen2Tokenizer",
        "unk_token": None,
    })
    (folder / "chat_template.jinja").write_text(CHAT_TEMPLATE)
    write_json(folder / "generation_config.json", {
        "bos_token_id": tokenizer.token_to_id(PAD),
        "do_sample": False,
        "eos_token_id": [tokenizer.token_to_id(TURN_END), tokenizer.token_to_id(PAD)],
        "pad_token_id": tokenizer.token_to_id(PAD),
    })
    if vision:
        write_json(folder / "preprocessor_config.json", {
            "do_convert_rgb": True,
            "do_normalize": True,
            "do_rescale": True,
            "do_resize": True,
            "image_mean": CLIP_MEAN,
            "image_processor_type": "Qwen2VLImageProcessor",
            "image_std": CLIP_STD,
            # 64 x 64 is the one size that the student has seen: every image comes to about that area.
            "max_pixels": 4096,
            "merge_size": 2,
            "min_pixels": 4096,
            "patch_size": 8,
            "processor_class": "Qwen2VLProcessor",
            "resample": 3,
            "rescale_factor": 0.00392156862745098,
            "temporal_patch_size": 2,
        })


def write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")
