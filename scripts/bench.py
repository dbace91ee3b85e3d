"""Measure every stage and the whole, as frames a second and as a multiple of real time.

    python scripts/bench.py                 # stages, whole, batch
    python scripts/bench.py --only whole    # stages | whole | batch

Machines are noisy: every stage is timed in turns (A B C A B C …) and the median is told;
`x` is how many times faster than real time at 25 frames a second.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from avatar.catalog.product import example_sheet, read_catalog
from avatar.config import Settings
from avatar.face.articulation import Articulation
from avatar.face.expression import open_listener
from avatar.face.motion import Motion, stress_track
from avatar.render import Renderer, RenderJob
from avatar.speech.voice import open_voice
from avatar.stage.music import Music
from avatar.types import SAMPLE_RATE, Frame, samples_per_frame

FPS = 25
ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=("stages", "whole", "batch"))
    parser.add_argument("--language", default="zh")
    parser.add_argument("--size", default="720x1280")
    args = parser.parse_args()
    width, height = (int(side) for side in args.size.split("x"))
    product = read_catalog(example_sheet(args.language)).products[0]
    job = RenderJob(product, voice="espeak", language=args.language, size=(width, height), fps=FPS)
    print(f"{os.cpu_count()} cores, {width}x{height}, {FPS} fps")
    if args.only in (None, "stages"):
        stages(job)
    if args.only in (None, "whole"):
        whole(job)
    if args.only in (None, "batch"):
        batch(args.language, args.size)


def stages(job: RenderJob) -> None:
    """Each stage alone, one after another, on ten seconds."""
    renderer = Renderer(Settings())
    stage = renderer.stage(job)
    portrait, composer = stage.portrait, stage.composer
    voice = open_voice("espeak", language=job.language, gender=None, warn=print)
    script = renderer.write(job, print)
    text = "".join(line.text for line in script.lines)[:60]
    speech = voice.speak(text, job.language)
    values = Articulation().expression(speech, FPS)
    pose, life = Motion(1, FPS).take(len(values), stress_track(speech, FPS))
    rows = np.clip(values + life, 0, 1)
    count = len(rows)
    sound = np.zeros(count * samples_per_frame(FPS), np.float32)
    sound[: len(speech.pcm)] = speech.pcm
    listener = open_listener(FPS, print)
    figure = portrait.draw(rows[0], pose[0])
    pictures = [
        composer.compose(portrait.draw(rows[i], pose[i]), None).copy() for i in range(0, count, max(1, count // 50))
    ]

    def draw() -> None:
        for i in range(count):
            portrait.draw(rows[i], pose[i])

    def compose() -> None:
        for _ in range(count):
            composer.compose(figure, None)

    def encode() -> None:
        step = samples_per_frame(FPS)
        with tempfile.TemporaryDirectory() as folder:
            sink = renderer.sink(job, Path(folder, "bench.mp4"))
            for i in range(count):
                picture = pictures[min(i * len(pictures) // count, len(pictures) - 1)]
                sink.write(Frame(i, picture, sound[i * step : (i + 1) * step]))
            sink.close()

    work: dict[str, Callable[[], object]] = {
        "speech (espeak)": lambda: voice.speak(text, job.language),
        "articulation": lambda: Articulation().expression(speech, FPS),
        "listening (network)": lambda: (listener.push(speech.pcm), listener.flush()),
        "motion": lambda: Motion(1, FPS).take(count, None),
        "music": lambda: Music("breeze").take(sound),
        "portrait": draw,
        "compose": compose,
        "encode (x264, aac, mux)": encode,
    }
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(ROUNDS):
        for name, act in work.items():
            begun = time.perf_counter()
            act()
            times[name].append(time.perf_counter() - begun)
    print(f"\n{'stage':26} {'ms/frame':>9} {'frames/s':>9} {'x':>8}")
    for name, taken in times.items():
        _row(name, statistics.median(taken), count)


def whole(job: RenderJob) -> None:
    """Speech to MP4 in a fresh process, as a user runs it, and its memory."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "whole.mp4")
        command = [sys.executable, "-m", "avatar", "render", str(example_sheet(job.language)), "--out", str(out)]
        command += ["--voice", "espeak", "--size", f"{job.size[0]}x{job.size[1]}", "--json"]
        taken, results = [], []
        for _ in range(3):
            begun = time.perf_counter()
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            taken.append(time.perf_counter() - begun)
            results.append(json.loads(done.stdout))
        renderer = Renderer(Settings())
        renderer.render(job, out)  # presenter and stage are prepared now
        begun = time.perf_counter()
        warm = renderer.render(job, out)
        warm_taken = time.perf_counter() - begun
    print(f"\n{'whole':26} {'ms/frame':>9} {'frames/s':>9} {'x':>8}")
    _row("cold: command to file", statistics.median(taken), results[0]["frames"])
    _row("warm: speech to file", warm_taken, warm.frames)
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"video {results[0]['seconds']:.1f} s; peak memory of the largest process {children / 1024:.0f} MiB")


def batch(language: str, size: str) -> None:
    """Eight short jobs as one batch, beside eight single renders one after another."""
    with tempfile.TemporaryDirectory() as folder:
        jobs = Path(folder, "jobs.yaml")
        listed = f"sheets: {{{language}: {example_sheet(language)}}}\npresenters: [mei, kai]\nvoice: espeak\n"
        jobs.write_text(listed + f"size: {size}\nseconds: 10\n", "utf-8")
        begun = time.perf_counter()
        _avatar("batch", str(jobs), "--out", str(Path(folder, "all")))
        together = time.perf_counter() - begun
        begun = time.perf_counter()
        for presenter in ("mei", "kai"):
            for product in read_catalog(example_sheet(language)).products:
                _avatar(
                    "render", str(example_sheet(language)), "--product", product.id, "--presenter", presenter,
                    "--voice", "espeak", "--size", size, "--seconds", "10", "--out", str(Path(folder, "one.mp4")),
                )  # fmt: skip
        apart = time.perf_counter() - begun
    print(f"\nbatch of 8: {together:.1f} s; 8 single renders: {apart:.1f} s; ratio {together / apart:.2f}")


def _avatar(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "avatar", *arguments], check=True, capture_output=True)


def _row(name: str, seconds: float, frames: int) -> None:
    real_time = frames * samples_per_frame(FPS) / SAMPLE_RATE
    print(f"{name:26} {1000 * seconds / frames:9.2f} {frames / seconds:9.0f} {real_time / seconds:8.1f}")


if __name__ == "__main__":
    main()
