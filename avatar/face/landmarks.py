"""Faces and people found in pictures: the only file that imports mediapipe, and only when it is called.

mediapipe 0.10 carries its models in its wheel, so nothing is downloaded. Its C++ side writes
to the process's standard error whatever the caller wants, so that is turned off meanwhile.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import cv2
import numpy as np

from avatar.errors import StudioError
from avatar.types import Floats, Pixels

_LOCK = threading.Lock()
_FACES_AT_MOST = 8
_CONFIDENCE = 0.5
_FAINTEST = 0.1  # sureness below which a face is none at all
_CROP = 2.4  # side of the square a face is measured in, in widths of what the detector saw
_LONG = 2.5  # sides' ratio from which a picture is looked at in parts …
_VIEWS = 16  # … and how many of them at most
_SAME_FACE = 0.5  # two finds closer than this share of a face's width are one face


def find_faces(picture: Pixels) -> list[Floats]:
    """The landmarks of every face in a BGR picture, the largest face first.

    Each is float32 [478, 2] in pixels (x, y) with FaceMesh's numbering, irises included.
    Raises StudioError if mediapipe cannot be loaded.
    """
    picture = np.ascontiguousarray(picture[..., :3])
    with _LOCK, _quiet():
        solutions = _solutions()
        boxes = _detected(solutions, picture)
        settings = {"static_image_mode": True, "refine_landmarks": True, "min_detection_confidence": _CONFIDENCE}
        with solutions.face_mesh.FaceMesh(max_num_faces=_FACES_AT_MOST, **settings) as mesh:
            found = _meshes(mesh, picture, (0, 0))
            for box in boxes:
                found += _meshes(mesh, *_crop(picture, box))
    return _distinct(found)


def face_sureness(picture: Pixels) -> float:
    """How sure it is that a BGR picture, filled by a head, shows an upright face, 0 … 1.

    Raises StudioError if mediapipe cannot be loaded.
    """
    if not picture.size:
        return 0.0
    with _LOCK, _quiet():
        detection = _solutions().face_detection
        with detection.FaceDetection(model_selection=0, min_detection_confidence=_FAINTEST) as detector:
            found = detector.process(cv2.cvtColor(np.ascontiguousarray(picture[..., :3]), cv2.COLOR_BGR2RGB)).detections
    return max((float(each.score[0]) for each in found or []), default=0.0)


def person_mask(picture: Pixels) -> Floats:
    """How sure it is that each pixel of a BGR picture is a person: float32 [h, w], 0 … 1, coarse at edges.

    Raises StudioError if mediapipe cannot be loaded.
    """
    with _LOCK, _quiet(), _solutions().selfie_segmentation.SelfieSegmentation(model_selection=0) as net:
        mask = net.process(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)).segmentation_mask
    return np.asarray(mask, np.float32)


def _solutions() -> Any:
    os.environ.setdefault("GLOG_minloglevel", "3")
    try:
        from mediapipe.python import solutions  # half a second, and only photographs need it
    except ImportError as error:
        raise StudioError(
            f"faces cannot be found: mediapipe does not load ({error}); run: pip install --no-deps mediapipe==0.10.21"
        ) from error
    return solutions


def _detected(solutions: Any, picture: Pixels) -> list[tuple[float, float, float, float]]:
    """Boxes (x, y, width, height in pixels) of faces, small ones too."""
    boxes = []
    with solutions.face_detection.FaceDetection(model_selection=1, min_detection_confidence=_CONFIDENCE) as detector:
        for left, top, right, bottom in _views(picture.shape[1], picture.shape[0]):
            view = cv2.cvtColor(np.ascontiguousarray(picture[top:bottom, left:right]), cv2.COLOR_BGR2RGB)
            width, height = right - left, bottom - top
            for detection in detector.process(view).detections or []:
                box = detection.location_data.relative_bounding_box
                boxes.append((left + box.xmin * width, top + box.ymin * height, box.width * width, box.height * height))
    return boxes


def _views(width: int, height: int) -> list[tuple[int, int, int, int]]:
    """The whole picture or, of a long one, in which the detector would squeeze every face, square parts."""
    short, long = min(width, height), max(width, height)
    if long <= _LONG * short:
        return [(0, 0, width, height)]
    starts = np.linspace(0, long - short, min(_VIEWS, round(2 * long / short))).astype(int).tolist()
    return [(at, 0, at + short, height) if width > height else (0, at, width, at + short) for at in starts]


def _crop(picture: Pixels, box: tuple[float, float, float, float]) -> tuple[Pixels, tuple[int, int]]:
    """The square around a detected face, as much of it as is in the picture, and its corner."""
    x, y, width, height = box
    half = _CROP * max(width, height) / 2
    left, top = int(max(0, x + width / 2 - half)), int(max(0, y + height / 2 - half))
    right, bottom = int(x + width / 2 + half), int(y + height / 2 + half)
    return picture[top : max(bottom, top + 1), left : max(right, left + 1)], (left, top)


def _meshes(mesh: Any, picture: Pixels, corner: tuple[int, int]) -> list[Floats]:
    height, width = picture.shape[:2]
    if not height or not width:
        return []
    faces = mesh.process(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)).multi_face_landmarks or []
    scale, shift = np.array([width, height], np.float32), np.array(corner, np.float32)
    return [np.array([(point.x, point.y) for point in face.landmark], np.float32) * scale + shift for face in faces]


def _distinct(found: list[Floats]) -> list[Floats]:
    """Finds of one face seen in several crops become one: the last, which was measured closest."""
    faces: list[Floats] = []
    for face in reversed(found):
        width = np.ptp(face[:, 0])
        if all(np.linalg.norm(face.mean(0) - other.mean(0)) > _SAME_FACE * width for other in faces):
            faces.append(face)
    return sorted(faces, key=lambda face: -float(np.ptp(face[:, 1])))


@contextmanager
def _quiet() -> Iterator[None]:
    """Nothing reaches the process's standard error meanwhile, at the level C++ writes on."""
    try:
        kept = os.dup(2)
    except OSError:  # no standard error at all, as under some service managers
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
