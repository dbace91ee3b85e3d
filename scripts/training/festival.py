"""Festival's voices of recorded people, run a batch of sentences at a time (Debian package festival)."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

from avatar.errors import VoiceError
from scripts.training.clip import Clip
from scripts.training.phones import timed
from scripts.training.sounds import read_wav

_BATCH = 40
_SLOWEST, _FASTEST = 1.25, 0.8
# one sentence: sound into N.wav, a line of name, end and stress a phone into N.segs; a sentence that fails has no files
_SCHEME = """
(define (tell_segments utt path)
  (let ((out (fopen path "w")))
    (mapcar
     (lambda (seg)
       (format out "%s %f %s\\n" (item.name seg) (item.feat seg "end") (item.feat seg "R:SylStructure.parent.stress")))
     (utt.relation.items utt 'Segment))
    (fclose out)))
(define (say path stretch text)
  (Parameter.set 'Duration_Stretch stretch)
  (if (boundp 'hts_engine_params)
      (set! hts_engine_params (append usual_engine_params (list (list "-r" (/ 1.0 stretch))))))
  (unwind-protect
   (let ((utt (utt.synth (eval (list 'Utterance 'Text text)))))
     (utt.save.wave utt (string-append path ".wav") 'riff)
     (tell_segments utt (string-append path ".segs")))
   nil))
(set! usual_engine_params (if (boundp 'hts_engine_params) hts_engine_params nil))
"""


@dataclass(frozen=True)
class Festival:
    """A voice by festival's own name of it; `encoding` is what its texts are read in."""

    name: str
    voice: str
    language: str
    phone_set: str
    encoding: str = "utf-8"

    def clips(self, texts: Iterable[str], chance: Random) -> Iterator[Clip]:
        """Each text spoken, at a pace of its own; raises VoiceError where the voice is not installed."""
        program = shutil.which("festival")
        if program is None:
            raise VoiceError("festival is not installed: apt-get install festival")
        if not any(Path("/usr/share/festival/voices").glob(f"*/{self.voice}")):
            raise VoiceError(f"festival has no voice {self.voice}: install its Debian package")
        waiting = iter(texts)
        while batch := list(islice(waiting, _BATCH)):
            yield from self._batch(program, batch, chance)

    def _batch(self, program: str, texts: list[str], chance: Random) -> Iterator[Clip]:
        with tempfile.TemporaryDirectory(prefix="festival") as folder:
            script = Path(folder) / "batch.scm"
            stretches = [chance.uniform(_FASTEST, _SLOWEST) for _ in texts]
            script.write_bytes(self._script(folder, texts, stretches).encode(self.encoding))
            done = subprocess.run([program, "-b", str(script)], capture_output=True, check=False)
            spoken = 0
            for number, text in enumerate(texts):
                segments, sound = Path(folder, f"{number}.segs"), Path(folder, f"{number}.wav")
                if segments.exists() and sound.exists():
                    spoken += 1
                    phones = timed(told(segments.read_text("utf-8")), self.phone_set)
                    yield Clip(read_wav(sound), phones, text, self.language, self.name)
        if not spoken:
            words = " ".join(done.stderr.decode("utf-8", "replace").split())[-300:]
            raise VoiceError(f"festival's voice {self.voice} said nothing: {words}")
        if spoken < len(texts):
            print(f"{self.name}: {len(texts) - spoken} of {len(texts)} sentences could not be spoken")

    def _script(self, folder: str, texts: list[str], stretches: list[float]) -> str:
        lines = [f"(voice_{self.voice})", _SCHEME]
        for number, (text, stretch) in enumerate(zip(texts, stretches, strict=True)):
            said = text.replace("\\", " ").replace('"', " ")
            lines.append(f'(say "{folder}/{number}" {stretch:.3f} "{said}")')
        return "\n".join(lines)


def told(written: str) -> list[tuple[str, float, bool]]:
    """(name, end, in a stressed syllable) of every line that this module's Scheme writes."""
    lines = (line.split() for line in written.splitlines())
    return [(name, float(end), stress == "1") for name, end, stress in lines]
