"""Any portrait, any sound: a file in which the one says the other, nothing around it but the label.

    studio = TalkStudio(load_settings())
    result = studio.talk(TalkJob("me.jpg", Path("hello.mp3")), Path("hello.mp4"))

A `TalkStudio` keeps the portraits it has prepared, so a second sound begins at once. Sound
flows through in pieces: an hour takes no more memory than a second.
"""

from __future__ import annotations

import os
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock

import numpy as np

from avatar.config import Settings
from avatar.errors import Cancelled, UsageError
from avatar.face.expression import open_listener
from avatar.face.picture import TalkingPicture
from avatar.face.presenter import Presenter, load_whole
from avatar.face.talker import Picture, PortraitTalker, Talker
from avatar.face.wav2lip_talker import Wav2LipTalker
from avatar.face.weights import load_torch
from avatar.makings import note_made
from avatar.output.file import FileSink
from avatar.output.provenance import Provenance
from avatar.output.sink import Sink
from avatar.speech.recording import Recording
from avatar.stage.corner import corner_label
from avatar.stage.layers import LABELS
from avatar.stage.paint import Layer, lay_at
from avatar.types import Frame, Language, Pixels, Samples, samples_per_frame

ENGINES = ("portrait", "wav2lip")
_KEPT_TALKERS = 2
_REPORT_EVERY = 5  # frames

Progress = Callable[[float, str], None]
Warn = Callable[[str], None]


@dataclass(frozen=True)
class TalkJob:
    """Everything that decides what one talking head shows and says.

    `portrait` is a kept presenter's name or a picture's path; `face` chooses among several
    faces in a picture, counted from 1 and from the left; `still` keeps the head where it is;
    `language` is that of the label.
    """

    portrait: str
    audio: Path
    engine: str = "portrait"
    weights: Path | None = None
    fps: int = 25
    face: int | None = None
    still: bool = False
    language: Language = "en"


@dataclass(frozen=True)
class TalkResult:
    """What was made: its length in seconds, and its size as width, height."""

    video: Path
    seconds: float
    frames: int
    size: tuple[int, int]


@dataclass(frozen=True)
class _Prepared:
    """A portrait ready to talk, and the label its frames bear."""

    talker: Talker
    label: Layer


class TalkStudio:
    """Makes portraits talk, one after another, with one set of settings."""

    def __init__(self, settings: Settings, encoder_threads: int | None = None) -> None:
        self._settings = settings
        self._encoder_threads = encoder_threads
        self._kept: OrderedDict[Hashable, _Prepared] = OrderedDict()
        self._lock = Lock()  # a kept portrait draws into its own buffers: one at a time

    def talk(
        self,
        job: TalkJob,
        out: Path,
        *,
        progress: Progress | None = None,
        cancel: Event | None = None,
        warn: Warn | None = None,
    ) -> TalkResult:
        """Make `out` (.mp4), as long as the sound to a frame.

        Raises UsageError (SoundError, PictureError), OutputError, or Cancelled when `cancel`
        is set; then nothing new is left on disk.
        """
        warn = warn or (lambda _message: None)
        report = progress or (lambda _share, _what: None)
        _check(job, out)
        with self._lock, Recording(job.audio, warn) as recording:
            report(0.0, "portrait")
            prepared = self._prepared(job, warn)
            sink = FileSink(out, prepared.talker.size, job.fps, self.provenance(), threads=self._encoder_threads or 0)
            take = _Take(prepared, recording, job.fps, report, cancel or Event())
            frames = take.record(sink)
        note_made(job.portrait, out)
        return TalkResult(out, frames / job.fps, frames, prepared.talker.size)

    def provenance(self) -> Provenance:
        """A fresh record of origin for one file."""
        return Provenance(self._settings.producer)

    def _prepared(self, job: TalkJob, warn: Warn) -> _Prepared:
        key = (job.portrait, _stamp(job.portrait), job.face, job.engine, job.weights, job.fps, job.still, job.language)
        if key in self._kept:
            self._kept[key].talker.clear()
        else:
            self._kept[key] = _prepare(job, warn)
            while len(self._kept) > _KEPT_TALKERS:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]


