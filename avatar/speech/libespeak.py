"""The espeak-ng library, called through ctypes: text in, int16 sound and timed events out.

One voice is loaded per process, so every call takes a lock. Event times are the
library's own sample counts (`espeak_EVENT.sample`), exact to the sample.
"""

from __future__ import annotations

import ctypes
import functools
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from avatar.errors import VoiceError

# speak_lib.h
_SYNCHRONOUS = 2
_PHONEME_EVENTS, _PHONEME_IPA, _DONT_EXIT = 1, 2, 0x8000
_UTF8 = 1
_RATE, _VOLUME, _PITCH, _RANGE, _WORDGAP = 1, 2, 3, 4, 7
# of 100: at the usual volume some vowels are cut off at full scale
_MODERATE = 60
_WORD, _PHONEME = 1, 7
# the library keeps its data path in 160 bytes
_LONGEST_PATH = 150
_MEND = "reinstall it: pip install --force-reinstall espeakng-loader"


@dataclass(frozen=True)
class Manner:
    """How to speak: words a minute, base pitch 0 … 99, pitch movement 0 … 99, extra pause between words in 10 ms."""

    rate: int = 175
    pitch: int = 50
    range: int = 50
    gap: int = 0


@dataclass(frozen=True)
class Event:
    """What begins at `sample`: a word (`place`, `length` in characters) or a phone (`symbol`, empty for a pause)."""

    sample: int
    place: int
    length: int
    symbol: str | None


@dataclass(frozen=True)
class Utterance:
    """Sound int16 [n] at `rate` samples a second, and its events in order of time."""

    pcm: npt.NDArray[np.int16]
    rate: int
    events: tuple[Event, ...]


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class Engine:
    """The library with its data loaded; raises VoiceError where it cannot be."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._voice = ("", "")
        self._library, self.rate, self._folder = _load()

    def utter(self, text: str, voice: str, manner: Manner, tone: str = "") -> Utterance:
        """Speak `text` with an espeak voice name (`cmn+f3`); raises VoiceError for a voice it does not have.

        `tone` holds lines of espeak-ng's voice files (pitch, formants, …) laid over a plain voice (`cmn`).
        """
        sound: list[npt.NDArray[np.int16]] = []
        events: list[Event] = []

        def collect(samples: Any, count: int, happened: Any) -> int:
            if samples and count > 0:
                sound.append(np.ctypeslib.as_array(samples, (count,)).copy())
            _gather(happened, events)
            return 0

        callback = _Callback(collect)
        data = text.encode("utf-8") + b"\0"
        with self._lock:
            self._choose(voice, tone)
            self._set(manner)
            self._library.espeak_SetSynthCallback(callback)
            code = self._library.espeak_Synth(data, ctypes.c_size_t(len(data)), 0, 1, 0, _UTF8, None, None)
        if code:
            raise VoiceError(f"espeak-ng could not speak (code {code})")
        pcm = np.concatenate(sound) if sound else np.zeros(0, np.int16)
        return Utterance(pcm, self.rate, tuple(events))

    def _choose(self, voice: str, tone: str) -> None:
        if (voice, tone) == self._voice:
            return
        self._voice = ("", "")
        if self._toned(voice, tone) if tone else self._library.espeak_SetVoiceByName(voice.encode()):
            raise VoiceError(f"espeak-ng has no voice {voice!r}")
        self._voice = (voice, tone)

    def _toned(self, voice: str, tone: str) -> int:
        """Load a voice with a tone over it, by way of a file that is gone again at once; 0 if that went well."""
        dialect = _dialects().get(voice.lower())
        if dialect is None:
            return 1
        with tempfile.TemporaryDirectory(prefix="espeak") as folder:
            file = Path(folder) / "v"
            file.write_bytes(dialect.read_bytes() + b"\n" + tone.encode())
            return int(self._library.espeak_SetVoiceByFile(bytes(file)))

    def _set(self, manner: Manner) -> None:
        settings = {
            _RATE: manner.rate,
            _VOLUME: _MODERATE,
            _PITCH: manner.pitch,
            _RANGE: manner.range,
            _WORDGAP: manner.gap,
        }
        for parameter, value in settings.items():
            self._library.espeak_SetParameter(parameter, value, 0)


@functools.cache
def engine() -> Engine:
    """The one engine of this process, loaded when first asked for."""
    return Engine()


@functools.cache
def voice_names() -> frozenset[str]:
    """The names of the voices on disk, in lower case (`cmn`, `en-us`), and of the variants as written (`+f2`)."""
    variants = (_data() / "voices" / "!v").iterdir()
    return frozenset([*_dialects(), *(f"+{path.name}" for path in variants)])


@functools.cache
def _dialects() -> dict[str, Path]:
    return {path.name.lower(): path for path in (_data() / "lang").rglob("*") if path.is_file()}


def _gather(happened: Any, events: list[Event]) -> None:
    for event in happened:
        if event.type == 0:
            return
        if event.type == _WORD:
            # the library counts characters from 1
            events.append(Event(event.sample, event.text_position - 1, event.length, None))
        elif event.type == _PHONEME:
            symbol = event.id.string.decode("utf-8", "ignore")
            events.append(Event(event.sample, event.text_position - 1, 0, symbol))


def _data() -> Path:
    import espeakng_loader

    try:
        return Path(espeakng_loader.get_data_path())
    except RuntimeError as error:
        raise VoiceError(f"the embedded voice has no data ({error}); {_MEND}") from error


def _load() -> tuple[Any, int, tempfile.TemporaryDirectory[str] | None]:
    """The library, its sample rate, and the folder that must live as long as it."""
    import espeakng_loader

    data = _data()
    try:
        library = ctypes.CDLL(espeakng_loader.get_library_path())
    except OSError as error:
        raise VoiceError(f"the embedded voice cannot be loaded ({error}); {_MEND}") from error
    folder = None
    reached = data
    if len(bytes(data)) > _LONGEST_PATH:
        folder = tempfile.TemporaryDirectory(prefix="espeak")
        reached = Path(folder.name) / "d"
        reached.symlink_to(data, target_is_directory=True)
    options = _PHONEME_EVENTS | _PHONEME_IPA | _DONT_EXIT
    rate = int(library.espeak_Initialize(_SYNCHRONOUS, 0, bytes(reached), options))
    if rate <= 0:
        raise VoiceError(f"the embedded voice cannot read its data in {data}; {_MEND}")
    return library, rate, folder
