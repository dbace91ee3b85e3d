"""What the pages share on the server: settings in force, renderers, and a folder for what is made."""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic

from avatar.catalog.knowledge import Knowledge
from avatar.catalog.product import example_sheet, read_catalog
from avatar.config import Settings, load_settings, save_settings, xdg
from avatar.errors import Cancelled, SheetError
from avatar.render import Renderer, RenderJob, RenderResult
from avatar.types import Catalog, Pixels, Product
from avatar.words.answer import Answerer
from avatar.words.conversation import InMind
from avatar.words.learned import open_knowledge
from avatar.words.request import Warn, no_warning
from avatar.words.shopfile import ShopFile
from avatar.words.unanswered import Unanswered
from avatar.words.wordlists import shop_rules
from web.texts import LANGUAGES

MAX_UPLOAD = "50mb"
SHEET_SUFFIXES = (".yaml", ".yml", ".json", ".csv", ".xlsx")
_PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff")


@dataclass(frozen=True)
class Step:
    """How far a render is: share 0 … 1 and its stage, then at the end the result or the error."""

    share: float
    stage: str
    result: RenderResult | None = None
    error: BaseException | None = None
    warnings: tuple[str, ...] = ()
    took: float = 0.0


class Desk:
    """One for the whole server. `local` tells that only this machine can reach it, so that settings may be changed."""

    def __init__(self, settings: Settings | None = None, *, local: bool = True) -> None:
        self.local = local
        self.settings = settings or load_settings()
        self.folder = Path(tempfile.mkdtemp(prefix="avatar-web-"))
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        self._running: dict[str, threading.Event] = {}
        self._memory = InMind()
        self._turn = threading.Lock()  # one render at a time, and who waits can still be stopped
        self._renew()

    def keep(self, settings: Settings) -> None:
        """Put settings in force and save them; raises OutputError."""
        save_settings(settings)
        self.settings = settings
        self._renew()

    def example(self, language: str) -> Catalog:
        """The example shop."""
        return read_catalog(example_sheet(language))

    def translated(self, catalog: Catalog, product: Product, language: str) -> Catalog:
        """The example shop in another language; any other shop, and one whose product was edited, stays as it is."""
        ours = catalog.path is not None and catalog.path in {example_sheet(each) for each in LANGUAGES}
        if not ours or catalog.language == language or product not in catalog.products:
            return catalog
        return self.example(language)

    def read_upload(self, paths: list[str]) -> tuple[Catalog, list[str]]:
        """The catalogue of an uploaded sheet with its pictures beside it, and what was noted on the way.

        Raises SheetError if there is not exactly one sheet among the files.
        """
        sheets = [path for path in paths if Path(path).suffix.lower() in SHEET_SUFFIXES]
        others = [path for path in paths if path not in sheets]
        if len(sheets) != 1:
            raise SheetError(
                f"upload one sheet ({', '.join(SHEET_SUFFIXES)}) and its pictures, not {len(sheets)} sheets"
            )
        wrong = [Path(path).name for path in others if Path(path).suffix.lower() not in _PICTURE_SUFFIXES]
        if wrong:
            raise SheetError(f"{wrong[0]}: is neither a sheet nor a picture")
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        for path in paths:
            shutil.copyfile(path, folder / Path(path).name)
        warnings: list[str] = []
        try:
            return read_catalog(folder / Path(sheets[0]).name, warn=warnings.append), warnings
        except SheetError as error:  # the page knows the file by its name alone
            raise SheetError(str(error).replace(f"{folder}{os.sep}", "")) from error

    def knowledge(self, catalog: Catalog, warn: Warn = no_warning) -> Knowledge:
        """The documents of a shop, kept in the data folder by what the shop is called and sells."""
        return open_knowledge(self._kept_sheet(catalog), self.settings, warn)

    def unanswered(self, catalog: Catalog) -> Unanswered:
        """The questions of a shop's viewers that wait for a person."""
        return Unanswered(ShopFile(self._kept_sheet(catalog)))

    def answerer(self, catalog: Catalog) -> Answerer:
        """Who answers for the shop as it is now; what viewers asked a moment ago is known to all that are made."""
        return Answerer(
            catalog,
            self.settings,
            knowledge=self.knowledge(catalog),
            memory=self._memory,
            unanswered=self.unanswered(catalog),
            rules=shop_rules(catalog.path),
        )

    def _kept_sheet(self, catalog: Catalog) -> Path:
        folder = xdg("data") / "page"
        folder.mkdir(parents=True, exist_ok=True)
        told = "|".join([catalog.shop or "", *(product.id for product in catalog.products)])
        return folder / f"{hashlib.sha256(told.encode()).hexdigest()[:16]}.yaml"

    def preview(self, job: RenderJob) -> Pixels:
        """A still of the job, even while another is being rendered."""
        return self._previewer.preview(job)

    def make(self, job: RenderJob, session: str, name: str = "video") -> Iterator[Step]:
        """Render a job for a browser session, telling how far it is a few times a second until it ended."""
        out = Path(tempfile.mkdtemp(dir=self.folder)) / f"{name}.mp4"
        cancel = self._running[session] = threading.Event()
        news: SimpleQueue[Step] = SimpleQueue()
        warnings: list[str] = []
        begun = monotonic()

        def work() -> None:
            try:
                with self._in_turn(cancel):
                    result = self.renderer.render(
                        job,
                        out,
                        progress=lambda share, stage: news.put(Step(share, stage)),
                        cancel=cancel,
                        warn=warnings.append,
                    )
                news.put(Step(1.0, "file", result, None, tuple(warnings), monotonic() - begun))
            except BaseException as error:  # handed to the page, which shows or logs it
                news.put(Step(1.0, "file", None, error, tuple(warnings), monotonic() - begun))

        threading.Thread(target=work, name="render", daemon=True).start()
        try:
            yield from _latest(news)
        finally:
            cancel.set()  # also when the browser went away
            if self._running.get(session) is cancel:
                del self._running[session]

    def cancel(self, session: str) -> None:
        """Stop what the session is rendering."""
        running = self._running.get(session)
        if running:
            running.set()

    @contextmanager
    def _in_turn(self, cancel: threading.Event) -> Iterator[None]:
        """Wait until no other render runs; raises Cancelled when `cancel` is set meanwhile."""
        while not self._turn.acquire(timeout=0.1):
            if cancel.is_set():
                raise Cancelled("stopped before it began")
        try:
            yield
        finally:
            self._turn.release()

    def _renew(self) -> None:
        self.renderer = Renderer(self.settings)
        self._previewer = Renderer(self.settings)


def _latest(news: SimpleQueue[Step]) -> Iterator[Step]:
    """The newest step every quarter of a second, the last one always."""
    step = Step(0.0, "waiting")
    while True:
        yield step
        try:
            step = news.get(timeout=0.25)
            while step.result is None and step.error is None:
                step = news.get_nowait()
        except Empty:
            continue
        yield step
        return
