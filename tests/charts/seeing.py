"""Looking at drawn pictures, pixel by pixel."""

from __future__ import annotations

from io import BytesIO
from itertools import groupby

import numpy as np
from PIL import Image, ImageColor


class Seen:
    """A picture."""

    def __init__(self, png: bytes) -> None:
        picture = Image.open(BytesIO(png))
        self.width, self.height = picture.size
        self._pixels = np.asarray(picture).astype(int)

    def where(self, colour: str) -> np.ndarray:
        """By row and column, whether a colour is seen there, or one that hardly differs from it."""
        apart: np.ndarray = abs(self._pixels - ImageColor.getrgb(colour)).max(axis=2)
        return apart <= 6

    def across(self, colour: str) -> list[int]:
        """From left to right, how wide the stretches are on which a colour is seen anywhere."""
        return [len([*stretch]) for seen, stretch in groupby(self.where(colour).max(axis=0).tolist()) if seen]
