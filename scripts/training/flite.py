"""flite's voices of recorded people, called through ctypes (Debian package libflite1)."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt

from avatar.errors import VoiceError
from scripts.training.clip import CLIP_RATE, Clip
from scripts.training.phones import timed

_SLOWEST, _FASTEST = 1.25, 0.8


class _Wave(ctypes.Structure):
    _fields_ = (
        ("kind", ctypes.c_char_p),
        ("rate", ctypes.c_int),
        ("samples", ctypes.c_int),
        ("channels", ctypes.c_int),
        ("pcm", ctypes.POINTER(ctypes.c_short)),
    )


class _Voice(ctypes.Structure):
    _fields_ = (("name", ctypes.c_char_p), ("features", ctypes.c_void_p))


class Flite:
    """One of flite's voices; raises VoiceError where the library is not installed."""

    def __init__(self, speaker: str) -> None:
        self._name = f"flite-{speaker}"
        try:
            self._library = ctypes.CDLL("libflite.so.1", ctypes.RTLD_GLOBAL)
            for part in ("usenglish", "cmulex"):
                ctypes.CDLL(f"libflite_{part}.so.1", ctypes.RTLD_GLOBAL)
            register = ctypes.CDLL(f"libflite_cmu_us_{speaker}.so.1")[f"register_cmu_us_{speaker}"]
        except OSError as error:
            raise VoiceError(f"flite is not installed ({error}): apt-get install flite") from error
        _declare(self._library)
        self._library.flite_init()
        register.restype, register.argtypes = ctypes.POINTER(_Voice), [ctypes.c_void_p]
        self._voice = register(None)

    def clips(self, texts: Iterable[str], chance: Random) -> Iterator[Clip]:
        """Each text spoken, at a pace of its own."""
        for text in texts:
            stretch = chance.uniform(_FASTEST, _SLOWEST)
            self._library.feat_set_float(self._voice.contents.features, b"duration_stretch", stretch)
            utterance = self._library.flite_synth_text(text.encode(), self._voice)
            wave = self._library.utt_wave(utterance).contents
            if wave.rate != CLIP_RATE:
                raise VoiceError(f"{self._name} speaks at {wave.rate} samples a second, not {CLIP_RATE}")
            pcm = np.ctypeslib.as_array(wave.pcm, (wave.samples,)).copy()
            phones = timed(self._segments(utterance), "radio")
            self._library.delete_utterance(utterance)
            yield Clip(pcm, phones, text, "en", self._name)

    def words(self, text: str, stretch: float) -> tuple[npt.NDArray[np.int16], tuple[float, ...]]:
        """`text` spoken at CLIP_RATE, `stretch` times as slowly as usual, and the second each of its words begins at.

        A word is what stands between spaces.
        """
        library = self._library
        library.feat_set_float(self._voice.contents.features, b"duration_stretch", stretch)
        utterance = library.flite_synth_text(text.encode(), self._voice)
        wave = library.utt_wave(utterance).contents
        pcm = np.ctypeslib.as_array(wave.pcm, (wave.samples,)).copy()
        starts: dict[int, float] = {}
        began = 0.0
        item = library.relation_head(library.utt_relation(utterance, b"Segment"))
        while item:
            syllable = library.item_as(item, b"SylStructure")
            if syllable:
                word = library.item_parent(library.item_parent(syllable))
                starts.setdefault(library.item_parent(library.item_as(word, b"Token")), began)
            began = library.ffeature_float(item, b"end")
            item = library.item_next(item)
        library.delete_utterance(utterance)
        return pcm, tuple(starts.values())

    def _segments(self, utterance: int) -> Iterator[tuple[str, float, bool]]:
        library = self._library
        item = library.relation_head(library.utt_relation(utterance, b"Segment"))
        while item:
            name = library.ffeature_string(item, b"name").decode()
            stress = library.ffeature_string(item, b"R:SylStructure.parent.stress")
            yield name, library.ffeature_float(item, b"end"), stress == b"1"
            item = library.item_next(item)


def _declare(library: Any) -> None:
    """The signatures of flite's functions used here (cst_synth.h, cst_utterance.h, cst_item.h)."""
    text, pointer = ctypes.c_char_p, ctypes.c_void_p
    signatures = {
        "flite_synth_text": (pointer, [text, ctypes.POINTER(_Voice)]),
        "utt_wave": (ctypes.POINTER(_Wave), [pointer]),
        "utt_relation": (pointer, [pointer, text]),
        "relation_head": (pointer, [pointer]),
        "item_next": (pointer, [pointer]),
        "item_as": (pointer, [pointer, text]),
        "item_parent": (pointer, [pointer]),
        "ffeature_string": (text, [pointer, text]),
        "ffeature_float": (ctypes.c_float, [pointer, text]),
        "feat_set_float": (None, [pointer, text, ctypes.c_float]),
        "delete_utterance": (None, [pointer]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
