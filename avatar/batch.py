"""Many videos from one list: products × presenters × languages × scenes, in parallel, with resume.

A job list is a YAML file; everything but `sheets` may be left out:

    sheets: {zh: shop.zh.yaml, en: shop.en.yaml}   # or one file: shop.yaml
    products: [mug, lamp]                          # all products if left out
    presenters: [mei, kai]                         # names or pictures
    scenes: [studio, festival]                     # names or YAML files
    voice: auto
    size: 720x1280
    fps: 25
    style: lively
    seconds: 30
    music: true

Files are looked for beside the list. Each video is named `PRODUCT-LANGUAGE-PRESENTER-SCENE.mp4`.
`report.json` in the output folder says of every job how it ended; a job that ended well and
has not changed since is not rendered again.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from itertools import product as combinations
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from threading import Thread
from typing import Any, Literal

import yaml

from avatar.catalog.product import read_catalog
from avatar.config import Settings
from avatar.errors import SheetError, StudioError, UsageError
from avatar.nearest import hint
from avatar.render import Renderer, RenderJob, parse_size
from avatar.speech.lexicon import NAMES as LEXICON_NAMES
from avatar.types import Catalog, Product, samples_per_frame
from avatar.words.wordlists import OWN_LISTS
from avatar.words.writer import Request
from avatar.workplace import not_written, written_whole

State = Literal["done", "kept", "failed"]
MAX_LIST_BYTES = 1_000_000
_KIND_NAMES = {str: "text", int: "a whole number", bool: "true or false"}
_KEYS = ("sheets", "products", "presenters", "scenes", "voice", "size", "fps", "style", "seconds", "music", "platform")


@dataclass(frozen=True)
class BatchJob:
    """A render with the name of its file (without `.mp4`)."""

    name: str
    job: RenderJob


@dataclass(frozen=True)
class Outcome:
    """How one job ended: `done` now, `kept` from an earlier run, or `failed` with one line that says why.

    `seconds` is the length of the video, `took` the time its render needed, both in seconds.
    """

    name: str
    state: State
    video: str | None
    digest: str
    seconds: float | None = None
    took: float | None = None
    error: str | None = None
    warnings: tuple[str, ...] = ()


def read_jobs(path: Path, warn: Callable[[str], None] | None = None, *, voice: str = "auto") -> tuple[BatchJob, ...]:
    """Every job of a list, in order; `warn` hears what its sheets left out, `voice` speaks where the list names none.

    Raises SheetError naming the file, the key and the mend.
    """
    table = _read_table(path)
    unknown = [key for key in table if key not in _KEYS]
    if unknown:
        raise SheetError(f"{path}: unknown key {unknown[0]!r}; {hint(str(unknown[0]), _KEYS)}")
    base = _base_job(path, {"voice": voice, **table})
    presenters = [_beside(path, name) for name in _names(path, table, "presenters", ["mei"])]
    scenes = [_beside(path, name) for name in _names(path, table, "scenes", ["studio"])]
    jobs: list[BatchJob] = []
    for language, catalog in _sheets(path, table, warn).items():
        wanted = _names(path, table, "products", [product.id for product in catalog.products])
        for product_id, presenter, scene in combinations(wanted, presenters, scenes):
            job = replace(
                base,
                product=catalog.product(product_id),
                language=language,
                presenter=presenter,
                scene=scene,
                sheet=catalog.path,
            )
            jobs.append(BatchJob(_file_name(job), job))
    return _with_unique_names(path, jobs)


def run_batch(
    jobs: tuple[BatchJob, ...],
    out: Path,
    settings: Settings,
    *,
    workers: int | None = None,
    ended: Callable[[Outcome], None] | None = None,
) -> tuple[Outcome, ...]:
    """Render the jobs into `out`, each in one of `workers` processes (all cores if None); gives every outcome in order.

    `ended` hears of each job as it ends. A failure, even a killed worker, ends no other job.
    Raises OutputError if the folder cannot be written. On KeyboardInterrupt the workers are
    stopped, nothing half-written stays, and what is done is in the report.
    """
    report = _Report(out)
    outcomes: dict[str, Outcome] = {}

    def note(outcome: Outcome) -> None:
        outcomes[outcome.name] = outcome
        report.note(outcome)
        if ended:
            ended(outcome)

    waiting: list[BatchJob] = []
    for job in jobs:
        earlier = report.kept(job)
        if earlier:
            note(earlier)
        else:
            waiting.append(job)
    if waiting:
        _Workers(out, settings, min(workers or os.cpu_count() or 1, len(waiting))).run(waiting, note)
    return tuple(outcomes[job.name] for job in jobs)


class _Report:
    """`report.json`: every outcome, written anew after each, whole or not at all."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._path = out / "report.json"
        self._outcomes: dict[str, Outcome] = {}
        try:
            out.mkdir(parents=True, exist_ok=True)
            for row in json.loads(self._path.read_text("utf-8"))["jobs"]:
                self._outcomes[row["name"]] = Outcome(**{**row, "warnings": tuple(row["warnings"])})
        except FileNotFoundError:
            pass
        except OSError as error:
            raise not_written(out, error) from error
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(f"{self._path}: is not a report of ours; move it away or name another --out") from error

    def kept(self, job: BatchJob) -> Outcome | None:
        """The earlier good outcome of the very same job whose video still stands, or None."""
        earlier = self._outcomes.get(job.name)
        if not earlier or earlier.state == "failed" or earlier.digest != digest(job.job):
            return None
        return replace(earlier, state="kept") if earlier.video and (self._out / earlier.video).is_file() else None

    def note(self, outcome: Outcome) -> None:
        self._outcomes[outcome.name] = outcome
        rows = [asdict(outcome) for outcome in self._outcomes.values()]
        with written_whole(self._path) as part:
            part.write_text(json.dumps({"jobs": rows}, ensure_ascii=False, indent=1), "utf-8")


