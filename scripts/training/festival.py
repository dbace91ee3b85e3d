"""Festival's voices of recorded people, run a batch of utterances at a time (Debian package festival)."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt

from avatar.errors import VoiceError
from scripts.training.clip import Clip
from scripts.training.phones import timed, vowels
from scripts.training.sounds import read_wav

_BATCH = 40
_SLOWEST, _FASTEST = 1.25, 0.8
VOICE_FOLDER = Path("/usr/share/festival/voices")
# one utterance: sound into N.wav, a line of name, end, stress and word a phone into N.segs; one that fails has no files
_SCHEME = """
(define (tell_segments utt path)
  (let ((out (fopen path "w")))
    (mapcar
     (lambda (seg)
       (format out "%s %f %s %s\\n" (item.name seg) (item.feat seg "end")
               (item.feat seg "R:SylStructure.parent.stress") (item.feat seg "R:SylStructure.parent.parent.id")))
     (utt.relation.items utt 'Segment))
    (fclose out)))
(define (say path stretch form)
  (Parameter.set 'Duration_Stretch stretch)
  (if (boundp 'hts_engine_params)
      (set! hts_engine_params (append usual_engine_params (list (list "-r" (/ 1.0 stretch))))))
  (unwind-protect
   (let ((utt (utt.synth (eval form))))
     (utt.save.wave utt (string-append path ".wav") 'riff)
     (tell_segments utt (string-append path ".segs")))
   nil))
(set! usual_engine_params (if (boundp 'hts_engine_params) hts_engine_params nil))
"""

Segments = list[tuple[str, float, bool]]
"""(the phone set's own name, end in seconds, in a stressed syllable) of every phone and pause."""
_Form = tuple[str, str, float]


@dataclass(frozen=True)
class Festival:
    """A voice by festival's own name of it; `encoding` is what its texts are read in.

    `initial`: its language stresses the first vowel of every word, and festival does not tell.
    """

    name: str
    voice: str
    language: str
    phone_set: str
    encoding: str = "utf-8"
    initial: bool = False

    def clips(self, texts: Iterable[str], chance: Random) -> Iterator[Clip]:
        """Each text spoken, at a pace of its own; raises VoiceError where the voice is not installed."""
        forms = ((text, _text_form(text), chance.uniform(_FASTEST, _SLOWEST)) for text in texts)
        for text, pcm, written in uttered(self.voice, forms, self.encoding):
            segments = told(written, vowels(self.phone_set) if self.initial else None)
            yield Clip(pcm, timed(segments, self.phone_set), text, self.language, self.name)


def uttered(voice: str, forms: Iterable[_Form], encoding: str) -> Iterator[tuple[str, npt.NDArray[np.int16], str]]:
    """(text, sound at CLIP_RATE, what `told` reads) of every (text, Scheme form, stretch); raises VoiceError."""
    program = shutil.which("festival")
    if program is None:
        raise VoiceError("festival is not installed: apt-get install festival")
    if not any(VOICE_FOLDER.glob(f"*/{voice}")):
        raise VoiceError(f"festival has no voice {voice}: install its Debian package")
    waiting = iter(forms)
    while batch := list(islice(waiting, _BATCH)):
        yield from _batch(program, voice, batch, encoding)


def told(written: str, first: frozenset[str] | None = None) -> Segments:
    """The segments in lines of this module's Scheme; with `first`, the first of these in a word is its stressed one."""
    segments: Segments = []
    done = "0"
    for line in written.splitlines():
        name, end, stress, word = line.split()
        stressed = stress != "0"
        if first is not None:
            stressed = name in first and word != done
            done = word if stressed else done
        segments.append((name, float(end), stressed))
    return segments


def _batch(
    program: str, voice: str, forms: list[_Form], encoding: str
) -> Iterator[tuple[str, npt.NDArray[np.int16], str]]:
    """Festival dies of some sentences: it is started again behind each."""
    left, spoken = forms, 0
    while left:
        with tempfile.TemporaryDirectory(prefix="festival") as folder:
            script = Path(folder) / "batch.scm"
            script.write_bytes(_program(voice, left, folder).encode(encoding))
            done = subprocess.run([program, "-b", str(script)], capture_output=True, check=False)
            reached = 0
            for number, (text, _, _) in enumerate(left):
                segments, sound = Path(folder, f"{number}.segs"), Path(folder, f"{number}.wav")
                if segments.exists() and sound.exists():
                    reached, spoken = number + 1, spoken + 1
                    yield text, read_wav(sound), segments.read_text("utf-8")
        left = left[reached + 1 :] if done.returncode < 0 else []
    if not spoken:
        words = " ".join(done.stderr.decode("utf-8", "replace").split())[-300:]
        raise VoiceError(f"festival's voice {voice} said nothing: {words or f'it ended with {done.returncode}'}")
    if spoken < len(forms):
        print(f"{voice}: {len(forms) - spoken} of {len(forms)} sentences could not be spoken", file=sys.stderr)


def _program(voice: str, forms: list[_Form], folder: str) -> str:
    lines = [f'(say "{folder}/{number}" {stretch:.3f} \'{form})' for number, (_, form, stretch) in enumerate(forms)]
    return "\n".join([f"(voice_{voice})", _SCHEME, *lines])


def _text_form(text: str) -> str:
    said = text.replace("\\", " ").replace('"', " ")
    return f'(Utterance Text "{said}")'
