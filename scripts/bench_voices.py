"""Let every backend of speech fail in every way it can, and measure how soon the next voice has spoken.

    python -m scripts.bench_voices             # a row a fault
    python -m scripts.bench_voices --rounds 5  # the slowest of five

The servers that fail are real ones on this machine. Time counts from the fault; for a hang, of which
nothing is ever heard, from the call. A line counts as lost if nobody said it.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.speech.faulty import TEXT, cases, outcome, piper_files, warm_up

SECONDS = 2.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=1)
    rounds = parser.parse_args().rounds
    warm_up()
    slowest, lost, lines = 0.0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for case in cases(piper_files(Path(folder))):
            ends = [outcome(case) for _ in range(rounds)]
            seconds = max(end.seconds for end in ends)
            lines += rounds
            lost += sum(end.speech.text != TEXT for end in ends)
            slowest = max(slowest, seconds)
            print(f"{case.backend:8} {case.fault:22} {seconds:5.2f} s  said by {ends[-1].speech.voice}")
    verdict = "well" if slowest <= SECONDS and not lost else "too slow" if not lost else "lines lost"
    print(f"{lines} lines, {lost} lost, the slowest after {slowest:.2f} s (at most {SECONDS:g} s): {verdict}")


if __name__ == "__main__":
    main()