def digest(job: RenderJob) -> str:
    """Changes whenever the job would give another video: its facts, its settings, its pictures."""
    files = [str(image) for image in job.product.images] + [job.presenter, job.scene]
    files += [str(job.sheet.with_name(name)) for name in (*LEXICON_NAMES, OWN_LISTS)] if job.sheet else []
    stamps = [(name, Path(name).stat().st_mtime_ns) for name in files if _is_file(name)]
    told = repr((replace(job, sheet=None, product=replace(job.product, specs=dict(job.product.specs))), stamps))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


class _Workers:
    """Processes that render, each with one job at a time."""

    def __init__(self, out: Path, settings: Settings, count: int) -> None:
        self._out = out
        self._settings = settings
        self._count = count
        self._context = multiprocessing.get_context("spawn")
        self._busy: dict[Connection, tuple[SpawnProcess, BatchJob]] = {}

    def run(self, jobs: list[BatchJob], note: Callable[[Outcome], None]) -> None:
        queue = list(jobs)
        try:
            for _ in range(self._count):
                self._hand_out(*self._start(), queue)
            while self._busy:
                for ready in wait(list(self._busy)):
                    assert isinstance(ready, Connection)
                    self._collect(ready, queue, note)
        finally:
            self._stop()

    def _start(self) -> tuple[Connection, SpawnProcess]:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=_work,
            args=(theirs, self._out, self._settings, max(1, (os.cpu_count() or 1) // self._count)),
            daemon=True,
        )
        process.start()
        theirs.close()  # so that the pipe ends when the worker does
        return ours, process

    def _hand_out(self, pipe: Connection, process: SpawnProcess, queue: list[BatchJob]) -> None:
        if queue:
            job = queue.pop(0)
            self._busy[pipe] = (process, job)
            with suppress(ConnectionError):  # a worker that died while idle is noticed when its pipe is read
                pipe.send(job)
        else:
            pipe.close()
            process.join()

    def _collect(self, pipe: Connection, queue: list[BatchJob], note: Callable[[Outcome], None]) -> None:
        process, job = self._busy.pop(pipe)
        try:
            note(pipe.recv())
        except (EOFError, ConnectionError):
            process.join()
            note(_failed(job, f"its process ended with code {process.exitcode} (out of memory?)"))
            if queue:
                self._hand_out(*self._start(), queue)
        else:
            self._hand_out(pipe, process, queue)

    def _stop(self) -> None:
        for process, _ in self._busy.values():
            process.terminate()  # raises KeyboardInterrupt in the worker, which then tidies up
        for pipe, (process, _) in self._busy.items():
            process.join(10)
            if process.is_alive():
                process.kill()
            pipe.close()


def _work(pipe: Connection, out: Path, settings: Settings, threads: int) -> None:
    """A worker's life: take a job, render it, tell; until the pipe closes."""
    import cv2

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is the parent's to handle
    signal.signal(signal.SIGTERM, _interrupt)
    Thread(target=_end_with_parent, daemon=True).start()
    cv2.setNumThreads(threads)
    renderer = Renderer(settings, encoder_threads=threads)
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            pipe.send(_render(renderer, pipe.recv(), out))


def _render(renderer: Renderer, job: BatchJob, out: Path) -> Outcome:
    begun, warnings = time.monotonic(), list[str]()
    try:
        result = renderer.render(job.job, out / f"{job.name}.mp4", warn=warnings.append)
    except StudioError as error:
        return _failed(job, str(error), warnings)
    except Exception as error:  # a fault of ours must not take the other jobs along
        return _failed(job, f"{type(error).__name__}: {error}", warnings)
    took = round(time.monotonic() - begun, 2)
    return Outcome(job.name, "done", result.video.name, digest(job.job), result.seconds, took, None, tuple(warnings))


def _failed(job: BatchJob, why: str, warnings: list[str] | None = None) -> Outcome:
    return Outcome(job.name, "failed", None, digest(job.job), error=why, warnings=tuple(warnings or ()))


def _end_with_parent() -> None:
    """Stop this worker when its parent was killed: nobody waits for its video any more."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _read_table(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAX_LIST_BYTES:
            raise SheetError(f"{path}: is over {MAX_LIST_BYTES:,} bytes; a job list is a short YAML file")
        text = path.read_text("utf-8-sig")
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
            raise SheetError(f"{path}: YAML aliases (*name) are not taken; write the values out")
        table = yaml.safe_load(text)
    except OSError as error:
        raise SheetError(f"{path}: cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise SheetError(f"{path}: is not YAML: {error}") from error
    if not isinstance(table, dict):
        raise SheetError(f"{path}: must be a mapping with at least `sheets:`")
    return table


def _base_job(path: Path, table: Mapping[str, Any]) -> RenderJob:
    given: dict[str, Any] = {}
    for key, kind in (
        ("voice", str),
        ("style", str),
        ("platform", str),
        ("fps", int),
        ("seconds", int),
        ("music", bool),
    ):
        if key in table:
            value = table[key]
            if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
                raise SheetError(f"{path}: {key}: must be {_KIND_NAMES[kind]}, not {value!r}")
            given[key] = value
    try:
        if "size" in table:
            given["size"] = parse_size(str(table["size"]))
        job = RenderJob(product=Product("", "", Decimal(0)), **given)  # each job of the list brings its own product
        samples_per_frame(job.fps)
        Request(job.language, job.style, job.seconds, job.platform)
    except UsageError as error:  # a mistake in the list is told once, not by every job
        raise SheetError(f"{path}: {str(error).removeprefix('--')}") from error
    return job


def _sheets(path: Path, table: Mapping[str, Any], warn: Callable[[str], None] | None) -> dict[str, Catalog]:
    named = table.get("sheets")
    if isinstance(named, str):
        catalog = read_catalog(path.parent / named, warn)
        return {catalog.language or "zh": catalog}
    if not isinstance(named, dict) or not named:
        raise SheetError(f"{path}: `sheets:` names the product sheet, or one a language: {{zh: shop.zh.yaml}}")
    for language, sheet in named.items():
        if not isinstance(language, str) or not isinstance(sheet, str):
            raise SheetError(f"{path}: sheets: {language!r}: {sheet!r} must be a language and a file name, both text")
    return {language: read_catalog(path.parent / sheet, warn) for language, sheet in named.items()}


def _names(path: Path, table: Mapping[str, Any], key: str, default: list[str]) -> list[str]:
    names = table.get(key, default)
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise SheetError(f"{path}: {key}: must be a list of names, such as [{', '.join(default[:2])}]")
    return names


def _beside(path: Path, name: str) -> str:
    """A picture or scene file as the list names it, from the list's own folder where it is there; else the name."""
    return str(path.parent / name) if _is_file(str(path.parent / name)) else name


def _file_name(job: RenderJob) -> str:
    parts = [job.product.id, job.language, Path(job.presenter).stem, Path(job.scene).stem]
    return "-".join("".join(c if c.isalnum() or c in "._" else "_" for c in part).strip(".") for part in parts)


def _with_unique_names(path: Path, jobs: list[BatchJob]) -> tuple[BatchJob, ...]:
    names: set[str] = set()
    for job in jobs:
        if job.name.casefold() in names:
            raise SheetError(
                f"{path}: two jobs would both be called {job.name}.mp4; "
                "give each product its own id and each picture its own name"
            )
        names.add(job.name.casefold())
    return tuple(jobs)


def _is_file(name: str) -> bool:
    with suppress(OSError, ValueError):
        return Path(name).is_file()
    return False
