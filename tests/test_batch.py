"""Many videos: the list, resume, one failure that stops no other, a killed worker."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from avatar.batch import BatchJob, Outcome, _Report, _Workers, digest, read_jobs, run_batch
from avatar.cli import run
from avatar.config import Settings
from avatar.errors import SheetError, UsageError
from avatar.render import RenderJob
from avatar.types import Line, Product, Script


def listed(folder: Path, text: str) -> Path:
    path = folder / "jobs.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_list_is_products_times_presenters_times_scenes(sheet: Path, tmp_path: Path) -> None:
    jobs = read_jobs(
        listed(tmp_path, "sheets: shop.yaml\npresenters: [mei, kai]\nscenes: [studio, home]\nsize: 240x426\nfps: 30\n")
    )
    assert len(jobs) == 8
    assert jobs[0].name == "mug-en-mei-studio"
    assert {(job.job.size, job.job.fps, job.job.language) for job in jobs} == {((240, 426), 30, "en")}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("presenters: [mei]\n", "sheets"),
        ("sheets: shop.yaml\npresentors: [mei]\n", "presentors"),
        ("sheets: shop.yaml\nproducts: [mgu]\n", "mug"),
        ("sheets: shop.yaml\nproducts: mug\n", "list"),
        ("sheets: shop.yaml\nfps: fast\n", "fps"),
        ("sheets: shop.yaml\nfps: 23\n", "jobs.yaml: fps 23"),
        ("sheets: shop.yaml\nsize: 721x1280\n", "jobs.yaml: size 721x1280"),
        ("sheets: shop.yaml\nstyle: shouting\n", "shouting"),
        ("sheets: shop.yaml\nseconds: 3\n", "jobs.yaml: .*3 seconds"),
        ("sheets: shop.yaml\nseconds: true\n", "seconds"),
        ("sheets: shop.yaml\npresenters: [mei, mei]\n", "mug-en-mei-studio"),
        ("sheets: &a shop.yaml\nvoice: *a\n", "alias"),
        ("sheets: {zh: 3}\n", "zh"),
        ("- sheets\n", "mapping"),
        ("sheets: [", "YAML"),
        ("sheets: nowhere.yaml\n", "nowhere.yaml"),
    ],
)
def test_a_bad_list_names_the_file_and_the_key(sheet: Path, tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(UsageError, match=named) as caught:
        read_jobs(listed(tmp_path, text))
    assert "\n" not in str(caught.value)


def test_pictures_and_scenes_are_looked_for_beside_the_list(sheet: Path, tmp_path: Path) -> None:
    (tmp_path / "me.jpg").touch()
    (tmp_path / "attic.yaml").touch()
    jobs = read_jobs(listed(tmp_path, "sheets: shop.yaml\npresenters: [me.jpg, mei]\nscenes: [attic.yaml]\n"))
    assert [job.job.presenter for job in jobs[:2]] == [str(tmp_path / "me.jpg"), "mei"]
    assert jobs[0].job.scene == str(tmp_path / "attic.yaml")
    assert jobs[0].name == "mug-en-me-attic"


def test_a_worker_that_died_before_it_got_its_job_fails_that_job_alone(mug: Product, tmp_path: Path) -> None:
    workers = _Workers(tmp_path, Settings(), 1)
    ours, theirs = multiprocessing.Pipe()
    theirs.close()
    dead = multiprocessing.get_context("spawn").Process(target=print)
    dead.start()
    dead.join()
    outcomes: list[Outcome] = []
    workers._hand_out(ours, dead, [short(mug, "good")])
    workers._collect(ours, [], outcomes.append)
    assert [outcome.state for outcome in outcomes] == ["failed"]


def test_a_list_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="nowhere"):
        read_jobs(tmp_path / "nowhere.yaml")


def short(product: Product, name: str, *, presenter: str = "mei", words: str = "Hello.") -> BatchJob:
    script = Script(product.id, "en", (Line("opening", words),), "test")
    job = RenderJob(product, presenter, "espeak", language="en", size=(240, 426), script=script)
    return BatchJob(name, job)


def test_a_batch_goes_on_past_failures_and_resumes(mug: Product, tmp_path: Path) -> None:
    jobs = (short(mug, "good"), short(mug, "bad", presenter="nobody"), short(mug, "fine", words="Bye."))
    first = run_batch(jobs, tmp_path, Settings(), workers=2)
    assert [outcome.state for outcome in first] == ["done", "failed", "done"]
    assert "nobody" in str(first[1].error)
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert {row["name"]: row["state"] for row in report["jobs"]} == {"good": "done", "bad": "failed", "fine": "done"}
    stamp = (tmp_path / "good.mp4").stat().st_mtime_ns

    mended = (jobs[0], short(mug, "bad", presenter="kai"), short(mug, "fine", words="Goodbye."))
    second = run_batch(mended, tmp_path, Settings(), workers=1)
    assert [outcome.state for outcome in second] == ["kept", "done", "done"]
    assert (tmp_path / "good.mp4").stat().st_mtime_ns == stamp


def test_a_killed_worker_fails_its_job_alone(mug: Product, tmp_path: Path) -> None:
    long = short(mug, "long", words="And on it goes. " * 40)
    ended: list[Outcome] = []

    def kill_the_first_worker() -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if any(tmp_path.glob(".*/picture.mp4")):
                pid = multiprocessing.active_children()[0].pid
                assert pid
                os.kill(pid, signal.SIGKILL)
                return
            time.sleep(0.05)

    killer = threading.Thread(target=kill_the_first_worker)
    killer.start()
    outcomes = run_batch((long, short(mug, "after")), tmp_path, Settings(), workers=1, ended=ended.append)
    killer.join()
    assert [outcome.state for outcome in outcomes] == ["failed", "done"]
    assert "process ended" in str(outcomes[0].error)
    assert len(ended) == 2


def test_a_changed_fact_changes_the_digest(mug: Product) -> None:
    job = RenderJob(mug)
    assert digest(job) == digest(RenderJob(mug))
    assert digest(job) != digest(RenderJob(replace(mug, stock=39)))
    assert digest(job) != digest(replace(job, scene="home"))


def test_a_changed_lexicon_changes_the_digest(mug: Product, sheet: Path) -> None:
    job = RenderJob(mug, sheet=sheet)
    before = digest(job)
    (sheet.parent / "lexicon.yaml").write_text("en: {Mug: mugg}\n", "utf-8")
    assert digest(job) != before


def test_a_changed_picture_changes_the_digest(mug: Product, tmp_path: Path) -> None:
    picture = tmp_path / "me.jpg"
    picture.touch()
    digests = set()
    for changed in (1_000_000, 2_000_000):
        os.utime(picture, (changed, changed))
        digests |= {digest(RenderJob(mug, presenter=str(picture))), digest(RenderJob(replace(mug, images=(picture,))))}
    assert len(digests) == 4


def test_only_a_good_job_that_is_the_same_and_still_has_its_video_is_kept(mug: Product, tmp_path: Path) -> None:
    job = short(mug, "good")
    row = {"name": "good", "state": "done", "video": "good.mp4", "digest": digest(job.job), "warnings": []}

    def kept(**changes: object) -> Outcome | None:
        (tmp_path / "report.json").write_text(json.dumps({"jobs": [row | changes]}), "utf-8")
        return _Report(tmp_path).kept(job)

    assert kept() is None, "its video is gone"
    (tmp_path / "good.mp4").touch()
    earlier = kept()
    assert earlier
    assert earlier.state == "kept"
    assert kept(state="failed") is None
    assert kept(digest="another") is None
    assert kept(name="other") is None


def test_names_of_videos_are_fit_for_files_and_differ_in_more_than_case(sheet: Path, tmp_path: Path) -> None:
    (tmp_path / "me (1).jpg").touch()
    jobs = read_jobs(listed(tmp_path, "sheets: shop.yaml\nproducts: [mug]\npresenters: ['me (1).jpg', ../etc/a.jpg]\n"))
    assert [job.name for job in jobs] == ["mug-en-me__1_-studio", "mug-en-a-studio"]
    with pytest.raises(SheetError, match="two jobs"):
        read_jobs(listed(tmp_path, "sheets: shop.yaml\nproducts: [mug]\npresenters: [mei, MEI]\n"))


def test_workers_end_when_their_parent_is_killed(sheet: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    path = listed(tmp_path, "sheets: shop.yaml\nvoice: espeak\nseconds: 180\n")
    command = [sys.executable, "-m", "avatar", "batch", str(path), "--out", str(out), "--workers", "2"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + 60
    while len(list(out.glob(".*/picture.mp4"))) < 2 and time.monotonic() < end:
        time.sleep(0.05)
    process.kill()
    _, said = process.communicate(timeout=20)  # standard error ends when the last worker does
    assert "Traceback" not in said
    assert list(out.iterdir()) == []


def test_a_batch_that_is_stopped_leaves_no_worker_and_nothing_half_written(sheet: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    path = listed(tmp_path, "sheets: shop.yaml\nvoice: espeak\nseconds: 180\n")
    command = [sys.executable, "-m", "avatar", "batch", str(path), "--out", str(out), "--workers", "2"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        end = time.monotonic() + 60
        while len(list(out.glob(".*/picture.mp4"))) < 2 and time.monotonic() < end:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 130, said
    assert "Traceback" not in said
    assert list(out.iterdir()) == []


def test_the_command_prints_a_table_and_fails_with_its_jobs(
    sheet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = listed(
        tmp_path,
        "sheets: shop.yaml\nproducts: [mug]\npresenters: [mei, nobody]\nvoice: espeak\nsize: 240x426\nseconds: 10\n",
    )
    assert run(["batch", str(path), "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr()
    assert "done   mug-en-mei-studio" in said.out
    assert "failed mug-en-nobody-studio" in said.out
    assert "1 done, 0 kept from before, 1 failed" in said.out
    assert "1 of 2 jobs failed" in said.err


def test_a_report_that_is_not_ours_is_not_overwritten(mug: Product, tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text("[1]")
    with pytest.raises(UsageError, match="report"):
        run_batch((short(mug, "good"),), tmp_path, Settings())
    assert (tmp_path / "report.json").read_text() == "[1]"