class _Take:
    """One recording being said."""

    def __init__(self, prepared: _Prepared, recording: Recording, fps: int, report: Progress, cancel: Event) -> None:
        self._talker, self._label = prepared.talker, prepared.label
        self._recording = recording
        self._report, self._cancel = report, cancel
        self._sound = _SoundQueue(samples_per_frame(fps))
        self._expected = (recording.seconds or 0) * fps
        self._picture = np.empty((self._talker.size[1], self._talker.size[0], 3), np.uint8)

    def record(self, sink: Sink) -> int:
        """Write every frame and finish the file; gives how many."""
        try:
            count = 0
            for picture in self._pictures():
                if self._cancel.is_set():
                    raise Cancelled("stopped; nothing was kept")
                sink.write(Frame(count, self._labelled(picture), self._sound.take()))
                count += 1
                if count % _REPORT_EVERY == 1:
                    self._report(min(0.97, count / max(self._expected, count)), "frames")
            self._report(0.97, "file")
            sink.close()
        except BaseException:
            sink.abort()
            raise
        return count

    def _pictures(self) -> Iterator[Pixels]:
        for pcm in self._recording.pieces():
            self._sound.add(pcm)
            yield from self._talker.push(pcm)
        yield from self._talker.flush()

    def _labelled(self, picture: Pixels) -> Pixels:
        np.copyto(self._picture, picture)
        lay_at(self._picture, self._label)
        return self._picture


class _SoundQueue:
    """Sound that waits for its frames, which come a little later."""

    def __init__(self, step: int) -> None:
        self._step = step
        self._waiting: Samples = np.zeros(0, np.float32)

    def add(self, pcm: Samples) -> None:
        self._waiting = np.concatenate([self._waiting, pcm])

    def take(self) -> Samples:
        """The sound of the next frame; the last one is filled up with silence."""
        sound = self._waiting[: self._step]
        self._waiting = self._waiting[self._step :]
        return np.pad(sound, (0, self._step - len(sound)))


def _check(job: TalkJob, out: Path) -> None:
    samples_per_frame(job.fps)
    if job.language not in LABELS:
        raise UsageError(f"--language {job.language}: the label is written in {' or '.join(LABELS)}")
    if job.engine not in ENGINES:
        raise UsageError(f"--engine {job.engine}: choose one of {', '.join(ENGINES)}")
    if job.engine == "wav2lip" and job.weights is None:
        raise UsageError("--engine wav2lip: name its checkpoint with --weights FILE")
    if job.engine != "wav2lip" and job.weights is not None:
        raise UsageError("--weights: only --engine wav2lip reads a checkpoint; leave it out or add the engine")
    if out.suffix.lower() != ".mp4":
        raise UsageError(f"--out {out}: the name must end in .mp4")
    if os.path.isdir(out):  # unlike Path's own, says no to a name that is too long
        raise UsageError(f"--out {out}: is a folder; name a file in it, such as {out / 'talk.mp4'}")
    if _same_file(out, job.audio):
        raise UsageError(f"--out {out}: is the sound itself, which would be lost; name another file")


def _same_file(one: Path, other: Path) -> bool:
    with suppress(OSError, ValueError):
        return one.samefile(other)
    return False


def _prepare(job: TalkJob, warn: Warn) -> _Prepared:
    with ThreadPoolExecutor(1) as beside:
        # a network takes its time to load: the portrait is prepared meanwhile
        network = beside.submit(_NETWORKS[job.engine], job, warn)
        presenter = load_whole(job.portrait, job.face, warn)
        picture = TalkingPicture(presenter)
        talker = network.result()(presenter, picture)
    face = presenter.landmarks
    return _Prepared(talker, corner_label(job.language, talker.size, (*face.min(0), *face.max(0))))


_Engine = Callable[[Presenter, Picture], Talker]
"""Makes a prepared portrait talk."""


def _portrait_engine(job: TalkJob, warn: Warn) -> _Engine:
    listener = open_listener(job.fps, warn)
    return lambda presenter, picture: PortraitTalker(
        picture, listener, job.fps, seed=_restlessness(presenter), still=job.still
    )


def _wav2lip_engine(job: TalkJob, _warn: Warn) -> _Engine:
    load_torch("the Wav2Lip engine")
    weights = job.weights or Path()
    return lambda presenter, picture: Wav2LipTalker(
        presenter, weights, job.fps, picture=picture, seed=_restlessness(presenter), still=job.still
    )


_NETWORKS: dict[str, Callable[[TalkJob, Warn], _Engine]] = {"portrait": _portrait_engine, "wav2lip": _wav2lip_engine}


def _restlessness(presenter: Presenter) -> int:
    """The seed of a presenter's motion: the same one moves the same way each time."""
    return zlib.crc32(presenter.id.encode())


def _stamp(name_or_path: str) -> float | None:
    """When a file was last changed, so that a replaced picture is not taken from the kept ones; None for a name."""
    with suppress(OSError, ValueError):
        return os.stat(name_or_path).st_mtime
    return None
