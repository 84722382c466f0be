#!/usr/bin/env python3
"""Makes the references of Mllama, by the rules of make.py and with what it needs:

    python common/src/test/references/make_mllama.py

writes common/src/test/resources/references/{mllama,mllama_new}. Besides the cases, adapters/cross holds an adapter of
PEFT's that also adapts the layers that look at images, and reference.safetensors its logits
(cross_adapter.logits: the last four positions of the chat image_decision).
"""

import copy
import hashlib
import json
import shutil
import sys

import numpy
import peft
import PIL.Image
import torch
import transformers
from make import (
    ADAPTER_DRIFT, BODY, CHOICES, CLOSING, KINDS, LETTERS, MARGIN, MARKS, RESOURCES, STORIES, Maker, picture, write)
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers.models.mllama import modeling_mllama

SIDE, TILES = 28, 4
CROSS = [1, 3]
TEMPLATE = """{{ bos_token }}{% for m in messages %}<|{{ m.role }}|>
{% if m.content is string %}{{ m.content | trim }}{% else %}{% for part in m.content %}{% if part.type == 'image' %}<|image|>{% else %}{{ part.text }}{% endif %}{% endfor %}{% endif %}<|end|>{% endfor %}{% if add_generation_prompt %}<|assistant|>
{% endif %}"""
KINDS["mllama"] = dict(model_class="MllamaForConditionalGeneration", dtype="bfloat16", shard="60KB", config=dict(
    text_config=dict(BODY, model_type="mllama_text_model", num_hidden_layers=4, rms_norm_eps=1e-5, rope_theta=500000.0,
                     tie_word_embeddings=False, cross_attention_layers=CROSS, rope_scaling=dict(
                         rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
                         original_max_position_embeddings=64)),
    vision_config=dict(model_type="mllama_vision_model", hidden_size=16, intermediate_size=24, num_hidden_layers=3,
                       num_global_layers=2, attention_heads=2, image_size=SIDE, patch_size=14, max_num_tiles=TILES,
                       hidden_act="gelu", intermediate_layers_indices=[0, 2], vision_output_dim=48, norm_eps=1e-5,
                       supported_aspect_ratios=[[1, 1], [1, 2], [1, 3], [1, 4], [2, 1], [2, 2], [3, 1], [4, 1]])))


def layer_inputs(self, hidden_states, attention_mask=None):
    """`intermediate_layers_indices` count layer inputs, in the original model too; 4.57.6 takes outputs."""
    states = (hidden_states,)
    for layer in self.layers:
        hidden_states = layer(hidden_state=hidden_states, attention_mask=attention_mask)
        states += (hidden_states,)
    return modeling_mllama.BaseModelOutput(last_hidden_state=hidden_states, hidden_states=states)


