#!/usr/bin/env python3
"""Makes the references with which the tests of package `verify` compare our numbers.

    pip install torch==2.7.1 transformers==4.57.6 peft==0.17.1 pillow==13.0.0 torchvision==0.22.1
    python common/src/test/references/make.py

writes common/src/test/resources/references/{llama,qwen2,qwen2_vl,qwen2_vl_new,llava_onevision,
llava_onevision_new}, or those whose names are given: a tiny random checkpoint each and the results of Hugging Face with
it, in the format wordsight-reference/1.

    python common/src/test/references/make_mllama.py

writes those of Mllama, and

    python make.py --model DIR --out DIR

does the same for the chats of a checkpoint that is there already.
"""

import argparse
import copy
import hashlib
import json
import math
import shutil
import sys
from pathlib import Path

import numpy
import peft
import PIL.Image
import torch
import transformers
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

RESOURCES = Path(__file__).resolve().parent.parent / "resources" / "references"
STORIES = [
    "Maria finds a wallet in the tram. What should she do first?",
    "A boy climbs on the fence of the lion's cage while his father reads.",
    "The neighbour's smoke alarm has been ringing since 7:30, nobody opens.",
    "Your team lead asks you to sign a test that was never run.",
    "Zwei Fremde streiten laut im Caf\u00e9; \u8bf7\u5e2e\u5fd9\u3002 \U0001f6a8",
]
CHOICES = "A. Ask calmly what happened.\nB. Walk on.\nC. Call for help.\nD. Film it."
CLOSING = "Just output the choice:"
LETTERS = "ABCD"
MARGIN = 5e-3  # gap of the two best logits at each greedy step: equal ids are then a fair demand
ADAPTER_DRIFT = 2e-6  # of the same training in double precision

TRACED = ("plain", "image_decision")  # chats whose hidden states are kept

PLAIN = "{{ bos_token }}{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] | trim }}<|end|>{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
SEEING = """{%- for m in messages %}<|{{ m.role }}|>
{% if m.content is string %}{{ m.content }}{% else %}{% for part in m.content %}{% if part.type == 'image' %}<|see|><|pixel|><|seen|>{% else %}{{ part.text }}{% endif %}{% endfor %}{% endif %}<|end|>
{% endfor %}{% if add_generation_prompt %}<|assistant|>
{% endif %}"""
MARKS = ["<|begin|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>", "<|pad|>"]
SIGHT_MARKS = ["<|see|>", "<|pixel|>", "<|seen|>", "<|film|>"]

BODY = dict(hidden_size=32, intermediate_size=56, num_hidden_layers=2, num_attention_heads=4,
            num_key_value_heads=2, hidden_act="silu", max_position_embeddings=4096)
