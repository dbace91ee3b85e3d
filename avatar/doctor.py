"""What is ready on this machine and what is not, each with its mend; and the licences of all parts."""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata

from avatar.config import Settings, load_settings, settings_path
from avatar.errors import StudioError

NETWORK_SECONDS = 3.0


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `needed`: no first video without it. `mend` is empty where nothing is to be done."""

    part: str
    ready: bool
    needed: bool
    state: str
    mend: str = ""

    @property
    def mark(self) -> str:
        if self.ready:
            return "ok  "
        return "MISS" if self.needed else "--  "


@dataclass(frozen=True)
class Licence:
    """A part the studio is built with, the version in use and what its licence is."""

    name: str
    version: str
    licence: str


class _Missing(Exception):
    """Raised by a check: the state as text, and its mend."""

    def __init__(self, state: str, mend: str) -> None:
        super().__init__(state)
        self.mend = mend


def examine() -> tuple[Finding, ...]:
    """Look at everything; no check can break another."""
    checks: tuple[tuple[str, bool, Callable[[], str]], ...] = (
        ("python", True, _python),
        ("settings", True, _settings),
        ("ffmpeg", True, _ffmpeg),
        ("font", True, _font),
        ("embedded voice", True, _embedded_voice),
        ("presenters", True, _presenters),
        ("photos", False, _photos),
        ("natural voices", False, _natural_voices),
        ("language model", False, _language_model),
        ("torch and GPU", False, _torch),
    )
    return tuple(_look(part, needed, check) for part, needed, check in checks)


def licences() -> tuple[Licence, ...]:
    """Every part the studio itself asks for, and its licence."""
    parts = {
        "mediapipe": "Apache-2.0 (finds faces, mattes photos)",
        "espeakng-loader": "GPL-3.0 (espeak-ng, the embedded voice)",
        "aiohttp": "Apache-2.0",
        "edge-tts": "LGPL-3.0; Microsoft's service terms apply to the voices",
        "imageio-ffmpeg": "BSD-2-Clause; the ffmpeg it carries is GPL-3.0 with x264",
        "ffmpeg-python": "Apache-2.0",
        "av": "BSD-3-Clause; the FFmpeg it carries is LGPL/GPL",
        "mplfonts": "MIT; Noto Sans CJK in it is OFL-1.1 (the one font used)",
        "opencv-python-headless": "Apache-2.0",
        "fonttools": "MIT",
        "numpy": "BSD-3-Clause",
        "pillow": "MIT-CMU",
        "soxr": "LGPL-2.1",
        "openai": "Apache-2.0",
        "gradio": "Apache-2.0",
        "pydantic": "MIT",
        "httpx": "BSD-3-Clause",
        "certifi": "MPL-2.0",
        "pypdfium2": "Apache-2.0 and BSD-3-Clause (PDFium in it too)",
        "python-docx": "MIT",
        "lxml": "BSD-3-Clause",
        "markdown-it-py": "MIT",
        "charset-normalizer": "MIT",
        "jieba": "MIT",
        "pypinyin": "MIT",
        "opencc-python-reimplemented": "Apache-2.0",
        "confusable-homoglyphs": "MIT; Unicode licence for its data",
        "text2num": "MIT",
        "pyspellchecker": "MIT",
        "snowballstemmer": "BSD-3-Clause",
        "wetext": "Apache-2.0",
        "num2words": "LGPL-2.1",
        "fastapi": "MIT",
        "uvicorn": "BSD-3-Clause",
        "pyyaml": "MIT",
        "openpyxl": "MIT",
        "defusedxml": "PSF-2.0",
        "tomli-w": "MIT",
        "click": "BSD-3-Clause",
        "tqdm": "MPL-2.0 and MIT",
        "absl-py": "Apache-2.0 (mediapipe needs it)",
        "attrs": "MIT (mediapipe needs it)",
        "flatbuffers": "Apache-2.0 (mediapipe needs it)",
        "matplotlib": "Matplotlib licence, PSF-based (mediapipe needs it)",
        "protobuf": "BSD-3-Clause (mediapipe needs it)",
        "torch": "BSD-3-Clause",
        "piper-tts": "GPL-3.0 (optional: Piper voices)",
        "keyring": "MIT (optional: keys in the system's keyring)",
    }
    own = Licence("avatar-studio", _version("avatar-studio"), "Apache-2.0 (presenters, scenes, music, examples too)")
    return (own, *(Licence(name, _version(name), licence) for name, licence in parts.items()))


def _look(part: str, needed: bool, check: Callable[[], str]) -> Finding:
    try:
        return Finding(part, True, needed, check())
    except _Missing as missing:
        return Finding(part, False, needed, str(missing), missing.mend)
    except StudioError as error:
        return Finding(part, False, needed, str(error))
    except Exception as error:  # a broken library must not hide the other findings
        return Finding(part, False, needed, f"{type(error).__name__}: {error}", "make clean demo")


def _python() -> str:
    version = ".".join(map(str, sys.version_info[:3]))
    if not (3, 11) <= sys.version_info[:2] <= (3, 12):
        raise _Missing(version, "use Python 3.11 or 3.12: mediapipe has wheels for those")
    return version


def _settings() -> str:
    settings = load_settings()
    path = settings.path or settings_path()
    return f"{path}{'' if path.exists() else ' (not there: defaults)'}; voice {settings.voice}"


def _ffmpeg() -> str:
    import imageio_ffmpeg

    program = imageio_ffmpeg.get_ffmpeg_exe()
    told = subprocess.run(
        [program, "-hide_banner", "-encoders"], capture_output=True, text=True, timeout=20, check=False
    )
    if "libx264" not in told.stdout:
        raise _Missing(
            f"{program} has no libx264", "pip install --force-reinstall imageio-ffmpeg, and unset IMAGEIO_FFMPEG_EXE"
        )
    return f"{imageio_ffmpeg.get_ffmpeg_version()} with x264"


def _font() -> str:
    from avatar.stage.text import find_font

    return str(find_font())


def _embedded_voice() -> str:
    from avatar.speech.voice import open_voice

    warnings: list[str] = []
    speech = open_voice("espeak", language="en", gender=None, warn=warnings.append).speak("Ready.", "en")
    return f"{speech.voice} speaks"


def _presenters() -> str:
    from avatar.face.presenter import kept_presenters, load_presenter, own_folder

    own = kept_presenters(own_folder())
    names = [name for name in kept_presenters() if name not in own]
    if not names:
        raise _Missing("none", "reinstall the package: its presenters are missing")
    told = [load_presenter(name).id for name in names]
    return ", ".join([*told, *(_own_presenter(name) for name in own)])


def _own_presenter(name: str) -> str:
    """A presenter of the user's own; that one is damaged stops nothing else."""
    from avatar.face.presenter import load_presenter

    try:
        return load_presenter(name).id
    except StudioError as error:
        return f"{name} (yours; cannot be used: {error})"


