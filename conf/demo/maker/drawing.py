"""Draws a scene: 64x64 RGB, 4x4 cells of 16 pixels, one cell = one visual token of the student.

The background's colour is the place. Three distinct random cells hold the kind of trouble (twice as large when
serious), the person, and the helper if there is one. Noise is added and colours are rounded to 32 levels a channel,
which keeps a benchmark image near 3 KB as PNG.
"""

import numpy as np

from world import HELPERS, PEOPLE, PLACES, Scene

SIZE, CELL = 64, 16
NOISE, LEVEL = 0.03 * 255, 8


def rows(text: str) -> np.ndarray:
    return np.array([[mark == "1" for mark in row] for row in text.split("/")])


KIND_GLYPHS = {
    "fire": (rows("0001000/0011000/0011100/0111110/1111110/1101110/0111100"), (230, 60, 20)),
    "leak": (rows("0110110/1111111/0110110/0000000/0101010/1010101/0101010"), (120, 200, 40)),
    "flood": (rows("0000000/0100010/1010101/0001000/0100010/1010101/0001000"), (40, 90, 230)),
    "fall": (rows("1000000/1100000/1110010/1111000/1111100/1111110/1111111"), (150, 90, 40)),
    "wound": (rows("0011000/0011100/0111110/1111111/1111111/0111110/0011100"), (190, 0, 50)),
    "faint": (rows("1110000/0010111/0100001/1110010/0000111/1111100/1111110"), (150, 80, 200)),
    "theft": (rows("0011100/0100010/0111110/1111111/1110111/1111111/1111111"), (90, 60, 20)),
    "fight": (rows("1000001/1100011/0110110/0011100/0110110/1100011/1000001"), (200, 30, 160)),
    "crash": (rows("0000000/0001100/0110110/1001001/1011101/1001001/0110110"), (30, 30, 30)),
    "litter": (rows("1100011/1100011/0001100/0101100/0000011/1100011/1101100"), (110, 130, 110)),
    "cable": (rows("0000111/0001100/0011000/0111111/0001100/0011000/0110000"), (245, 220, 30)),
    "ice": (rows("1001001/0101010/0011100/1111111/0011100/0101010/1001001"), (150, 230, 250)),
    "picnic": (rows("1010101/0101010/1010101/0101010/1010101/0101010/1010101"), (240, 240, 240)),
    "concert": (rows("0011111/0010001/0010001/0010001/0110011/1110111/0100010"), (20, 120, 120)),
}
PERSON_GLYPH = rows("0011100/0011100/0001000/0111110/1011101/0011100/0010100/0110110")
PERSON_COLOURS = dict(zip(PEOPLE, (
    (255, 160, 60), (170, 170, 170), (255, 90, 150), (70, 200, 90),
    (240, 230, 60), (60, 220, 230), (130, 80, 255), (160, 60, 30),
)))
HELPER_GLYPHS = dict(zip(HELPERS, (
    (rows("0111110/1111111/0011100/1111111/1011101/0011100/0010100/0110110"), (20, 30, 110)),
    (rows("0001000/0011100/0001000/1111111/1111111/0111110/0111110/0111110"), (255, 255, 255)),
    (rows("0011101/0011101/0001001/1111111/1011100/0011100/0010100/0110110"), (110, 20, 20)),
)))
PLACE_COLOURS = dict(zip(PLACES, (
    (90, 150, 80), (110, 110, 120), (190, 160, 120), (80, 90, 140),
    (170, 120, 150), (150, 170, 190), (215, 205, 165), (50, 95, 60),
)))


def draw(scene: Scene, generator: np.random.Generator) -> tuple[np.ndarray, list[int]]:
    """The image, uint8 [64, 64, 3], and the cells of kind, person and helper (the third is empty without a helper)."""
    image = np.empty((SIZE, SIZE, 3), np.float32)
    image[:] = PLACE_COLOURS[scene.place]
    image[generator.integers(8)::8] *= 0.93
    cells = [int(cell) for cell in generator.permutation(SIZE * SIZE // CELL**2)[:3]]

    glyph, colour = KIND_GLYPHS[scene.kind]
    scale = 2 if scene.severity == "serious" else 1
    paint(image, glyph.repeat(scale, 0).repeat(scale, 1), colour, cells[0], generator)
    paint(image, PERSON_GLYPH, PERSON_COLOURS[scene.person], cells[1], generator)
    if scene.helper:
        paint(image, *HELPER_GLYPHS[scene.helper], cells[2], generator)

    image += generator.standard_normal(image.shape, np.float32) * NOISE
    return np.clip(np.rint(image / LEVEL) * LEVEL, 0, 255).astype(np.uint8), cells


def paint(image: np.ndarray, glyph: np.ndarray, colour: tuple, cell: int, generator: np.random.Generator) -> None:
    """Paints a glyph at a random offset that keeps it inside its cell."""
    height, width = glyph.shape
    top = cell // (SIZE // CELL) * CELL + generator.integers(CELL - height + 1)
    left = cell % (SIZE // CELL) * CELL + generator.integers(CELL - width + 1)
    image[top:top + height, left:left + width][glyph] = colour