KINDS = {
    "llama": dict(model_class="LlamaForCausalLM", dtype="float16", shard="40KB", config=dict(
        BODY, rms_norm_eps=1e-5, rope_theta=500000.0, tie_word_embeddings=False, rope_scaling=dict(
            rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
            original_max_position_embeddings=64))),
    "qwen2": dict(model_class="Qwen2ForCausalLM", dtype="float32", config=dict(
        BODY, num_key_value_heads=1, rms_norm_eps=1e-6, rope_theta=1e6, tie_word_embeddings=True)),
    "qwen2_vl": dict(model_class="Qwen2VLForConditionalGeneration", dtype="bfloat16", config=dict(
        BODY, num_attention_heads=2, num_key_value_heads=1, rms_norm_eps=1e-6, rope_theta=1e6,
        tie_word_embeddings=False, rope_scaling=dict(type="mrope", mrope_section=[2, 3, 3]),
        vision_config=dict(depth=2, embed_dim=32, num_heads=2, mlp_ratio=2, patch_size=14,
                           spatial_merge_size=2, temporal_patch_size=2, hidden_size=32))),
    "llava_onevision": dict(model_class="LlavaOnevisionForConditionalGeneration", dtype="float16", config=dict(
        text_config=dict(BODY, model_type="qwen2", rope_theta=1e6, tie_word_embeddings=False),
        vision_config=dict(model_type="siglip_vision_model", hidden_size=24, intermediate_size=40, num_hidden_layers=2,
                           num_attention_heads=2, image_size=45, patch_size=14, vision_use_head=False),
        image_grid_pinpoints=[[45 * i, 45 * j] for i in range(1, 5) for j in range(1, 5)],
        vision_aspect_ratio="anyres_max_9", vision_feature_layer=-1, vision_feature_select_strategy="full",
        projector_hidden_act="gelu", tie_word_embeddings=False)),
}
VISION = {"qwen2_vl", "llava_onevision"}
RARE = {  # what LLaVA-OneVision's configuration also allows
    "llava_onevision_new": dict(vision_feature_layer=[-1, 0], vision_aspect_ratio="anyres_max_2",
                                multimodal_projector_bias=False)}


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def make_tokenizer(folder, kind):
    """A small byte-level BPE with the family's special tokens, and its chat template."""
    seeing = kind in VISION
    marks = MARKS + (SIGHT_MARKS if seeing else [])
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(STORIES + [CHOICES], trainers.BpeTrainer(
        vocab_size=300, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    tokenizer.add_special_tokens(marks)
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<|begin|>", eos_token="<|end|>", pad_token="<|pad|>")
    fast.chat_template = SEEING if seeing else PLAIN
    fast.save_pretrained(folder)
    return fast


def make_checkpoint(folder, kind, seed, new_names, changes):
    settings = KINDS[kind]
    tokenizer = make_tokenizer(folder, kind)
    token = tokenizer.convert_tokens_to_ids
    text = dict(vocab_size=len(tokenizer) + 6, bos_token_id=token("<|begin|>"), eos_token_id=token("<|end|>"))
    config = dict(settings["config"], model_type=kind, architectures=[settings["model_class"]],
                  torch_dtype=settings["dtype"], **changes)
    if kind == "llava_onevision":
        config["text_config"] = dict(config["text_config"], **text)
        write_llava_onevision(folder, config, token)
    else:
        config |= text
    if kind == "qwen2_vl":
        config |= dict(vision_start_token_id=token("<|see|>"), vision_end_token_id=token("<|seen|>"),
                       image_token_id=token("<|pixel|>"), video_token_id=token("<|film|>"))
        write(folder / "preprocessor_config.json", dict(
            min_pixels=28 * 28 * 2, max_pixels=28 * 28 * 12, patch_size=14, merge_size=2,
            temporal_patch_size=2, image_processor_type="Qwen2VLImageProcessor",
            image_mean=[0.48145466, 0.4578275, 0.40821073],
            image_std=[0.26862954, 0.26130258, 0.27577711]))
    write(folder / "config.json", config)
    torch.manual_seed(seed)
    model = getattr(transformers, settings["model_class"])(transformers.AutoConfig.from_pretrained(folder))
    with torch.no_grad():  # initialised as they are, small models say the same whatever they read
        for name, weight in model.named_parameters():
            if weight.dim() == 1:
                weight.copy_(torch.randn_like(weight) * 0.2 + (1.0 if "norm" in name or "ln_" in name and name.endswith("weight") else 0.0))
            else:
                sharp = 1.8 if "q_proj" in name or "k_proj" in name else 4.0 if "lm_head" in name else 1.1
                weight.copy_(torch.randn_like(weight) * sharp / math.sqrt(weight[0].numel()))
        head = model.get_output_embeddings().weight
        head[len(tokenizer):] = 0
        if kind in VISION:
            head[[token(mark) for mark in SIGHT_MARKS]] = 0
    model = model.to(getattr(torch, settings["dtype"]))
    if new_names:  # as releases since 4.52 hold them in memory
        transformers.AutoConfig.from_pretrained(folder).save_pretrained(folder)
        save_file({name: value.contiguous() for name, value in model.state_dict().items()},
                  folder / "model.safetensors", metadata={"format": "pt"})
    else:
        text = (folder / "config.json").read_text()
        model.save_pretrained(folder, max_shard_size=settings.get("shard", "1GB"))
        (folder / "config.json").write_text(text)
    write(folder / "generation_config.json", dict(
        eos_token_id=[token("<|end|>"), token("<|system|>")], do_sample=True, temperature=0.6,
        repetition_penalty=1.1))


def write_llava_onevision(folder, config, token):
    """Placeholders, and the processor's files."""
    config |= dict(image_token_index=token("<|pixel|>"), video_token_index=token("<|film|>"))
    side = config["vision_config"]["image_size"]
    write(folder / "preprocessor_config.json", dict(
        image_processor_type="LlavaOnevisionImageProcessor", size=dict(height=side, width=side), resample=3,
        image_grid_pinpoints=config["image_grid_pinpoints"], image_mean=[0.5, 0.5, 0.5], image_std=[0.5, 0.5, 0.5]))
    write(folder / "processor_config.json", dict(
        num_image_tokens=(side // config["vision_config"]["patch_size"]) ** 2, vision_feature_select_strategy="full",
        image_token="<|pixel|>", video_token="<|film|>"))


class LlavaOnevisionSight:
    """Chats with images as LLaVA-OneVision's own processor reads them."""

    def __init__(self, checkpoint, config, tokenizer):
        self.images = transformers.LlavaOnevisionImageProcessor.from_pretrained(checkpoint)
        self.processor = transformers.LlavaOnevisionProcessor(
            self.images, tokenizer, transformers.LlavaOnevisionVideoProcessor(),
            vision_aspect_ratio=config["vision_aspect_ratio"], **json.loads((checkpoint / "processor_config.json").read_text()))

    def read(self, texts, images):
        read = self.processor(text=texts, images=images, add_special_tokens=False, padding=True, return_tensors="pt")
        return {name: value for name, value in read.items() if name != "token_type_ids"}

    def pixels(self, image):
        raw = self.images(image, do_rescale=False, do_normalize=False, return_tensors="np")
        height, width = raw["image_sizes"][0].tolist()
        tiles = numpy.ascontiguousarray(raw["pixel_values"][0].transpose(0, 2, 3, 1).astype(numpy.uint8))
        side = self.images.size["height"]
        return raw, tiles, dict(
            image_size=[height, width], canvas=list(transformers.image_processing_utils.select_best_resolution(
                (height, width), self.images.image_grid_pinpoints)),
            image_tokens=self.processor._get_number_of_features(height, width, side, side))


def picture(height, width, mode, seed):
    """Waves of colour with a little noise."""
    random = numpy.random.default_rng(seed)
    y, x = numpy.mgrid[0:height, 0:width]
    waves = [numpy.sin(x / a + y / b + c) for a, b, c in random.uniform(3, 25, (3, 3))]
    pixels = numpy.stack(waves, -1) * 100 + 128 + random.integers(-9, 10, (height, width, 3))
    image = PIL.Image.fromarray(pixels.clip(0, 255).astype(numpy.uint8))
    if mode == "P":
        return image.quantize(32)
    if mode in ("RGBA", "LA"):
        image = image.convert("RGB" if mode == "RGBA" else "L")
        image.putalpha(PIL.Image.fromarray((x * 255 // max(1, width - 1)).astype(numpy.uint8)))
        return image
    return image.convert(mode)


class Maker:
    def __init__(self, checkpoint, root):
        self.root, self.folder = root, checkpoint
        config = json.loads((checkpoint / "config.json").read_text())
        self.kind = config["model_type"]
        self.model_class = getattr(transformers, KINDS[self.kind]["model_class"])
        self.tokenizer = transformers.AutoTokenizer.from_pretrained(checkpoint, padding_side="left")
        self.tokenizer.pad_token = self.tokenizer.pad_token or self.tokenizer.eos_token
        if self.kind == "qwen2_vl":
            self.images = transformers.Qwen2VLImageProcessor.from_pretrained(checkpoint)
            self.pixel_id = config["image_token_id"]
        if self.kind == "llava_onevision":
            self.eyes = LlavaOnevisionSight(checkpoint, config, self.tokenizer)
            config = config["text_config"]
        ends = checkpoint / "generation_config.json"
        ends = json.loads(ends.read_text()).get("eos_token_id") if ends.exists() else None
        ends = config["eos_token_id"] if ends is None else ends
        self.ends = ends if isinstance(ends, list) else [ends]
        self.model = self.load(torch.float32)
        self.tensors, self.cases = {}, []

    def load(self, dtype, attention="eager"):
        return self.model_class.from_pretrained(
            self.folder, torch_dtype=dtype, attn_implementation=attention).eval().requires_grad_(False)

    def keep(self, case, **values):
        kept = {name: f"{case}.{name}" for name in values}
        for name, value in values.items():
            self.tensors[kept[name]] = value.detach().clone().contiguous()
        return kept

    def read(self, messages, prompted=True):
        """A chat's text, and the model's inputs with each image's placeholder repeated."""
        text = self.tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=prompted)
        ids = self.tokenizer(text, add_special_tokens=False)["input_ids"]
        shown = self.shown(messages)
        inputs = {}
        if shown and self.kind == "llava_onevision":
            return text, self.eyes.read([text], [shown])
        if shown:
            inputs = dict(self.images(shown, return_tensors="pt"))
            counts = iter((inputs["image_grid_thw"].prod(1) // 4).tolist())
            ids = [i for x in ids for i in [x] * (next(counts) if x == self.pixel_id else 1)]
        return text, dict(inputs, input_ids=torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long))

    def shown(self, messages):
        return [PIL.Image.open(self.root / part["path"]) for m in messages
                if not isinstance(m["content"], str) for part in m["content"] if part["type"] == "image"]

    @torch.no_grad()
    def greedy(self, inputs, count):
        """New ids up to the first end, and the least gap of the two best logits on the way."""
        out = self.model.generate(
            **inputs, max_new_tokens=count, do_sample=False, repetition_penalty=1.0, temperature=None,
            top_p=None, top_k=None, eos_token_id=self.ends, pad_token_id=self.tokenizer.pad_token_id,
            return_dict_in_generate=True, output_logits=True)
        rows = out.sequences[:, inputs["input_ids"].shape[1]:].tolist()
        best = torch.stack(out.logits, 1).topk(2).values
        cut = [row[:next((i + 1 for i, x in enumerate(row) if x in self.ends), len(row))] for row in rows]
        gap = min((best[i, :len(row), 0] - best[i, :len(row), 1]).min().item() for i, row in enumerate(cut))
        return cut, gap

    def chat(self, name, messages, count=8, prompted=True, letters=""):
        text, inputs = self.read(messages, prompted)
        ids = inputs["input_ids"][0].tolist()
        with torch.no_grad():
            out = self.model(**inputs, output_hidden_states=name in TRACED)
        logits = out.logits[0]
        kept = dict(logits=logits[-4:])
        # Mllama leaves layers out if there are no images: those states could not be distinguished.
        if name in TRACED and len(out.hidden_states) == self.model.config.get_text_config().num_hidden_layers + 1:
            kept |= dict(hidden_states=torch.cat(out.hidden_states))
        if "pixel_values" in inputs:
            kept |= {x: inputs[x] for x in (
                "image_grid_thw", "image_sizes", "batch_num_images", "aspect_ratio_ids", "aspect_ratio_mask",
                "cross_attention_mask") if x in inputs}
            if name == "image":
                kept |= dict(pixel_values=inputs["pixel_values"])
        if self.kind == "qwen2_vl":
            kept |= dict(position_ids=self.model.model.get_rope_index(
                inputs["input_ids"], inputs.get("image_grid_thw"), attention_mask=inputs["attention_mask"])[0][:, 0])
        greedy, gap = self.greedy(inputs, count)
        case = dict(
            name=name, kind="chat", messages=messages, template_arguments={}, add_generation_prompt=prompted,
            rendered=text, input_ids=ids, tensors=self.keep(name, **kept), logits_positions=[len(ids) - 4, len(ids)],
            max_new_tokens=count, greedy_ids=greedy[0], greedy_margin=gap,
            greedy_text=self.tokenizer.decode(greedy[0], skip_special_tokens=True, clean_up_tokenization_spaces=False))
        if "pixel_values" in inputs:
            case["pixel_values_shape"] = list(inputs["pixel_values"].shape)
        if letters:
            first = {x: self.tokenizer(x, add_special_tokens=False)["input_ids"][0] for x in letters}
            case["letter_logprobs"] = {
                x: dict(token_id=i, logprob=logits[-1].log_softmax(-1)[i].item()) for x, i in first.items()}
        self.cases.append(case)

    def batch(self, name, rows):
        singles = [next(c for c in self.cases if c["name"] == row) for row in rows]
        read = [self.read(c["messages"])[1] for c in singles]
        padded = self.tokenizer.pad({"input_ids": [r["input_ids"][0].tolist() for r in read]}, return_tensors="pt")
        inputs = dict(padded)
        for key in ("pixel_values", "image_grid_thw"):
            if any(key in r for r in read) and self.kind == "qwen2_vl":
                inputs[key] = torch.cat([r[key] for r in read if key in r])
        if self.kind == "llava_onevision" and any("pixel_values" in r for r in read):
            inputs = self.eyes.read([c["rendered"] for c in singles], [self.shown(c["messages"]) for c in singles])
        greedy, _ = self.greedy(inputs, 8)
        assert greedy == [c["greedy_ids"] for c in singles], name
        self.cases.append(dict(
            name=name, kind="batch", rows=rows, padding_side="left", pad_token_id=self.tokenizer.pad_token_id,
            padded_length=inputs["input_ids"].shape[1], attention_mask_sums=inputs["attention_mask"].sum(1).tolist(),
            max_new_tokens=8, greedy_ids=greedy))

    def pixels(self, height, width, mode):
        name = f"pixels_{mode}_{height}x{width}"
        path = f"images/{name}.png"
        picture(height, width, mode, height * width).save(self.root / path)
        image = PIL.Image.open(self.root / path)
        if self.kind == "llava_onevision":
            raw, flat, facts = self.eyes.pixels(image)
        else:
            raw, flat, facts = self.qwen2_vl_pixels(image)
        self.cases.append(dict(
            name=name, kind="pixels", image=path, mode=image.mode, preprocessor="checkpoint/preprocessor_config.json",
            shape=list(flat.shape), sha256=hashlib.sha256(flat.tobytes()).hexdigest(), tensors={}, **facts,
            pixel_values_shape=list(raw["pixel_values"].shape)))

    def qwen2_vl_pixels(self, image):
        raw = self.images(image, do_rescale=False, do_normalize=False, return_tensors="np")
        _, rows, columns = raw["image_grid_thw"][0].tolist()
        squares = raw["pixel_values"].reshape(rows // 2, columns // 2, 2, 2, 3, 2, 14, 14)[:, :, :, :, :, 0]
        flat = numpy.ascontiguousarray(
            squares.transpose(0, 2, 5, 1, 3, 6, 4).reshape(rows * 14, columns * 14, 3).astype(numpy.uint8))
        return raw, flat, dict(image_grid_thw=[1, rows, columns], image_tokens=rows * columns // 4)

    def targets(self):
        tail = r"layers\.\d+\.(?:self_attn\.[qkvo]_proj|mlp\.(?:gate|up|down)_proj)"
        return ["q_proj", "v_proj", "down_proj"] if self.kind == "qwen2" else rf"(?:model\.)(?:language_model\.)?{tail}"

    def lora(self, seed):
        """Fifty steps of PEFT, and the same in double precision; prints how much the two differ."""
        examples = []
        for i in range(8):
            ask = [{"role": "user", "content": f"{STORIES[i % 4]}\n{CHOICES[:28 * (1 + i % 3)]}\n{CLOSING}"}]
            prompt = self.read(ask)[1]["input_ids"][0].tolist()
            target = self.tokenizer(f"{LETTERS[i % 4]}.<|end|>", add_special_tokens=False)["input_ids"]
            examples.append(dict(input_ids=prompt + target, labels=[-100] * len(prompt) + target))
        steps = [[(3 * t + k * (1 + t % 3)) % 8 for k in range(2 + t % 2)] for t in range(50)]
        target = self.targets()
        settings = peft.LoraConfig(r=2, lora_alpha=3, lora_dropout=0.0, target_modules=target, task_type="CAUSAL_LM")
        probe = torch.tensor([examples[0]["input_ids"]])

        def run(dtype, attention):
            adapted = peft.get_peft_model(self.load(dtype, attention), copy.deepcopy(settings))
            trained = {n.replace(".default", ""): p for n, p in adapted.named_parameters() if p.requires_grad}
            generator = torch.Generator().manual_seed(seed)
            with torch.no_grad():
                for name in sorted(trained):
                    weight = trained[name]
                    weight.copy_((torch.rand(weight.shape, generator=generator) - 0.5) * (0.3 if "lora_A" in name else 0.1))
            yield adapted, trained
            adam = torch.optim.AdamW(trained.values(), lr=2e-3, weight_decay=0.0, foreach=False)
            losses, norms, first = [], [], None
            for t, chosen in enumerate(steps):
                adam.param_groups[0]["lr"] = 2e-3 * (len(steps) - t) / len(steps)
                count = sum(x != -100 for i in chosen for x in examples[i]["labels"])
                loss = sum(torch.nn.functional.cross_entropy(
                    adapted(input_ids=torch.tensor([examples[i]["input_ids"]])).logits[0, :-1],
                    torch.tensor(examples[i]["labels"][1:]), reduction="sum") for i in chosen) / count
                loss.backward()
                first = first or {n: p.grad.clone() for n, p in trained.items()}
                norms.append(torch.nn.utils.clip_grad_norm_(trained.values(), 1.0, foreach=False).item())
                losses.append(loss.item())
                adam.step()
                adam.zero_grad()
            yield losses, norms, first

        def save(adapted, which):
            folder = self.root / "adapters" / "lora" / which
            adapted.save_pretrained(folder, save_embedding_layers=False)
            (folder / "README.md").unlink(missing_ok=True)
            config = json.loads((folder / "adapter_config.json").read_text())
            config["base_model_name_or_path"] = "checkpoint"
            if isinstance(config["target_modules"], list):
                config["target_modules"].sort()
            write(folder / "adapter_config.json", config)

        @torch.no_grad()
        def logits(adapted):
            return adapted(input_ids=probe).logits[0, -8:]

        training = run(torch.float32, "eager")
        adapted, trained = next(training)
        with adapted.disable_adapter():
            without = logits(adapted)
        initial = logits(adapted)
        save(adapted, "initial")
        losses, norms, first = next(training)
        save(adapted, "final")
        twin = run(torch.float64, "sdpa")
        _, exact = next(twin)
        next(twin)
        drift = max((exact[n] - p.double()).abs().max().item() for n, p in trained.items())
        shown = sorted(first)[:: max(1, len(first) // 4)][:4]
        self.cases.append(dict(
            name="lora", kind="lora", r=2, lora_alpha=3, lora_dropout=0.0, target_modules=target,
            adapted_modules=len(first) // 2, adapter_initial="adapters/lora/initial", adapter_final="adapters/lora/final",
            examples=examples, steps=steps, learning_rate=2e-3, betas=[0.9, 0.999], eps=1e-8, weight_decay=0.0,
            max_grad_norm=1.0, schedule="linear", warmup_steps=0, total_steps=len(steps), losses=losses,
            grad_norms=norms, probe_input_ids=examples[0]["input_ids"],
            tensors=dict(self.keep("lora", logits_without=without, logits_initial=initial, logits_final=logits(adapted)),
                         first_gradients=self.keep("lora.gradient", **{n: first[n] for n in shown}))))
        merged = dict(adapted.merge_and_unload().named_parameters())
        names = sorted(n.removeprefix("base_model.model.").replace(".lora_A", "") for n in first if "lora_A" in n)
        self.cases.append(dict(
            name="lora_merged", kind="merge", adapter="adapters/lora/final",
            tensors=dict(weights=self.keep("merged", **{n: merged[n] for n in names[::5]}))))
        return drift

    def chats(self):
        user = lambda content: [{"role": "user", "content": content}]
        ask = f"#[Situation]: {STORIES[2]}\n#[Action List]:\n{CHOICES}\n{CLOSING}"
        self.chat("plain", user(STORIES[0]))
        self.chat("decision", user(ask), letters=LETTERS)
        self.chat("system", [{"role": "system", "content": " Be brief. "}] + user(STORIES[4]))
        self.chat("finished", user(STORIES[1]) + [{"role": "assistant", "content": "C. Call for help."}], prompted=False)
        self.batch("batch_text", ["plain", "decision", "system"])

    def sight(self):
        (self.root / "images").mkdir(parents=True, exist_ok=True)
        sizes = [(40, 61), (90, 33), (64, 64)]
        for i, (height, width) in enumerate(sizes):
            picture(height, width, "RGB", i).save(self.root / "images" / f"{i}.png")
        image = lambda i: {"type": "image", "path": f"images/{i}.png"}
        text = lambda words: {"type": "text", "text": words}
        user = lambda *parts: [{"role": "user", "content": list(parts)}]
        self.chat("image", user(image(0), text("What is this?")))
        self.chat("image_decision", user(image(1), text(f"{CHOICES}\n{CLOSING}")), letters=LETTERS)
        self.chat("several", user(text("Compare "), image(2), text(" with "), image(0), text(".")))
        self.cases[-1]["tags"] = ["multi_image"]
        self.batch("batch_mixed", ["image_decision", "plain", "several", "image"])

    def finish(self, own_checkpoint):
        save_file(self.tensors, self.root / "reference.safetensors", metadata={"format": "wordsight-reference/1"})
        write(self.root / "reference.json", dict(
            format="wordsight-reference/1", architecture=self.kind,
            checkpoint="checkpoint" if own_checkpoint else None, made_with=dict(
                python=sys.version.split()[0], torch=torch.__version__.split("+")[0],
                transformers=transformers.__version__, peft=peft.__version__, pillow=PIL.__version__,
                attention="eager", dtype="float32", device="cpu"), cases=self.cases))


def make(name, kind, new_names=False):
    """Tries weights until greedy paths and training do not depend on the last bits of a sum."""
    root = RESOURCES / name
    for seed in range(200):
        shutil.rmtree(root, ignore_errors=True)
        (root / "checkpoint").mkdir(parents=True)
        make_checkpoint(root / "checkpoint", kind, seed, new_names, RARE.get(name, {}))
        maker = Maker(root / "checkpoint", root)
        maker.chats()
        if kind in VISION:
            maker.sight()
        gap = min(c["greedy_margin"] for c in maker.cases if c["kind"] == "chat")
        if gap < MARGIN:
            continue
        if not new_names:
            drift = maker.lora(seed)
            if drift > ADAPTER_DRIFT:
                print(f"{name}: seed {seed}, drift {drift:.1e}", file=sys.stderr)
                continue
        if kind in VISION and not new_names:
            for height, width, mode in [(70, 126, "RGB"), (9, 200, "RGB"), (28, 28, "RGB"), (61, 83, "L"),
                                        (61, 83, "P"), (61, 83, "RGBA"), (61, 83, "LA")]:
                maker.pixels(height, width, mode)
        maker.finish(True)
        print(f"{name}: seed {seed}, {len(maker.cases)} cases, least margin {gap:.4f}")
        return
    raise SystemExit(f"{name}: no fair weights found")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--model", type=Path)
    arguments.add_argument("--out", type=Path)
    arguments.add_argument("names", nargs="*", help="which references to make")
    given = arguments.parse_args()
    torch.set_num_threads(1)
    transformers.logging.set_verbosity_error()
    if given.model:
        given.out.mkdir(parents=True, exist_ok=True)
        maker = Maker(given.model, given.out)
        maker.chats()
        maker.finish(False)
    else:
        for name, kind, new_names in [
                ("llama", "llama", False), ("qwen2", "qwen2", False), ("qwen2_vl", "qwen2_vl", False),
                ("qwen2_vl_new", "qwen2_vl", True), ("llava_onevision", "llava_onevision", False),
                ("llava_onevision_new", "llava_onevision", True)]:
            if not given.names or name in given.names:
                make(name, kind, new_names)
