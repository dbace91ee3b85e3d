"""Speech that was once paid for with time or money, kept on disk: the least used goes when room runs out.

A file an entry: the SHA-256 of what follows, a line of JSON (text, language, voice, words, phones),
and the sound as 24-bit FLAC. Files appear whole, so that several processes may share the folder;
what cannot be read is dropped and made anew.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from avatar.config import xdg
from avatar.errors import OutputError
from avatar.types import SAMPLE_RATE, Phone, Samples, Speech, Word
from avatar.workplace import written_whole

REVISION = 1
"""Raised when what is kept would be made otherwise today: finish, word times, or the form of the files."""
_SUFFIX = ".speech"
_DIGEST = hashlib.sha256().digest_size
_STEPS = 1 << 23
# room made at once, so that not every new entry costs a look at all
_KEPT_SHARE = 0.9
_LOOK_AFTER = 32

Warn = Callable[[str], None]


def cache_folder() -> Path:
    """Where speech is kept."""
    return xdg("cache") / "speech"


class SpeechCache:
    """Speech by everything that decides how it sounds. Safe from several threads and processes."""

    def __init__(self, folder: Path, limit: int, warn: Warn) -> None:
        """`limit` in bytes; `warn` is told once if nothing can be kept."""
        self._folder = folder
        self._limit = limit
        self._warn = warn
        self._broken = False
        self._lock = threading.Lock()
        self._unseen = self._since_look = 0

    def get(self, owner: str, key: Sequence[str]) -> Speech | None:
        """The speech kept under that key, None where there is none."""
        path = self._path(owner, key)
        try:
            speech = _unpacked(path.read_bytes())
        except OSError:
            return None
        except (ValueError, KeyError, TypeError):
            with suppress(OSError):
                path.unlink()
            return None
        with suppress(OSError):
            os.utime(path)  # used now
        return speech

    def put(self, owner: str, key: Sequence[str], speech: Speech) -> Speech:
        """Keep a speech; gives it as `get` will, rounded to 24 bits."""
        speech = replace(speech, pcm=_rounded(speech.pcm))
        if not self._broken:
            try:
                data = _packed(speech)
                with written_whole(self._path(owner, key)) as part:
                    part.write_bytes(data)
                self._make_room(len(data))
            except OutputError as error:
                self._broken = True
                self._warn(f"speech is not kept for another time: {error}")
        return speech

    def _path(self, owner: str, key: Sequence[str]) -> Path:
        told = json.dumps([REVISION, *key], ensure_ascii=False).encode()
        return self._folder / _safe(owner) / (hashlib.sha256(told).hexdigest()[:40] + _SUFFIX)

    def _make_room(self, added: int) -> None:
        """Remove what was not used for longest, where there is more than the limit."""
        with self._lock:
            self._unseen += added
            self._since_look += 1
            if self._since_look % _LOOK_AFTER != 1 and self._unseen < self._limit * (1 - _KEPT_SHARE):
                return
            self._unseen = 0
            entries = sorted(_entries(self._folder))
            size = sum(bytes_ for _, bytes_, _ in entries)
            if size <= self._limit:
                return
            for _, bytes_, path in entries:
                if size <= self._limit * _KEPT_SHARE:
                    break
                with suppress(OSError):  # another process was faster
                    path.unlink()
                size -= bytes_


def forget(owner: str, folder: Path | None = None) -> None:
    """Remove everything that is kept of one voice."""
    shutil.rmtree((folder or cache_folder()) / _safe(owner), ignore_errors=True)


def _entries(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """When each was last used, its size and its file."""
    for path in folder.glob(f"*/*{_SUFFIX}"):
        with suppress(OSError):
            told = path.stat()
            yield told.st_mtime, told.st_size, path


def _safe(owner: str) -> str:
    """An owner's name as that of a folder."""
    digest = hashlib.sha256(owner.encode()).hexdigest()[:8]
    return f"{re.sub(r'[^A-Za-z0-9-]+', '_', owner)[:40]}-{digest}"


def _rounded(pcm: Samples) -> Samples:
    return np.asarray(np.round(pcm * np.float32(_STEPS)) / np.float32(_STEPS), np.float32)


def _packed(speech: Speech) -> bytes:
    table = {
        "text": speech.text,
        "language": speech.language,
        "voice": speech.voice,
        "samples": len(speech.pcm),
        "words": speech.words and [asdict(word) for word in speech.words],
        "phones": speech.phones and [asdict(phone) for phone in speech.phones],
    }
    body = json.dumps(table, ensure_ascii=False).encode() + b"\n" + _flac(speech.pcm)
    return hashlib.sha256(body).digest() + body


def _unpacked(data: bytes) -> Speech:
    """Raises ValueError, KeyError or TypeError for what is no entry."""
    body = data[_DIGEST:]
    if hashlib.sha256(body).digest() != data[:_DIGEST]:
        raise ValueError("damaged")
    head, _, sound = body.partition(b"\n")
    table: dict[str, Any] = json.loads(head)
    words, phones = table["words"], table["phones"]
    return Speech(
        text=table["text"],
        language=table["language"],
        voice=table["voice"],
        pcm=_from_flac(sound, table["samples"]),
        words=words and tuple(Word(**word) for word in words),
        phones=phones and tuple(Phone(**phone) for phone in phones),
    )


def _flac(pcm: Samples) -> bytes:
    import av

    buffer = io.BytesIO()
    with av.open(buffer, "w", format="flac") as file:
        stream = file.add_stream("flac", rate=SAMPLE_RATE, layout="mono", format="s32")
        # 24 bits in the upper bytes of 32
        steps = np.round(pcm.astype(np.float64) * _STEPS).astype(np.int32) << 8
        frame = av.AudioFrame.from_ndarray(steps[None], format="s32", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)
    return buffer.getvalue()


def _from_flac(data: bytes, samples: int) -> Samples:
    import av

    try:
        with av.open(io.BytesIO(data), "r", format="flac") as sound:
            frames = [frame.to_ndarray()[0] for frame in sound.decode(audio=0)]
    except av.FFmpegError as error:
        raise ValueError("damaged") from error
    pcm = np.concatenate(frames).astype(np.float64) / (1 << 31)
    if len(pcm) != samples:
        raise ValueError("damaged")
    return pcm.astype(np.float32)
