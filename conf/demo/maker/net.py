"""The student's network in plain PyTorch, small and quick to train on one core.

The arithmetic is Qwen2-VL's: a vision transformer over 8x8 patches whose 2x2 neighbours are merged into one visual
token, and a Qwen2 language part with multimodal rotary positions. `export.py` gives the weights their Hugging Face
names and compares the logits. The teacher is the language part alone.

Shapes: B rows, T positions, D hidden, H heads, E head width, P patches, V visual tokens.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from drawing import SIZE
from folders import CLIP_MEAN, CLIP_STD

HIDDEN, LAYERS, FEED_FORWARD, HEAD_WIDTH = 128, 4, 384, 32
HEADS = HIDDEN // HEAD_WIDTH
ROPE_THETA, ROPE_SECTIONS, NORM_EPSILON = 1000.0, (4, 6, 6), 1e-6
PATCH, MERGE, FRAMES = 8, 2, 2
VISION_HIDDEN, VISION_LAYERS, VISION_HEADS = 64, 2, 2
GRID = SIZE // PATCH
MERGED_GRID = GRID // MERGE
VISUAL_TOKENS = MERGED_GRID**2
# <|im_start|> user \n <|vision_start|>: an image stands first in a conversation.
IMAGE_OFFSET = 4


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    first, second = x.chunk(2, -1)
    return x * cos + torch.cat((-second, first), -1) * sin


class RmsNorm(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, (x.shape[-1],), self.weight, NORM_EPSILON)


def linear(inputs: int, outputs: int, bias: bool, deviation: float) -> nn.Linear:
    layer = nn.Linear(inputs, outputs, bias=bias)
    nn.init.normal_(layer.weight, std=deviation)
    if bias:
        nn.init.zeros_(layer.bias)
    return layer


class DecoderLayer(nn.Module):
    """Starts small on purpose: with usual deviations the copying of letters is not learned in reasonable time."""

    def __init__(self):
        super().__init__()
        into, out = 0.5 / math.sqrt(HIDDEN), 0.3 / math.sqrt(2 * LAYERS)
        self.attention_norm = RmsNorm(HIDDEN)
        self.query_key_value = linear(HIDDEN, 3 * HIDDEN, True, into)
        self.output = linear(HIDDEN, HIDDEN, False, out / math.sqrt(HIDDEN))
        self.feed_forward_norm = RmsNorm(HIDDEN)
        self.gate_up = linear(HIDDEN, 2 * FEED_FORWARD, False, into)
        self.down = linear(FEED_FORWARD, HIDDEN, False, out / math.sqrt(FEED_FORWARD))

    def forward(self, x_BTD: Tensor, cos_TE: Tensor, sin_TE: Tensor) -> Tensor:
        rows, length, _ = x_BTD.shape
        joined = self.query_key_value(self.attention_norm(x_BTD)).view(rows, length, 3, HEADS, HEAD_WIDTH)
        query_BHTE, key_BHTE, value_BHTE = joined.permute(2, 0, 3, 1, 4)
        attended = F.scaled_dot_product_attention(
            rotate(query_BHTE, cos_TE, sin_TE), rotate(key_BHTE, cos_TE, sin_TE), value_BHTE, is_causal=True
        )
        x_BTD = x_BTD + self.output(attended.transpose(1, 2).reshape(rows, length, HIDDEN))
        gate, up = self.gate_up(self.feed_forward_norm(x_BTD)).chunk(2, -1)
        return x_BTD + self.down(F.silu(gate) * up)


class VisionBlock(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1 = nn.LayerNorm(VISION_HIDDEN, eps=NORM_EPSILON)
        self.query_key_value = nn.Linear(VISION_HIDDEN, 3 * VISION_HIDDEN)
        self.projection = nn.Linear(VISION_HIDDEN, VISION_HIDDEN)
        self.norm2 = nn.LayerNorm(VISION_HIDDEN, eps=NORM_EPSILON)
        self.up = nn.Linear(VISION_HIDDEN, 4 * VISION_HIDDEN)
        self.down = nn.Linear(4 * VISION_HIDDEN, VISION_HIDDEN)

    def forward(self, x_BPD: Tensor, cos_PE: Tensor, sin_PE: Tensor) -> Tensor:
        rows, patches, width = x_BPD.shape
        joined = self.query_key_value(self.norm1(x_BPD)).view(rows, patches, 3, VISION_HEADS, -1)
        query, key, value = joined.permute(2, 0, 3, 1, 4)
        attended = F.scaled_dot_product_attention(rotate(query, cos_PE, sin_PE), rotate(key, cos_PE, sin_PE), value)
        x_BPD = x_BPD + self.projection(attended.transpose(1, 2).reshape(rows, patches, width))
        hidden = self.up(self.norm2(x_BPD))
        return x_BPD + self.down(hidden * torch.sigmoid(1.702 * hidden))


class Vision(nn.Module):
    """Pixels to visual tokens in the language part's width."""

    def __init__(self):
        super().__init__()
        self.patches = nn.Linear(3 * FRAMES * PATCH * PATCH, VISION_HIDDEN, bias=False)
        self.blocks = nn.ModuleList(VisionBlock() for _ in range(VISION_LAYERS))
        self.merger_norm = nn.LayerNorm(VISION_HIDDEN, eps=NORM_EPSILON)
        self.merger_in = nn.Linear(MERGE**2 * VISION_HIDDEN, MERGE**2 * VISION_HIDDEN)
        self.merger_out = nn.Linear(MERGE**2 * VISION_HIDDEN, HIDDEN)
        nn.init.normal_(self.merger_out.weight, std=0.02)
        cos, sin = vision_rotation()
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)

    def forward(self, patches_BPD: Tensor) -> Tensor:
        x_BPD = self.patches(patches_BPD)
        for block in self.blocks:
            x_BPD = block(x_BPD, self.cos, self.sin)
        merged = self.merger_norm(x_BPD).reshape(len(x_BPD), VISUAL_TOKENS, -1)
        return self.merger_out(F.gelu(self.merger_in(merged)))


