"""Synthesise the speech that the expression network is trained on, with the exact time of every phone.

    python -m scripts.training_speech --out DIR [--hours 0.4] [--voices NAME,NAME …] [--seed 1]

Every voice gets a folder: `sound.s16` (16 kHz mono, int16, little-endian, its sentences one after
the other) and `clips.jsonl`, a line a sentence: text, language, `begin` and `samples` in the sound,
and `phones`, each [IPA, start s, end s, stressed vowel, the voice's own name of it]. Silence is what
no phone covers. `manifest.json` names every voice's hours and licence, for the model card.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from avatar.errors import StudioError, UsageError, VoiceError
from avatar.nearest import hint
from scripts.training.clip import CLIP_RATE, Clip, keep
from scripts.training.texts import sentences
from scripts.training.voices import VOICES, Voice

_MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Made:
    """What a voice has spoken: sentences, phones, seconds."""

    sentences: int = 0
    phones: int = 0
    seconds: float = 0.0

    def and_also(self, clip: Clip) -> Made:
        """This and one more clip."""
        return Made(self.sentences + 1, self.phones + len(clip.phones), self.seconds + len(clip.pcm) / CLIP_RATE)


def main() -> int:
    """Make the speech asked for on the command line; 1 if a voice had to be left out."""
    asked = _reader().parse_args()
    try:
        chosen = _chosen(asked.voices)
        skipped = [voice for voice in chosen if not _made_voice(voice, asked.out, asked.hours, asked.seed)]
    except StudioError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 1 if skipped else 0


def made(voice: Voice, folder: Path, hours: float, seed: int) -> Made:
    """A voice's folder written anew with `hours` of speech; raises VoiceError where it cannot speak."""
    half = folder.with_suffix(".part")
    chance = Random(f"{seed} {voice.name}")
    total = Made()
    spoken = voice.synthesiser().clips(sentences(voice.language, chance), Random(f"{seed} {voice.name} pace"))
    try:
        for clip in keep(_until(spoken, hours), half):
            total = total.and_also(clip)
    except VoiceError:
        shutil.rmtree(half, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)
    half.rename(folder)
    return total


def _until(clips: Iterator[Clip], hours: float) -> Iterator[Clip]:
    left = round(hours * 3600 * CLIP_RATE)
    for clip in clips:
        yield clip
        left -= len(clip.pcm)
        if left <= 0:
            return


def _made_voice(voice: Voice, out: Path, hours: float, seed: int) -> bool:
    """Whether the voice could be made; tells either way."""
    try:
        total = made(voice, out / voice.name, hours, seed)
    except VoiceError as error:
        print(f"{voice.name}: left out, {error}; it comes from {voice.packages}", file=sys.stderr, flush=True)
        return False
    _note(voice, total, out / _MANIFEST)
    print(f"{voice.name}: {total.seconds / 3600:.2f} h in {total.sentences} sentences", flush=True)
    return True


def _note(voice: Voice, total: Made, path: Path) -> None:
    """Write what was made of one voice into the manifest."""
    manifest = json.loads(path.read_text("utf-8")) if path.exists() else {}
    manifest[voice.name] = {
        "language": voice.language,
        "recorded from a person": voice.people,
        "licence": voice.licence,
        "packages": voice.packages,
        "hours": round(total.seconds / 3600, 3),
        "sentences": total.sentences,
        "phones": total.phones,
    }
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1), "utf-8")


def _chosen(names: str | None) -> list[Voice]:
    if names is None:
        return list(VOICES)
    known = {voice.name: voice for voice in VOICES}
    asked = names.split(",")
    for name in asked:
        if name not in known:
            raise UsageError(f"unknown voice {name!r}; {hint(name, known)}")
    return [known[name] for name in asked]


def _reader() -> argparse.ArgumentParser:
    packages = "\n".join(f"  {voice.name:16} {voice.language}  {voice.packages}  ({voice.licence})" for voice in VOICES)
    reader = argparse.ArgumentParser(
        description=__doc__,
        epilog=f"voices, and the Debian packages each comes from:\n{packages}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    reader.add_argument("--out", type=Path, required=True, help="folder to write into")
    reader.add_argument("--hours", type=float, default=0.4, help="of each voice (default 0.4)")
    reader.add_argument("--voices", help="names, separated by commas (default: all)")
    reader.add_argument("--seed", type=int, default=1, help="the same seed makes the same speech")
    return reader


if __name__ == "__main__":
    sys.exit(main())
