"""Makes resources/transformers5: the small files of the reference checkpoints as transformers 5 saves them again.

    python make_transformers5_files.py ../resources/references ../resources/transformers5

The weights stay what they are, under the same names (the script looks), so they are not stored twice. The script also
looks whether the PIL image processors of transformers 5 give the pixel values of the references' images that the
settings saved by older releases give, and stores what the sizes of images become under every spelling of Qwen2-VL's
range of pixels.

Needs: transformers==5.24.0 torch==2.7.1 torchvision==0.22.1 pillow==13.0.0 safetensors
"""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import numpy as np
import PIL
import torch
import transformers
from PIL import Image
from safetensors import safe_open
from transformers import AutoImageProcessor, AutoProcessor, AutoTokenizer

REFERENCES, OUT = map(Path, sys.argv[1:3])
CLASSES = {"llama": "LlamaForCausalLM", "qwen2": "Qwen2ForCausalLM", "qwen2_vl": "Qwen2VLForConditionalGeneration",
           "llava_onevision": "LlavaOnevisionForConditionalGeneration", "mllama": "MllamaForConditionalGeneration"}


def names(folder):
    found = set()
    for file in folder.glob("*.safetensors"):
        found |= set(safe_open(str(file), "pt").keys())
    return found


def resave(name):
    source, out = REFERENCES / name / "checkpoint", OUT / name
    shutil.rmtree(out, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        getattr(transformers, CLASSES[name]).from_pretrained(source, dtype=torch.float32).save_pretrained(folder)
        if name != "qwen2":  # its class builds the tokenizer anew, whatever tokenizer.json says
            AutoTokenizer.from_pretrained(source).save_pretrained(folder)
        if (source / "preprocessor_config.json").exists():
            AutoProcessor.from_pretrained(source).save_pretrained(folder)
            same_pixels(name, source, folder)
        assert names(Path(folder)) == names(source), name
        assert not Path(folder, "preprocessor_config.json").exists()
        out.mkdir(parents=True)
        for file in Path(folder).iterdir():
            if file.suffix != ".safetensors":
                shutil.copy(file, out)


def same_pixels(name, before, after):
    """The PIL processor of this release, with the settings of either folder."""
    images = sorted((REFERENCES / name / "images").iterdir())
    readable = [i for i in images if i.suffix in (".png", ".jpg")][:4]
    processors = [AutoImageProcessor.from_pretrained(folder, backend="pil") for folder in (before, after)]
    for path in readable:
        image = Image.open(path).convert("RGB")
        one, two = (p(images=[image], return_tensors="np")["pixel_values"] for p in processors)
        assert np.array_equal(one, two), (name, path)


RANGE = {"shortest_edge": 3136, "longest_edge": 50176}
SPELLINGS = [
    {}, {"size": RANGE}, {"size": None}, {"size": RANGE, "max_pixels": 100352}, {"size": RANGE, "min_pixels": 40000},
    {"size": RANGE, "min_pixels": 3136, "max_pixels": 200704}, {"size": RANGE, "max_pixels": None},
    {"max_pixels": 50176}, {"min_pixels": 400000}, {"size": None, "max_pixels": 50176},
    {"size": {"min_pixels": 3136, "max_pixels": 50176}, "min_pixels": 3136, "max_pixels": 100352},
    {"size": {"shortest_edge": 3136}, "max_pixels": 50176}, {"size": {"longest_edge": 50176}, "min_pixels": 3136},
    {"size": {"shortest_edge": 3136.0, "longest_edge": 50176.0}},
    {"size": RANGE, "image_processor_type": "Qwen2VLImageProcessorFast"},
    {"size": {"min_pixels": 3136, "max_pixels": 50176}}, {"size": {"shortest_edge": 3136}},
    {"size": {"longest_edge": 50176}}, {"size": {"height": 224, "width": 224}}, {"size": 224},
    {"size": {"shortest_edge": 0, "longest_edge": 50176}},
]
SIZES = [(640, 480), (1600, 1200), (50, 60), (300, 200)]


def grids(spelling):
    """Rows and columns of patches for each size; nothing if transformers refuses the settings."""
    settings = {"image_processor_type": "Qwen2VLImageProcessor", "patch_size": 14, "merge_size": 2,
                "temporal_patch_size": 2, **spelling}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "preprocessor_config.json").write_text(json.dumps(settings))
        try:
            processor = AutoImageProcessor.from_pretrained(folder)
            found = []
            for width, height in SIZES:
                image = Image.fromarray(np.zeros((height, width, 3), np.uint8))
                found.append(processor(images=[image], return_tensors="pt")["image_grid_thw"].tolist()[0][1:])
            return {"settings": settings, "grids": found}
        except (TypeError, ValueError) as e:
            return {"settings": settings, "refused": str(e)}


for each in CLASSES:
    resave(each)
(OUT / "qwen2_vl_sizes.json").write_text(json.dumps({
    "made_with": {"transformers": transformers.__version__, "torch": torch.__version__, "pillow": PIL.__version__},
    "sizes": SIZES,
    "spellings": [grids(spelling) for spelling in SPELLINGS],
}, indent=1) + "\n")
