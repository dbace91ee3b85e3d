"""Chest and shoulders of a figure: they breathe, and go along when weight is shifted."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from avatar.face.geometry import Face
from avatar.face.pose import ASIDE, BREATH, RISE, head_box, torso_moves, torso_rows
from avatar.face.warp import Grid, looked_up, spread
from avatar.types import Floats, Pixels

_COARSE = 8  # nodes to the distance of the eye corners: this moves smoothly
_STEPS = 3  # a pixel: a torso that has moved less is not drawn anew


@dataclass(frozen=True)
class _Patch:
    """A box beside or below the head: its nodes, how each moves (px [2, rows x columns x 2]), and a buffer."""

    grid: Grid
    moves: Floats
    drawn: Pixels

    @classmethod
    def over(cls, box: tuple[int, int, int, int], face: Face, figure: Pixels) -> _Patch:
        height = figure.shape[0]
        left, top, right, bottom = box
        grid = Grid.over(left, top, right, bottom, max(2, round(face.axes.unit / _COARSE)))
        moves = torso_moves(face, grid.nodes, head_box(face, height), height).reshape(2, -1)
        return cls(grid, moves, np.empty((bottom - top, right - left, 4), np.uint8))

    def draw(self, figure: Pixels, moved: Floats) -> Pixels:
        """The box's BGRA in this patch's buffer."""
        grid = self.grid
        nodes = grid.nodes + (moved @ self.moves).reshape(grid.rows, grid.columns, 2)
        height, width = self.drawn.shape[:2]
        return looked_up(figure, spread(nodes.astype(np.float32), grid.step)[:height, :width], out=self.drawn)


class Torso:
    """Draws what moves of a figure outside the box of its head."""

    def __init__(self, face: Face, figure: Pixels) -> None:
        """`figure` BGRA, kept as it is."""
        self._figure = figure
        self._unit = face.axes.unit
        height, width = figure.shape[:2]
        head = head_box(face, height)
        left, right, low = max(0, int(head[0])), min(width, math.ceil(head[2])), min(height, math.ceil(head[3]))
        top, bottom = torso_rows(face, height)
        boxes = ((0, top, left, low), (right, top, width, low), (0, low, width, bottom))
        self._patches = [_Patch.over(box, face, figure) for box in boxes if box[0] < box[2] and box[1] < box[3]]
        self.moved = np.zeros(2, np.float32)
        """How far weight is shifted (in units, image right) and how deep the breath is, as drawn last."""

    def follow(self, pose: Floats) -> bool:
        """Move with a pose (float32 [6]); False if that is not worth drawing."""
        fine = np.array([self._unit, RISE * self._unit], np.float32) * _STEPS
        wanted = np.array([pose[ASIDE], np.clip(pose[BREATH], 0, 1)], np.float32)
        moved = np.rint(wanted * fine) / fine
        if np.array_equal(moved, self.moved):
            return False
        self.moved = moved.astype(np.float32)
        return True

    def draw(self) -> Iterator[tuple[Pixels, int, int]]:
        """Its parts, BGRA, with their left and top in the figure."""
        for patch in self._patches:
            yield patch.draw(self._figure, self.moved), patch.grid.left, patch.grid.top
