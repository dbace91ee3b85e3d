"""Open JTalk speaking Japanese with the voice Mei (Debian's open-jtalk; the voice is in PyPI's pyopenjtalk-plus)."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from avatar.errors import VoiceError
from scripts.training.clip import Clip
from scripts.training.phones import timed
from scripts.training.sounds import read_wav

_DICTIONARY = Path("/var/lib/mecab/dic/open-jtalk/naist-jdic")
_SLOWEST, _FASTEST = 0.85, 1.25
# HTS counts in units of 100 ns
_UNITS = 10_000_000
_LABEL = re.compile(r"^\d+ (\d+) [^-]*-([^+]+)\+", re.MULTILINE)
_LIPS = frozenset("pbm")


@dataclass(frozen=True)
class Jtalk:
    """The voice Mei under a name of ours."""

    name: str

    def clips(self, texts: Iterable[str], chance: Random) -> Iterator[Clip]:
        """Each text spoken, at a pace and pitch of its own; raises VoiceError where something is not installed."""
        program, voice = shutil.which("open_jtalk"), _voice()
        if program is None or not _DICTIONARY.exists():
            raise VoiceError("Open JTalk is not installed: apt-get install open-jtalk open-jtalk-mecab-naist-jdic")
        with tempfile.TemporaryDirectory(prefix="jtalk") as folder:
            sound, trace = Path(folder, "sound.wav"), Path(folder, "trace")
            files = ["-x", str(_DICTIONARY), "-m", str(voice), "-ow", str(sound), "-ot", str(trace)]
            for text in texts:
                manner = ["-r", f"{chance.uniform(_SLOWEST, _FASTEST):.3f}", "-fm", f"{chance.uniform(-3, 1):.2f}"]
                subprocess.run([program, *files, *manner], input=text.encode(), check=True, capture_output=True)
                phones = timed(told(trace.read_text("utf-8", "replace")), "jtalk")
                yield Clip(read_wav(sound), phones, text, "ja", self.name)


def told(trace: str) -> list[tuple[str, float, bool]]:
    """(name, end in seconds, False) of every phone in a trace.

    The closure of a long stop (`cl`) is given to the stop, and the syllabic nasal takes
    the lips of what follows it.
    """
    _, _, labels = trace.partition("[Output label]")
    heard = [(name, int(end) / _UNITS) for end, name in _LABEL.findall(labels)]
    after = [name for name, _ in heard[1:]] + ["sil"]
    return [
        ("m" if name == "N" and following[0] in _LIPS else name, end, False)
        for (name, end), following in zip(heard, after, strict=True)
        if name != "cl"
    ]


def _voice() -> Path:
    found = importlib.util.find_spec("pyopenjtalk")
    for folder in found.submodule_search_locations or () if found else ():
        path = Path(folder, "htsvoice", "mei_normal.htsvoice")
        if path.exists():
            return path
    raise VoiceError("the voice Mei is not installed: pip install --no-deps pyopenjtalk-plus")
