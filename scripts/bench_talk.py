"""Measure `avatar talk` as its user waits for it: keeping a presenter, the first frame, a second sound, long sounds.

    python scripts/bench_talk.py                          # a drawn presenter before a wall, 720 x 960
    python scripts/bench_talk.py --photo me.jpg           # a photograph of one's own
    python scripts/bench_talk.py --only memory --minutes 60

The first frame is timed from the start of a fresh process to the moment the encoder has it; the
median of several starts is told, for machines are noisy. Nothing is kept outside a temporary folder.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import wave
from pathlib import Path

import cv2
import numpy as np

from avatar.config import Settings
from avatar.face.presenter import load_presenter
from avatar.face.shelf import keep_presenter, remove_presenter
from avatar.talk import TalkJob, TalkStudio
from avatar.types import SAMPLE_RATE

NAME = "bench"
WALL = (150, 170, 160)
# tells when the first frame has been handed over, by the clock of all processes
_STARTED = """
import sys, time
from avatar.output.file import FileSink
def told(sink, frame, write=FileSink.write):
    write(sink, frame)
    if not frame.index:
        print("first", time.time(), flush=True)
FileSink.write = told
from avatar.cli import run
sys.exit(run(sys.argv[1:]))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=("keep", "start", "memory"))
    parser.add_argument("--photo", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=5.0, help="length of the long sound")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        os.environ["XDG_DATA_HOME"] = made
        photo = args.photo or _drawn_photo(folder / "photo.png")
        picture = cv2.imread(str(photo))
        print(f"{os.cpu_count()} cores, portrait {picture.shape[1]}x{picture.shape[0]}")
        keep(photo, args.rounds)
        if args.only in (None, "start"):
            cold_start(folder, args.rounds)
            warm_start(folder, args.rounds)
        if args.only in (None, "memory"):
            memory(folder, args.minutes)


def keep(photo: Path, rounds: int) -> None:
    """What `avatar presenter new` computes, the first time and after."""
    took = []
    for last in [False] * (rounds - 1) + [True]:
        begun = time.perf_counter()
        keep_presenter(NAME, photo, "drawn for a measurement")
        took.append(time.perf_counter() - begun)
        if not last:
            remove_presenter(NAME)
    print(f"keep a presenter      {took[0]:6.2f} s the first time, {statistics.median(took[1:] or took):.2f} s after")


def cold_start(folder: Path, rounds: int) -> None:
    """A fresh process, a kept presenter, one second of sound."""
    sound = _sound(folder / "second.wav", 1.0)
    arguments = ["talk", "--portrait", NAME, "--audio", str(sound), "--out", str(folder / "cold.mp4")]
    took = []
    worked = _worked()
    for _ in range(rounds):
        begun = time.time()
        done = subprocess.run(
            [sys.executable, "-c", _STARTED, *arguments], stdout=subprocess.PIPE, text=True, check=True
        )
        took.append(float(done.stdout.split()[1]) - begun)
    cores = (_worked() - worked) / rounds
    print(
        f"first frame, cold     {statistics.median(took):6.2f} s (of {', '.join(f'{each:.2f}' for each in took)}); "
        f"the whole run works {cores:.2f} s on all cores together"
    )


def warm_start(folder: Path, rounds: int) -> None:
    """A second sound in the same process."""
    sound = _sound(folder / "second.wav", 1.0)
    studio, job = TalkStudio(Settings()), TalkJob(NAME, sound)
    took = []
    for _ in range(rounds + 1):
        begun, first = time.perf_counter(), list[float]()

        def noted(_share: float, what: str, first: list[float] = first) -> None:
            if what == "frames":
                first.append(time.perf_counter())

        studio.talk(job, folder / "warm.mp4", progress=noted)
        took.append(first[0] - begun)
    print(f"first frame, again    {statistics.median(took[1:]):6.2f} s")


def memory(folder: Path, minutes: float) -> None:
    """The most memory this process had in use at a tenth and at the end of a long sound, and its speed."""
    sound = _sound(folder / "long.wav", minutes * 60)
    peaks: dict[int, int] = {}
    begun = time.perf_counter()

    def noted(share: float, _what: str) -> None:
        peaks.setdefault(int(share * 10), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)

    result = TalkStudio(Settings()).talk(TalkJob(NAME, sound), folder / "long.mp4", progress=noted)
    took = time.perf_counter() - begun
    end = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{minutes:g} minutes of sound  {peaks.get(1, end)} MB at a tenth, {end} MB at the end, "
        f"{result.frames / took:.0f} frames/s with encoding, {threading.active_count()} threads left"
    )


def _worked() -> float:
    """Seconds of all cores that ended processes of this one have worked: a busy machine does not change them."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _drawn_photo(path: Path) -> Path:
    """A presenter of the studio before a wall: a photograph nobody has to agree to."""
    picture = load_presenter("mei").picture
    cover = picture[..., 3:].astype(np.float32) / 255
    photo = picture[..., :3] * cover + np.array(WALL, np.float32) * (1 - cover)
    cv2.imwrite(str(path), cv2.resize(np.rint(photo).astype(np.uint8), (720, 960), interpolation=cv2.INTER_AREA))
    return path


def _sound(path: Path, seconds: float) -> Path:
    """Something like syllables: a buzz that comes and goes."""
    clock = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    buzz = sum(np.sin(2 * np.pi * 120 * k * clock) / k for k in range(1, 25)) * np.clip(
        np.sin(2 * np.pi * 4 * clock), 0, 1
    )
    second = np.round(6000 * buzz).astype("<i2").tobytes()
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        for _ in range(max(1, round(seconds))):
            file.writeframesraw(second)
    return path


if __name__ == "__main__":
    main()