def _photos() -> str:
    if not importlib.util.find_spec("mediapipe"):
        raise _Missing(
            "mediapipe is not installed: photos cannot be presenters", "pip install --no-deps mediapipe==0.10.21"
        )
    from avatar.face.landmarks import find_faces
    from avatar.face.presenter import kept_presenters, load_presenter

    picture = load_presenter(kept_presenters()[0]).picture
    if len(find_faces(picture)) != 1:
        raise _Missing("mediapipe runs but finds no face", "pip install --force-reinstall --no-deps mediapipe==0.10.21")
    return f"mediapipe {_version('mediapipe')} finds faces"


def _natural_voices() -> str:
    from avatar.speech.edge_service import HOST

    try:
        socket.create_connection((HOST, 443), timeout=NETWORK_SECONDS).close()
    except OSError as error:
        raise _Missing(
            f"edge-tts cannot be reached ({error}): the embedded voice speaks instead",
            "allow HTTPS to the service, or go on offline",
        ) from error
    return f"edge-tts {_version('edge-tts')} can be reached"


def _language_model() -> str:
    settings: Settings = load_settings()
    if not settings.model.ready:
        raise _Missing(
            "none set: the built-in template writes the scripts",
            "set OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL, or open the page's Settings",
        )
    from avatar.words.llm import Model

    return Model(settings.model).check()


def _torch() -> str:
    if not importlib.util.find_spec("torch"):
        raise _Missing("torch is not installed: portraits follow sound by its bands alone", "make torch")
    import torch

    from avatar.face.expression import prepared

    prepared()
    version = str(torch.__version__)
    if torch.cuda.is_available():
        return f"torch {version}, {torch.cuda.get_device_name(0)}"
    return f"torch {version}, no GPU: everything runs on the CPU"


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"
