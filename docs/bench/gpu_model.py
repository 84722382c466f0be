"""A Llama checkpoint of random weights in bfloat16, in Hugging Face's layout, made on the GPU in seconds.

    python gpu_model.py OUT TOKENIZER [8b|1b|tiny]

TOKENIZER is a folder with any tokenizer of fewer tokens than the model has (128,256; the tiny one 50,000).
Nothing ends an answer of such a model. Versions: torch 2.11.0, safetensors 0.8.0.
"""
import json
import pathlib
import shutil
import sys

import torch
from safetensors.torch import save_file

SIZES = {  # hidden, feed-forward, layers, heads, key-value heads, head width, tied, vocabulary
    "8b": (4096, 14336, 32, 32, 8, 128, False, 128256),
    "1b": (2048, 8192, 16, 32, 8, 64, True, 128256),
    "tiny": (256, 512, 2, 4, 2, 64, False, 50000),
}
DEVIATION = 0.02


def tensors(size):
    """Names and shapes, a list for each file."""
    hidden, wide, layers, heads, key_heads, width, tied, vocabulary = SIZES[size]
    yield [("model.embed_tokens.weight", (vocabulary, hidden)), ("model.norm.weight", (hidden,))]
    for first in range(0, layers, 8):
        part = []
        for layer in range(first, min(layers, first + 8)):
            name = f"model.layers.{layer}."
            part += [
                (name + "input_layernorm.weight", (hidden,)),
                (name + "post_attention_layernorm.weight", (hidden,)),
                (name + "self_attn.q_proj.weight", (heads * width, hidden)),
                (name + "self_attn.k_proj.weight", (key_heads * width, hidden)),
                (name + "self_attn.v_proj.weight", (key_heads * width, hidden)),
                (name + "self_attn.o_proj.weight", (hidden, heads * width)),
                (name + "mlp.gate_proj.weight", (wide, hidden)),
                (name + "mlp.up_proj.weight", (wide, hidden)),
                (name + "mlp.down_proj.weight", (hidden, wide)),
            ]
        yield part
    if not tied:
        yield [("lm_head.weight", (vocabulary, hidden))]


def weight(name, shape, device):
    if "norm" in name:
        return torch.ones(shape, dtype=torch.bfloat16)
    values = torch.empty(shape, dtype=torch.bfloat16, device=device).normal_(0, DEVIATION)
    return values.cpu()


def main():
    out, tokenizer = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    size = sys.argv[3] if len(sys.argv) > 3 else "8b"
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    files = list(tensors(size))
    index = {}
    for number, part in enumerate(files, 1):
        file = f"model-{number:05d}-of-{len(files):05d}.safetensors"
        save_file({name: weight(name, shape, device) for name, shape in part}, out / file, {"format": "pt"})
        index.update({name: file for name, _ in part})
    (out / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": index}))
    hidden, wide, layers, heads, key_heads, width, tied, vocabulary = SIZES[size]
    (out / "config.json").write_text(json.dumps({
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": vocabulary,
        "hidden_size": hidden, "intermediate_size": wide, "num_hidden_layers": layers,
        "num_attention_heads": heads, "num_key_value_heads": key_heads, "head_dim": width,
        "hidden_act": "silu", "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "max_position_embeddings": 8192,
        "attention_bias": False, "mlp_bias": False, "tie_word_embeddings": tied, "torch_dtype": "bfloat16"}))
    (out / "generation_config.json").write_text(json.dumps({"eos_token_id": []}))
    for file in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja"):
        if (tokenizer / file).exists():
            shutil.copy(tokenizer / file, out / file)


main()
