"""Voices of Piper from a file of the user's: natural, offline, on the processor (the extra `piper`)."""

from __future__ import annotations

import functools
import importlib.util
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from avatar.errors import TextError, UsageError
from avatar.language import primary
from avatar.speech.asked import Answer, AskedVoice
from avatar.speech.cache import SpeechCache
from avatar.speech.capabilities import PIPER, Delivery
from avatar.speech.faults import Fault, Refused
from avatar.speech.finish import resampled
from avatar.speech.lexicon import NO_LEXICON, Lexicon
from avatar.speech.patience import Limits, Watch, watched
from avatar.speech.spoken import shortened
from avatar.speech.whole import effort
from avatar.types import Language

INSTALL = "pip install 'avatar-studio[piper]'"
# some ten seconds of speech: longer sentences keep a slow processor silent for too long
_LONGEST = 150
# espeak-ng's own tags, which Piper's files name their language by
_TAGS = {"cmn": "zh", "nb": "no"}

Sound = tuple[npt.NDArray[np.float32], int]
"""Mono samples within -1 … 1, and their rate."""


class Engine(Protocol):
    """What says a text: Piper, or a stand-in."""

    def say(self, text: str, speed: float) -> Iterator[Sound]:
        """The sound, sentence by sentence."""
        ...


@dataclass(frozen=True)
class PiperFile:
    """A voice on disk: `path` (.onnx) with its settings beside it (.onnx.json), which name its language.

    Raises UsageError where one of the two is missing or cannot be read.
    """

    path: Path
    language: Language

    @classmethod
    def read(cls, path: Path) -> PiperFile:
        settings = path.with_name(path.name + ".json")
        if not path.is_file():
            raise UsageError(f"piper:{path}: there is no such file; name a Piper voice, such as piper:voices/anna.onnx")
        try:
            table = json.loads(settings.read_text("utf-8"))
            language = table.get("language", {}).get("code") or table["espeak"]["voice"]
            tag = primary(str(language))
        except FileNotFoundError as error:
            raise UsageError(f"{settings}: is missing; a Piper voice comes in two files, keep both together") from error
        except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
            raise UsageError(f"{settings}: cannot be read as the settings of a Piper voice") from error
        return cls(path, _TAGS.get(tag, tag))

    @property
    def stamp(self) -> str:
        """Changes when the file is replaced."""
        told = self.path.stat()
        return f"{self.path.absolute()} {told.st_size} {told.st_mtime_ns}"


class PiperVoice(AskedVoice):
    """The voice in a file, loaded when it is opened; `engine` stands in for Piper."""

    def __init__(
        self,
        file: PiperFile,
        name: str | None = None,
        *,
        delivery: Delivery | None = None,
        limits: Limits | None = None,
        cache: SpeechCache | None = None,
        lexicon: Lexicon = NO_LEXICON,
        engine: Engine | None = None,
    ) -> None:
        super().__init__(limits, delivery, cache, lexicon)
        self.name = name or f"piper:{file.path}"
        self.who = "Piper"
        self.can = replace(PIPER, languages=frozenset([file.language]))
        self._file = file
        self._engine = engine or _engine(file)

    def speaker(self, language: Language, text: str) -> str:
        if language != self._file.language:
            raise TextError(
                f"{shortened(text)} is to be said in {language!r}, but voice {self.name} speaks "
                f"{self._file.language}: choose another --voice"
            )
        return self.name

    def identity(self, language: Language) -> tuple[str, ...]:
        return ("piper", self._file.stamp, language)

    def fits(self, text: str) -> bool:
        return effort(text) <= _LONGEST

    def ask(self, text: str, language: Language, until: float | None) -> Answer:
        del language  # the file has one

        def work(watch: Watch) -> list[Sound]:
            sounds = []
            try:
                for sound in self._engine.say(text, self.delivery.speed):
                    sounds.append(sound)
                    watch.sounded()
            except Fault:
                raise
            except ImportError as error:
                raise Refused(f"Piper needs more for this voice ({error})", "see the extras of piper-tts") from error
            except Exception as error:  # of onnxruntime or of a damaged voice
                raise Fault(f"Piper failed ({type(error).__name__}: {error})") from error
            return sounds

        sounds = watched(work, self.who, f"piper {self._file.path}", self.limits, until)
        if not sounds:
            raise Fault("Piper gave no sound")
        if not all(np.isfinite(pcm).all() for pcm, _ in sounds):
            raise Fault("Piper gave what is no sound")
        return Answer(np.concatenate([resampled(pcm, rate) for pcm, rate in sounds]))


class PiperEngine:
    """Piper itself; raises UsageError where it is not installed or the file is no voice."""

    def __init__(self, file: PiperFile) -> None:
        if importlib.util.find_spec("piper") is None:
            raise UsageError(f"piper:{file.path}: Piper is not installed: {INSTALL}")
        from piper import PiperVoice as Loaded

        try:
            self._voice: Any = Loaded.load(file.path)
        except Exception as error:  # onnxruntime has errors of its own without a common base
            raise UsageError(f"{file.path}: cannot be read as a Piper voice ({error})") from error

    def say(self, text: str, speed: float) -> Iterator[Sound]:
        from piper import SynthesisConfig

        manner = SynthesisConfig(length_scale=self._voice.config.length_scale / speed)
        for chunk in self._voice.synthesize(text, manner):
            yield np.asarray(chunk.audio_float_array, np.float32), int(chunk.sample_rate)


@functools.lru_cache(maxsize=2)
def _engine(file: PiperFile) -> PiperEngine:
    """The engine of a file, which is slow to load: kept for the next who opens it."""
    return PiperEngine(file)