def make_tokenizer(folder):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(STORIES + [CHOICES], trainers.BpeTrainer(
        vocab_size=300, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    tokenizer.add_special_tokens(MARKS + ["<|image|>"])  # the last has no row in the head
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<|begin|>", eos_token="<|end|>", pad_token="<|pad|>")
    fast.chat_template = TEMPLATE
    fast.save_pretrained(folder)
    return fast


def make_checkpoint(folder, seed, new_names):
    settings = KINDS["mllama"]
    token = make_tokenizer(folder).convert_tokens_to_ids
    config = copy.deepcopy(settings["config"])
    config |= dict(model_type="mllama", architectures=[settings["model_class"]], torch_dtype=settings["dtype"],
                   image_token_index=token("<|image|>"))
    config["text_config"] |= dict(vocab_size=token("<|image|>"), bos_token_id=token("<|begin|>"),
                                  eos_token_id=[token("<|end|>")], pad_token_id=token("<|pad|>"))
    write(folder / "config.json", config)
    write(folder / "preprocessor_config.json", dict(
        image_processor_type="MllamaImageProcessor", size=dict(height=SIDE, width=SIDE), max_image_tiles=TILES,
        image_mean=[0.48145466, 0.4578275, 0.40821073], image_std=[0.26862954, 0.26130258, 0.27577711]))
    torch.manual_seed(seed)
    model = transformers.MllamaForConditionalGeneration(transformers.AutoConfig.from_pretrained(folder))
    with torch.no_grad():  # every gate open, every embedding to be seen in the logits
        for name, weight in model.named_parameters():
            if name.endswith("gate") or name.endswith(("gate_attn", "gate_ffn")):
                weight.copy_((torch.rand_like(weight) * 0.8 + 0.4) * torch.sign(torch.randn_like(weight)))
            elif weight.dim() == 1:
                weight.copy_(torch.randn_like(weight) * 0.2 + (1.0 if "norm" in name and name.endswith("weight") else 0.0))
            elif "embedding" in name and "patch" not in name or "embed_tokens" in name:
                weight.copy_(torch.randn_like(weight) * 0.5)
            else:
                sharp = 1.8 if "q_proj" in name or "k_proj" in name else 4.0 if "lm_head" in name else 1.1
                weight.copy_(torch.randn_like(weight) * sharp / weight[0].numel() ** 0.5)
    model = model.to(getattr(torch, settings["dtype"]))
    if new_names:  # as releases since 4.52 hold them in memory
        transformers.AutoConfig.from_pretrained(folder).save_pretrained(folder)
        save_file({name: value.contiguous() for name, value in model.state_dict().items()},
                  folder / "model.safetensors", metadata={"format": "pt"})
    else:
        text = (folder / "config.json").read_text()
        model.save_pretrained(folder, max_shard_size=settings["shard"])
        (folder / "config.json").write_text(text)
    write(folder / "generation_config.json", dict(eos_token_id=[token("<|end|>"), token("<|system|>")], do_sample=True))


class MllamaMaker(Maker):
    def __init__(self, checkpoint, root):
        super().__init__(checkpoint, root)
        self.images = transformers.MllamaImageProcessor.from_pretrained(checkpoint)
        self.processor = transformers.MllamaProcessor(self.images, self.tokenizer)

    def encode(self, texts, chats):
        images = [[PIL.Image.open(self.root / part["path"]) for m in messages if not isinstance(m["content"], str)
                   for part in m["content"] if part["type"] == "image"] for messages in chats]
        options = dict(add_special_tokens=False, padding=True, return_tensors="pt")
        if not any(images):
            return dict(self.tokenizer(texts, return_token_type_ids=False, **options))
        inputs = self.processor(text=texts, images=images, return_token_type_ids=False, **options)
        return dict(inputs, cross_attention_mask=inputs["cross_attention_mask"].to(torch.uint8))

    def read(self, messages, prompted=True):
        text = self.tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=prompted)
        return text, self.encode([text], [messages])

    def batch(self, name, rows):
        singles = [next(c for c in self.cases if c["name"] == row) for row in rows]
        inputs = self.encode([c["rendered"] for c in singles], [c["messages"] for c in singles])
        greedy, _ = self.greedy(inputs, 8)
        assert greedy == [c["greedy_ids"] for c in singles], name
        self.cases.append(dict(
            name=name, kind="batch", rows=rows, padding_side="left", pad_token_id=self.tokenizer.pad_token_id,
            padded_length=inputs["input_ids"].shape[1], attention_mask_sums=inputs["attention_mask"].sum(1).tolist(),
            max_new_tokens=8, greedy_ids=greedy))

    def sight(self):
        (self.root / "images").mkdir(parents=True, exist_ok=True)
        for i, (height, width) in enumerate([(28, 50), (90, 30), (30, 31)]):
            picture(height, width, "RGB", i).save(self.root / "images" / f"{i}.png")
        image = lambda i: {"type": "image", "path": f"images/{i}.png"}
        text = lambda words: {"type": "text", "text": words}
        user = lambda *parts: [{"role": "user", "content": list(parts)}]
        self.chat("image", user(image(0), text("What is this?")))
        self.chat("image_decision", user(image(1), text(f"{CHOICES}\n{CLOSING}")), letters=LETTERS)
        self.chat("image_late", user(text("Look at this: "), image(2)))
        self.chat("several", user(text("Compare "), image(2), text(" with "), image(0), text(".")))
        self.cases[-1]["tags"] = ["multi_image"]
        self.chat("side_by_side", user(image(1), image(0), text("Which?"), image(2), image(0), text("Or these?")))
        self.cases[-1]["tags"] = ["multi_image"]
        self.batch("batch_images", ["image_decision", "image_late", "image"])  # the processor refuses text rows among them

    def pixels(self, height, width, mode):
        name = f"pixels_{mode}_{height}x{width}"
        path = f"images/{name}.png"
        picture(height, width, mode, height * width).save(self.root / path)
        image = PIL.Image.open(self.root / path)
        raw = self.images(image, do_rescale=False, do_normalize=False, return_tensors="np")
        tiles = int(raw["aspect_ratio_mask"].sum())
        flat = numpy.ascontiguousarray(raw["pixel_values"][0, 0, :tiles].transpose(0, 2, 3, 1).astype(numpy.uint8))
        self.cases.append(dict(
            name=name, kind="pixels", image=path, mode=image.mode, preprocessor="checkpoint/preprocessor_config.json",
            shape=list(flat.shape), sha256=hashlib.sha256(flat.tobytes()).hexdigest(), tensors={}, tiles=tiles,
            aspect_ratio_id=int(raw["aspect_ratio_ids"][0, 0]), aspect_ratio_mask=raw["aspect_ratio_mask"][0, 0].tolist(),
            pixel_values_shape=list(raw["pixel_values"].shape)))

    def targets(self):  # those that text reaches
        read = "|".join(str(i) for i in range(4) if i not in CROSS)
        return rf".*language_model\.layers\.(?:{read})\.(?:self_attn\.[qkvo]_proj|mlp\.(?:gate|up|down)_proj)"

    @torch.no_grad()
    def cross_adapter(self, seed):
        settings = peft.LoraConfig(
            r=2, lora_alpha=5, target_modules=r".*language_model.*(?:_attn\.[qkvo]_proj|mlp\.(?:gate|up|down)_proj)")
        adapted = peft.get_peft_model(self.load(torch.float32), settings)
        torch.manual_seed(seed)
        for name, weight in adapted.named_parameters():
            if "lora_" in name:
                weight.copy_(torch.randn_like(weight) * 0.15)
        folder = self.root / "adapters" / "cross"
        adapted.save_pretrained(folder, save_embedding_layers=False)
        (folder / "README.md").unlink(missing_ok=True)
        config = json.loads((folder / "adapter_config.json").read_text())
        write(folder / "adapter_config.json", dict(config, base_model_name_or_path="checkpoint"))
        case = next(c for c in self.cases if c["name"] == "image_decision")
        self.keep("cross_adapter", logits=adapted(**self.read(case["messages"])[1]).logits[0, -4:])


def make(name, new_names):
    root = RESOURCES / name
    for seed in range(200):
        shutil.rmtree(root, ignore_errors=True)
        (root / "checkpoint").mkdir(parents=True)
        make_checkpoint(root / "checkpoint", seed, new_names)
        maker = MllamaMaker(root / "checkpoint", root)
        maker.chats()
        maker.sight()
        gap = min(c["greedy_margin"] for c in maker.cases if c["kind"] == "chat")
        if gap < MARGIN:
            continue
        if not new_names:
            drift = maker.lora(seed)
            if drift > ADAPTER_DRIFT:
                print(f"{name}: seed {seed}, drift {drift:.1e}", file=sys.stderr)
                continue
            maker.cross_adapter(seed)
            for height, width, mode in [(28, 28, "RGB"), (57, 56, "RGB"), (9, 200, "RGB"), (31, 43, "L"), (31, 43, "P"),
                                        (31, 43, "RGBA"), (31, 43, "LA")]:
                maker.pixels(height, width, mode)
        maker.finish(True)
        print(f"{name}: seed {seed}, {len(maker.cases)} cases, least margin {gap:.4f}")
        return
    raise SystemExit(f"{name}: no fair weights found")


if __name__ == "__main__":
    torch.set_num_threads(1)
    transformers.logging.set_verbosity_error()
    modeling_mllama.MllamaVisionEncoder.forward = layer_inputs
    make("mllama", False)
    make("mllama_new", True)
