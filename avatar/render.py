"""One product, one video: script, speech, performance, file.

    renderer = Renderer(load_settings())
    result = renderer.render(RenderJob(product), Path("mug.mp4"))

A `Renderer` keeps the presenters and stages it has prepared, so a batch prepares each once.
"""

from __future__ import annotations

import os
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Full, Queue
from threading import Event, Lock, Thread

import numpy as np

from avatar.config import Settings
from avatar.errors import Cancelled, UsageError
from avatar.face.articulation import Articulation
from avatar.face.gesture import Gestures
from avatar.face.gesture_arm import Arms, GesturingPortrait
from avatar.face.gesture_clips import load_clips
from avatar.face.motion import Motion, stress_track
from avatar.face.portrait import Portrait
from avatar.face.presenter import Presenter, load_presenter
from avatar.makings import note_made, note_voices
from avatar.output.file import FileSink
from avatar.output.provenance import Provenance, write_cover
from avatar.output.sink import Sink
from avatar.output.subtitles import write_subtitles
from avatar.performance import Drawer, Performance, seconds_of
from avatar.speech.lexicon import find_lexicon
from avatar.speech.pieces import pieces
from avatar.speech.voice import Voice, open_voice
from avatar.stage.captions import CaptionTrack
from avatar.stage.compose import Composer
from avatar.stage.layers import relit
from avatar.stage.music import Music
from avatar.stage.scene import Scene, load_scene
from avatar.types import Line, Pixels, Product, Script, Speech, samples_per_frame
from avatar.words.wordlists import shop_rules
from avatar.words.writer import Request, open_writer, write_script
from avatar.workplace import Workplace, not_written

LEAD_SECONDS = 0.4
"""How long the presenter looks at us before the first word."""
TAIL_SECONDS = 0.8
PAUSE_SECONDS = {"opening": 0.35, "feature": 0.3, "offer": 0.35, "call": 0.3, "transition": 0.4}
MAX_LINE_CHARACTERS = 240
"""A longer line is spoken in several breaths, so that memory does not grow with it."""
LONGEST_SHAPE = 3
MIN_SIDE, MAX_SIDE, MAX_PIXELS = 240, 3840, 3840 * 2160
LINES_AHEAD = 2
HALF_FIGURE = 0.5
"""A presenter whose chin is higher, as a share of the figure's height, shows a body that can shift its weight."""
_KEPT_STAGES = 4
_LAST_WORD_SECONDS = 0.5

Progress = Callable[[float, str], None]
Warn = Callable[[str], None]


@dataclass(frozen=True)
class RenderJob:
    """Everything that decides what one video shows and says.

    `presenter` is a kept presenter's name or a picture's path; `size` is width, height
    in pixels; with `script` None one is written, about `seconds` long. `sheet` is where the
    product comes from: a `lexicon.yaml` and a `review.yaml` beside it are obeyed. `platform` is
    where it will be shown: a script that is written keeps to that platform's rules.
    """

    product: Product
    presenter: str = "mei"
    voice: str = "auto"
    scene: str = "studio"
    language: str = "zh"
    size: tuple[int, int] = (720, 1280)
    fps: int = 25
    style: str = "lively"
    seconds: int = 30
    script: Script | None = None
    music: bool = True
    sheet: Path | None = None
    platform: str | None = None


@dataclass(frozen=True)
class RenderResult:
    """What a render left on disk, and how long it is in seconds."""

    video: Path
    subtitles: Path
    cover: Path
    script: Script
    seconds: float
    frames: int
    voices: tuple[str, ...]


def parse_size(text: str) -> tuple[int, int]:
    """`720x1280` as (width, height), both even; raises UsageError with the mend."""
    parts = text.lower().replace("×", "x").split("x")
    if len(parts) != 2 or not all(part.strip().isascii() and part.strip().isdigit() for part in parts):
        raise UsageError(f"--size {text}: write width x height in pixels, such as 720x1280")
    width, height = (int(part) for part in parts)
    if width % 2 or height % 2:
        raise UsageError(f"--size {text}: both sides must be even, such as {width + width % 2}x{height + height % 2}")
    if min(width, height) < MIN_SIDE or max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise UsageError(f"--size {text}: sides from {MIN_SIDE} to {MAX_SIDE} pixels, such as 720x1280 or 1920x1080")
    if max(width, height) > LONGEST_SHAPE * min(width, height):
        raise UsageError(f"--size {text}: the longer side may be {LONGEST_SHAPE} times the shorter, such as 720x1280")
    return width, height


@dataclass(frozen=True)
class Stage:
    """A presenter ready to be drawn, and the set to stand on; `arms` where the presenter has gestures."""

    scene: Scene
    presenter: Presenter
    portrait: Portrait
    composer: Composer
    arms: Arms | None