def to_patches(images: Tensor) -> Tensor:
    """uint8 [B, 64, 64, 3] to patch rows in Qwen2-VL's order: merge blocks first, each row (channel, frame, y, x)."""
    mean, deviation = torch.tensor(CLIP_MEAN), torch.tensor(CLIP_STD)
    x = ((images.float() / 255 - mean) / deviation).permute(0, 3, 1, 2)
    x = x.reshape(len(images), 3, MERGED_GRID, MERGE, PATCH, MERGED_GRID, MERGE, PATCH)
    x = x.permute(0, 2, 5, 3, 6, 1, 4, 7).unsqueeze(6)
    return x.expand(-1, -1, -1, -1, -1, -1, FRAMES, -1, -1).reshape(len(images), GRID * GRID, -1)


def vision_rotation() -> tuple[Tensor, Tensor]:
    """Two-dimensional rotary positions of the patches, in merge-block order."""
    width = VISION_HIDDEN // VISION_HEADS // 2
    frequencies = 10000.0 ** (-torch.arange(0, width, 2).float() / width)
    y, x = torch.meshgrid(torch.arange(GRID), torch.arange(GRID), indexing="ij")
    blocks = [
        axis.reshape(MERGED_GRID, MERGE, MERGED_GRID, MERGE).permute(0, 2, 1, 3).flatten() for axis in (y, x)
    ]
    angles = (torch.stack(blocks, -1).float()[:, :, None] * frequencies).flatten(1)
    angles = torch.cat((angles, angles), -1)
    return angles.cos(), angles.sin()


class Student(nn.Module):
    def __init__(self, vocabulary: int):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, HIDDEN)
        nn.init.normal_(self.embedding.weight, std=0.1)
        self.layers = nn.ModuleList(DecoderLayer() for _ in range(LAYERS))
        self.norm = RmsNorm(HIDDEN)
        self.vision = Vision()

    def language_parameters(self) -> list[nn.Parameter]:
        return [value for name, value in self.named_parameters() if not name.startswith("vision.")]

    def forward(self, ids_BT: Tensor, images: Tensor | None = None) -> Tensor:
        """Hidden states after the last norm, [B, T, D]; images uint8 [B, 64, 64, 3], one a row, or none at all."""
        x_BTD = self.embedding(ids_BT)
        if images is not None:
            end = IMAGE_OFFSET + VISUAL_TOKENS
            visual = self.vision(to_patches(images))
            x_BTD = torch.cat((x_BTD[:, :IMAGE_OFFSET], visual, x_BTD[:, end:]), 1)
        cos, sin = text_rotation(ids_BT.shape[1], images is not None)
        for layer in self.layers:
            x_BTD = layer(x_BTD, cos, sin)
        return self.norm(x_BTD)

    def logits(self, hidden: Tensor) -> Tensor:
        return F.linear(hidden, self.embedding.weight)


def text_rotation(length: int, image: bool) -> tuple[Tensor, Tensor]:
    """Multimodal rotary positions: time, height and width run together in text, apart inside the image."""
    if image:
        before = torch.arange(IMAGE_OFFSET).expand(3, -1)
        grid = torch.arange(MERGED_GRID)
        inside = IMAGE_OFFSET + torch.stack((
            torch.zeros(VISUAL_TOKENS, dtype=torch.long),
            grid.repeat_interleave(MERGED_GRID),
            grid.repeat(MERGED_GRID),
        ))
        left = length - IMAGE_OFFSET - VISUAL_TOKENS
        after = (IMAGE_OFFSET + MERGED_GRID + torch.arange(left)).expand(3, -1)
        positions_3T = torch.cat((before, inside, after), 1)
    else:
        positions_3T = torch.arange(length).expand(3, -1)
    frequencies = ROPE_THETA ** (-torch.arange(0, HEAD_WIDTH, 2).float() / HEAD_WIDTH)
    angles_3TE = positions_3T[:, :, None].float() * frequencies
    sections = angles_3TE.split(ROPE_SECTIONS, dim=-1)
    angles_TE = torch.cat([section[axis] for axis, section in enumerate(sections)], -1)
    angles_TE = torch.cat((angles_TE, angles_TE), -1)
    return angles_TE.cos(), angles_TE.sin()
