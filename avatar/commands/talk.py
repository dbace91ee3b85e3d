"""`avatar talk`: any portrait says any sound."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

import click

from avatar.commands.common import JSON, print_json, progress, tell, warn
from avatar.commands.consent import CONSENT, consent_to_note, note_consent


@click.command()
@click.option("--portrait", required=True, metavar="IMG|NAME", help="A picture, or a kept presenter (mei, kai, …).")
@click.option(
    "--audio",
    required=True,
    type=click.Path(path_type=Path),
    help="The sound: WAV, MP3, M4A, FLAC, OGG, or a video, whose sound is taken.",
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The video to make, FILE.mp4.")
@click.option(
    "--engine", default="portrait", show_default=True, metavar="portrait|wav2lip", help="What moves the face."
)
@click.option("--weights", type=click.Path(path_type=Path), help="The checkpoint of --engine wav2lip.")
@click.option("--fps", default=25, show_default=True, help="24, 25, 30, 48, 50 or 60.")
@click.option("--face", type=click.IntRange(1), metavar="N", help="Which of several faces, counted from the left.")
@click.option("--still", is_flag=True, help="Keep the head where it is; nothing outside it changes then.")
@click.option("--language", metavar="zh|en", help="Language of the label; the system's own if left out.")
@CONSENT
@JSON
def talk(
    portrait: str,
    audio: Path,
    out: Path,
    engine: str,
    weights: Path | None,
    fps: int,
    face: int | None,
    still: bool,
    language: str | None,
    consent: str | None,
    as_json: bool,
) -> None:
    """Make any portrait say any sound.

    The video has the picture's own size and the sound's own length; nothing is added but
    the label that says it is AI-made.

    \b
    Example:
      avatar talk --portrait me.jpg --audio hello.mp3 --out hello.mp4
      avatar talk --portrait mei --audio news.wav --out news.mp4 --fps 30
    """
    from avatar.config import load_settings
    from avatar.talk import TalkJob, TalkStudio

    job = TalkJob(portrait, audio, engine, weights, fps, face, still, language or _own_language())
    record = consent_to_note([portrait], consent)
    with progress() as report:
        result = TalkStudio(load_settings()).talk(job, out, progress=report, warn=warn)
    note_consent(record, out.with_suffix(".consent.json"))
    if as_json:
        print_json(asdict(result))
    else:
        tell(f"{result.video}  {result.seconds:.1f} s, {result.size[0]}×{result.size[1]}")


def _own_language() -> str:
    """The language this machine speaks to its user."""
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if spoken.startswith("zh") else "en"
