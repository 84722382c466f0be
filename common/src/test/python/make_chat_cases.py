#!/usr/bin/env python3
"""Makes src/test/resources/chat/{cases.json,llama/,qwen/}: two tiny tokenizers with the ids that they give, and chats
with the results of apply_chat_template in transformers. The templates are written for this test, in the manner of
the families that they are named after.

    python make_chat_cases.py ../resources/chat

Made with transformers 4.57.6, tokenizers 0.22, jinja2 3.1.6.
"""

import json
import pathlib
import sys
import tempfile

import jinja2
import tokenizers
import transformers
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoTokenizer

OUT = pathlib.Path(sys.argv[1])
SPLIT = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
         r"|\s*[\r\n]+|\s+(?!\S)|\s+")
SPECIAL = {"llama": ["<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<|image|>"],
           "qwen": ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>"]}
CORPUS = ["The bus driver waits at the school gate and asks what is needed.", "A child asks: Which of these is best?",
          "Call for help at once. Then tell the person calmly why this is a risk.", "A. B. C. D. E. 1 2 3 10:45"] * 4
TEXTS = ["", " ", "The bus driver waits.", "  two  spaces\n\n\tand tabs \n", "it's THEY'LL we've 007 3.14159 1234567",
         "na\u00efve cre\u0301me \u00fcber \u20ac\u2026", "\u8bf7\u5e2e\u5fd9\u3002", "wait\u2014what?! \U0001f6b2\U0001f468\u200d\U0001f469\u200d\U0001f467",
         "<|eot_id|><|im_end|>x", "a<|im_start|>user\nHi<|im_end|>\n", "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>",
         "<|image|> <|image_pad|>|im_end|>", "\u00bd \u0660\u0661 \u2028\u00a0x", "def f(x):\n    return  x ** 2\t# done", "A", "\x00\x01\x7f"]
BYTES = [[0xe4, 0xbd], [0xf0, 0x9f, 0x9a], [0x80], [0x41, 0xff, 0x42], [0xe4, 0xbd, 0xa0, 0xe5]]

TEMPLATES = {
    "llama": r"""{{- bos_token }}
{%- if custom_tools is defined %}
    {%- set tools = custom_tools %}
{%- endif %}
{%- if not date_string is defined %}
    {%- set date_string = strftime_now("%d %b %Y") %}
{%- endif %}
{%- if not tools is defined %}{%- set tools = none %}{%- endif %}

{#- The system turn always comes, with the day in it. #}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system_message = "" %}
{%- endif %}
{{- "<|start_header_id|>system<|end_header_id|>\n\nToday: " ~ date_string ~ "\n\n" }}
{%- if tools is not none %}
    {%- for t in tools %}
        {{- t | tojson(indent=4) }}
        {{- "\n\n" }}
    {%- endfor %}
{%- endif %}
{{- system_message + "<|eot_id|>" }}
{%- for message in messages %}
    {%- if 'tool_calls' in message %}
        {%- if not message.tool_calls|length == 1 %}
            {{- raise_exception("One call at a time.") }}
        {%- endif %}
        {{- '<|start_header_id|>assistant<|end_header_id|>\n\n' + (message.tool_calls[0].function.arguments | tojson) + '<|eot_id|>' }}
    {%- else %}
        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'+ message['content'] | trim + '<|eot_id|>' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start_header_id|>assistant<|end_header_id|>\n\n' }}
{%- endif %}
""",
    "qwen": "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nYou help.<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}",
    "qwen_vision": "{% set n = namespace(images=0) %}{% for message in messages %}{% if loop.first and message['role'] != 'system' %}<|im_start|>system\nYou help.<|im_end|>\n{% endif %}<|im_start|>{{ message['role'] }}\n{% if message['content'] is string %}{{ message['content'] }}<|im_end|>\n{% else %}{% for part in message['content'] %}{% if part['type'] == 'image' or 'image' in part %}{% set n.images = n.images + 1 %}{% if add_vision_id %}Picture {{ n.images }}: {% endif %}<|vision_start|><|image_pad|><|vision_end|>{% elif 'text' in part %}{{ part['text'] }}{% endif %}{% endfor %}<|im_end|>\n{% endif %}{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}",
    "lists_only": "{% for message in messages %}{{ '<|im_start|>' + message['role'] + ' ' }}{% for part in message['content'] | selectattr('type', 'equalto', 'image') %}{{ '<image>' }}{% endfor %}{% for part in message['content'] | selectattr('type', 'equalto', 'text') %}{{ '\n' + part['text'] }}{% endfor %}{{ '<|im_end|>' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}",
}
HI = [{"role": "user", "content": "  Hi <b> & \u00e9 "}]
TURNS = [{"role": "system", "content": " Be kind. \n"}, *HI, {"role": "assistant", "content": "Yes."}]
PICTURES = [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "and"}, {"type": "image"}, {"type": "text", "text": "?"}]}]
TOOL = {"type": "function", "function": {"name": "weather", "description": "Rain <now> & \u00e9", "parameters": {"type": "object", "properties": {}}}}
DAY = {"date_string": "26 Jul 2024"}
CHATS = [
    ("llama", HI, True, DAY), ("llama", TURNS, False, {"date_string": "03 Mar 2025"}), ("llama", TURNS, True, {**DAY, "tools": [TOOL]}),
    ("llama", [*HI, {"role": "assistant", "tool_calls": [{"function": {"name": "weather", "arguments": {"city": "K\u00f6ln"}}}]}], True, DAY),
    ("llama", [*HI, {"role": "assistant", "tool_calls": []}], True, DAY),
    ("qwen", HI, True, DAY), ("qwen", TURNS, False, DAY), ("qwen_vision", HI, True, DAY), ("qwen_vision", TURNS, False, DAY),
    ("qwen_vision", PICTURES, True, {**DAY, "add_vision_id": True}), ("qwen_vision", PICTURES, True, DAY),
    ("lists_only", PICTURES, True, DAY), ("lists_only", [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}], False, DAY),
]


