"""Measure written scripts: does an hour's show repeat itself, and do scripts last as long as asked?

    python -m scripts.bench_scripts
    python -m scripts.bench_scripts --style expert --language en --no-voice

The show is the template's, of the example shop's products. A repeat is a line said
before but for marks and case; nearly a repeat, a line that shares four fifths of its
runs of letters with one said before. Lengths are those of real speech by `--voice`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from avatar.catalog.product import example_sheet, read_catalog
from avatar.config import Settings
from avatar.render import LEAD_SECONDS, PAUSE_SECONDS, TAIL_SECONDS
from avatar.speech.voice import Voice, open_voice
from avatar.types import Script
from avatar.words.memory import HOUR, NEARLY, Memory, bare
from avatar.words.request import LANGUAGES, STYLES, Request
from avatar.words.show import Show, show_of
from avatar.words.writer import Writer, open_writer, write_script

_LENGTHS = (10, 12, 15, 20, 30, 45, 60, 90)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--style", choices=STYLES, action="append")
    options.add_argument("--language", choices=LANGUAGES, action="append")
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--voice", default="espeak")
    options.add_argument("--no-voice", action="store_true", help="shows alone")
    asked = options.parse_args()
    writer = open_writer(Settings())
    for language in asked.language or LANGUAGES:
        for style in asked.style or STYLES:
            print(show_row(writer, Request(language, style, 90), asked.minutes))
    for language in () if asked.no_voice else asked.language or LANGUAGES:
        for style in asked.style or STYLES:
            print(length_row(writer, language, style, asked.voice))


def show_row(writer: Writer, request: Request, minutes: float) -> str:
    """How much a show of the example shop says, and how often it says the same."""
    show = Show(writer, read_catalog(example_sheet(request.language)).products, request)
    segments = show_of(show, 60 * minutes)
    lines = [line.text for script in segments for line in script.lines]
    repeated = len(lines) - len({bare(line) for line in lines})
    return (
        f"{request.language} {request.style:7} show of {show.memory.seconds / 60:5.1f} min: {len(segments)} turns, "
        f"{len(lines)} lines, {repeated} repeated, {nearly_repeated(lines)} nearly"
    )


def nearly_repeated(lines: list[str]) -> int:
    """How many lines are at least `NEARLY` like an earlier one."""
    memory = Memory(10 * HOUR)
    found = 0
    for line in lines:
        found += memory.likeness(line) >= NEARLY
        memory.keep(line)
    return found


def length_row(writer: Writer, language: str, style: str, voice_name: str) -> str:
    """Spoken length against the length asked for, of every example product that has facts enough."""
    voice = open_voice(voice_name, language=language, gender=None, warn=print)
    ratios: list[str] = []
    for seconds in _LENGTHS:
        spoken = [
            sum(lengths(script, voice)) / seconds for script in scripts(writer, Request(language, style, seconds))
        ]
        ratios.append(f"{seconds} s ×{min(spoken):.2f}…{max(spoken):.2f}" if spoken else f"{seconds} s –")
    return f"{language} {style:7} " + ", ".join(ratios)


def scripts(writer: Writer, request: Request) -> Iterator[Script]:
    for product in read_catalog(example_sheet(request.language)).products:
        told: list[str] = []
        script = write_script(writer, product, request, told.append)
        if not any("facts for about" in each for each in told):
            yield script


def lengths(script: Script, voice: Voice) -> Iterator[float]:
    yield LEAD_SECONDS + TAIL_SECONDS - PAUSE_SECONDS[script.lines[-1].kind]
    for line in script.lines:
        yield voice.speak(line.text, script.language).seconds + PAUSE_SECONDS[line.kind]


if __name__ == "__main__":
    main()