class Renderer:
    """Renders jobs one after another with one set of settings."""

    def __init__(self, settings: Settings, encoder_threads: int | None = None) -> None:
        self.settings = settings
        self._encoder_threads = encoder_threads
        self._stages: OrderedDict[Hashable, Stage] = OrderedDict()
        self._lock = Lock()  # a kept stage draws into its own buffers: one render at a time

    def render(
        self,
        job: RenderJob,
        out: Path,
        *,
        progress: Progress | None = None,
        cancel: Event | None = None,
        warn: Warn | None = None,
    ) -> RenderResult:
        """Make `out` (.mp4) with captions (.srt) and a cover (.png) beside it.

        Raises UsageError, OutputError, or Cancelled when `cancel` is set; then nothing new is left on disk.
        """
        warn = warn or (lambda _message: None)
        report = progress or (lambda _share, _what: None)
        self._check(job, out)
        report(0.0, "script")
        script = job.script or self.write(job, warn)
        with self._lock:
            report(0.02, "presenter")
            take = _Take(self, job, script, cancel or Event(), warn)
            return take.record(out, report)

    def write(self, job: RenderJob, warn: Warn) -> Script:
        """The script of a job, by the language model where one is set and by the template otherwise."""
        request = Request(job.language, job.style, job.seconds, job.platform, shop_rules(job.sheet))
        writer = open_writer(self.settings)
        script = write_script(writer, job.product, request, warn)
        writer.usage.tell(warn)
        return script

    def preview(self, job: RenderJob) -> Pixels:
        """A still of the stage before the first word, BGR."""
        with self._lock:
            stage = self.stage(job)
            rest = stage.portrait.draw(np.zeros(52, np.float32), np.zeros(6, np.float32))
            return stage.composer.compose(rest, None).copy()

    def stage(self, job: RenderJob) -> Stage:
        """Who stands where in a job, prepared once and kept; the product shown is the job's."""
        key = (job.presenter, _stamp(job.presenter), job.scene, _stamp(job.scene), job.size, job.language)
        if key not in self._stages:
            presenter = load_presenter(job.presenter)
            scene = load_scene(job.scene)
            composer = Composer(scene, job.size, job.language, presenter.face_span)
            lit = replace(presenter, picture=relit(presenter.picture, scene.light))
            portrait = Portrait(lit, composer.figure_height)
            self._stages[key] = Stage(scene, presenter, portrait, composer, _arms(presenter, scene, portrait))
            while len(self._stages) > _KEPT_STAGES:
                self._stages.popitem(last=False)
        self._stages.move_to_end(key)
        self._stages[key].composer.show_product(job.product)
        return self._stages[key]

    def sink(self, job: RenderJob, out: Path) -> FileSink:
        """The file a job goes to."""
        return FileSink(out, job.size, job.fps, self.provenance(), threads=self._encoder_threads or 0)

    def provenance(self) -> Provenance:
        """A fresh record of origin for one file."""
        return Provenance(self.settings.producer)

    def _check(self, job: RenderJob, out: Path) -> None:
        parse_size(f"{job.size[0]}x{job.size[1]}")
        samples_per_frame(job.fps)
        if out.suffix.lower() != ".mp4":
            raise UsageError(f"--out {out}: the name must end in .mp4")
        if out.is_dir():
            raise UsageError(f"--out {out}: is a folder; name a file in it, such as {out / 'video.mp4'}")