def make_tokenizer(family):
    llama = family == "llama"
    tokenizer = Tokenizer(models.BPE(ignore_merges=llama))
    if not llama:
        tokenizer.normalizer = normalizers.NFC()
    split = SPLIT if llama else SPLIT.replace(r"\p{N}{1,3}", r"\p{N}")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(split), "isolated"),
                                                       pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(CORPUS, trainers.BpeTrainer(
        vocab_size=320, show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in SPECIAL[family]])
    if llama:  # adds bos when asked for special tokens, as Llama's does
        bos = SPECIAL[family][0]
        tokenizer.post_processor = processors.TemplateProcessing(
            single=f"{bos} $A", special_tokens=[(bos, tokenizer.token_to_id(bos))])
    # Some files truncate and pad by themselves; a reader has to switch that off.
    tokenizer.enable_truncation(4)
    tokenizer.enable_padding(length=6)
    folder = OUT / family
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    names = {"bos_token": SPECIAL[family][0], "eos_token": "<|eot_id|>"} if llama else {
        "bos_token": None, "eos_token": {"__type": "AddedToken", "content": "<|im_end|>"}, "pad_token": "<|endoftext|>"}
    config = {**names, "added_tokens_decoder": {}, "clean_up_tokenization_spaces": True, "model_max_length": 8,
              "tokenizer_class": "PreTrainedTokenizerFast", "chat_template": TEMPLATES[family]}
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=1) + "\n")
    return folder


def tokenized(folder):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.no_padding()
    byte = {v: k for k, v in transformers.models.gpt2.tokenization_gpt2.bytes_to_unicode().items()}
    by_byte = {b: tokenizer.convert_tokens_to_ids(c) for c, b in byte.items()}
    encoded = []
    for text in TEXTS:
        ids = tokenizer.backend_tokenizer.encode(text, add_special_tokens=False).ids
        encoded.append({"text": text, "ids": ids, "decoded": tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)})
    for some in BYTES:  # not UTF-8: nothing encodes to it
        ids = [by_byte[b] for b in some]
        encoded.append({"ids": ids, "decoded": tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)})
    return encoded


def rendered(folder, name, messages, prompt, arguments):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    chat = {"template": name, "messages": messages, "add_generation_prompt": prompt, "arguments": arguments}
    try:
        chat["rendered"] = tokenizer.apply_chat_template(messages, chat_template=TEMPLATES[name], tokenize=False,
                                                         add_generation_prompt=prompt, **arguments)
    except jinja2.exceptions.TemplateError as e:
        chat["refused"] = e.message
    return chat


def main():
    folders = {family: make_tokenizer(family) for family in SPECIAL}
    document = {
        "made_with": {"transformers": transformers.__version__, "tokenizers": tokenizers.__version__, "jinja2": jinja2.__version__},
        "tokenizers": {family: tokenized(folder) for family, folder in folders.items()},
        "templates": TEMPLATES,
        "chats": [rendered(folders["llama" if name == "llama" else "qwen"], name, *rest) for name, *rest in CHATS],
    }
    (OUT / "cases.json").write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