class _Take:
    """One render in progress."""

    def __init__(self, renderer: Renderer, job: RenderJob, script: Script, cancel: Event, warn: Warn) -> None:
        self._renderer = renderer
        self._job = job
        self._script = script
        self._cancel = cancel
        stage = renderer.stage(job)
        who = stage.presenter
        own = who.voices.get(script.language)
        self._voice = open_voice(
            job.voice,
            script.language,
            who.gender,
            warn,
            own=own,
            settings=renderer.settings,
            lexicon=find_lexicon(job.sheet),
        )
        drawer, gestures = _gesturing(stage, job.fps)
        self._performance = Performance(
            drawer,
            stage.composer,
            articulator=Articulation(warn),
            mover=Motion(seed=_seed(job), fps=job.fps, stands=who.face_span[1] < HALF_FIGURE),
            mixer=Music(stage.scene.music if job.music else None),
            captioner=CaptionTrack(stage.composer.measure_caption),
            stress_track=stress_track,
            fps=job.fps,
            gesturer=gestures,
        )
        self._voices: list[str] = []
        self._cover: Pixels | None = None

    def record(self, out: Path, report: Progress) -> RenderResult:
        sink = self._renderer.sink(self._job, out)
        try:
            self._play(sink, report)
            report(0.97, "file")
            return self._keep(sink, out)
        except BaseException:
            sink.abort()
            raise

    def _play(self, sink: Sink, report: Progress) -> None:
        lines = _breaths(self._script.lines)
        pause = LEAD_SECONDS
        for number, (line, speech) in enumerate(_spoken_ahead(self._voice, lines, self._script.language, self._cancel)):
            if speech.voice not in self._voices:
                self._voices.append(speech.voice)
            self._performance.rest(pause)  # before the line, so that its gesture can begin in the pause
            self._performance.push(speech, line.gesture)
            pause = PAUSE_SECONDS[line.kind]
            if number == len(lines) - 1:
                self._performance.rest(TAIL_SECONDS)
            self._shoot(sink, report, number / len(lines), 1 / len(lines))

    def _shoot(self, sink: Sink, report: Progress, begun: float, part: float) -> None:
        waiting = self._performance.queued
        for done, frame in enumerate(self._performance.frames(), start=1):
            if self._cancel.is_set():
                raise _stopped()
            if self._cover is None and frame.index >= round(LEAD_SECONDS * self._job.fps) - 1:
                self._cover = frame.picture.copy()
            sink.write(frame)
            if done % 5 == 0 or done == waiting:
                report(min(0.97, 0.05 + 0.92 * (begun + part * done / waiting)), "frames")

    def _keep(self, sink: Sink, out: Path) -> RenderResult:
        """Finish the three files in a folder beside the target, then give them their names at once."""
        assert self._cover is not None, "a script has at least one line"
        subtitles, cover = out.with_suffix(".srt"), out.with_suffix(".png")
        try:
            with Workplace(out.parent) as folder:
                captions, picture = folder / "captions.srt", folder / "cover.png"
                write_subtitles(self._performance.cues, captions)
                write_cover(self._cover, picture, self._renderer.provenance())
                sink.close()
                os.replace(captions, subtitles)
                os.replace(picture, cover)
        except OSError as error:
            raise not_written(out, error) from error
        note_made(self._job.presenter, out, cover)
        note_voices(self._voices, out)
        frames = self._performance.shown
        return RenderResult(
            video=out,
            subtitles=subtitles,
            cover=cover,
            script=self._script,
            seconds=seconds_of(frames, self._job.fps),
            frames=frames,
            voices=tuple(self._voices),
        )


def _arms(presenter: Presenter, scene: Scene, portrait: Portrait) -> Arms | None:
    clips = load_clips(presenter)
    return Arms(clips, portrait.size, lambda picture: relit(picture, scene.light)) if clips else None


def _gesturing(stage: Stage, fps: int) -> tuple[Drawer, Gestures | None]:
    """Who is drawn: the portrait, with its arms where it has gestures."""
    if stage.arms is None:
        return stage.portrait, None
    gestures = Gestures(stage.arms.clips, fps, stage.composer.card_side)
    return GesturingPortrait(stage.portrait, stage.arms, gestures), gestures


def _seed(job: RenderJob) -> int:
    """The same job moves the same way each time, another product another way."""
    return zlib.crc32(f"{job.product.id}/{job.presenter}".encode())


def _stamp(name_or_path: str) -> float | None:
    """When a file was last changed, so that a replaced picture is not taken from the kept ones; None for a name."""
    with suppress(OSError, ValueError):
        return os.stat(name_or_path).st_mtime
    return None


def _breaths(lines: tuple[Line, ...]) -> list[Line]:
    """The lines with those too long for one breath split at clauses."""
    parts: list[Line] = []
    for line in lines:
        spans = pieces(line.text, lambda part: len(part) <= MAX_LINE_CHARACTERS)
        texts = [text for start, stop in spans if (text := line.text[start:stop].strip())]
        parts += [replace(line, text=text, gesture=None if n else line.gesture) for n, text in enumerate(texts)]
    return parts


def _stopped() -> Cancelled:
    return Cancelled("stopped; nothing was kept")


def _spoken_ahead(voice: Voice, lines: list[Line], language: str, cancel: Event) -> Iterator[tuple[Line, Speech]]:
    """Each line with its speech; while one is being shown the next are spoken.

    The thread is a daemon: a render that is stopped, even by leaving the program, does not
    wait for a service that does not answer.
    """
    spoken: Queue[Speech | BaseException] = Queue(LINES_AHEAD)
    stopped = Event()

    def speak() -> None:
        for line in lines:
            try:
                speech: Speech | BaseException = voice.speak(line.text, language)
            except BaseException as error:  # raised where the line is waited for
                speech = error
            while not stopped.is_set():
                with suppress(Full):
                    spoken.put(speech, timeout=0.1)
                    break
            if stopped.is_set() or isinstance(speech, BaseException):
                return

    speaking = Thread(target=speak, name="voice", daemon=True)
    speaking.start()
    try:
        for line in lines:
            while spoken.empty() and not cancel.wait(0.02):
                continue
            if cancel.is_set():
                raise _stopped()
            speech = spoken.get()
            if isinstance(speech, BaseException):
                raise speech
            yield line, speech
    finally:
        stopped.set()
        # a thread in the middle of native code when the program ends brings it down with it
        speaking.join(_LAST_WORD_SECONDS)
