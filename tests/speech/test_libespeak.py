"""The library itself: shared by threads, loaded from anywhere, no process ended."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import espeakng_loader
import pytest

from avatar.errors import VoiceError
from avatar.speech.libespeak import Manner, engine, voice_names

JOBS = [("你好世界", "cmn+f2"), ("Hello world", "en-us+Reed"), ("Bonjour", "fr"), ("大家好", "cmn+Reed")] * 6


def test_threads_do_not_disturb_each_other() -> None:
    def said(job: tuple[str, str]) -> list[str | None]:
        # not their times: a natural flutter moves sounds by a few samples
        return [event.symbol for event in engine().utter(*job, Manner()).events]

    alone = [said(job) for job in JOBS]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(said, JOBS)) == alone


def test_a_faster_manner_is_shorter() -> None:
    slow, fast = (len(engine().utter("大家好", "cmn", Manner(rate=rate)).pcm) for rate in (140, 280))
    assert fast < 0.7 * slow


def test_voices_on_disk_are_known() -> None:
    assert {"cmn", "en-us", "+f2", "+Reed"} <= voice_names()


def test_a_voice_that_is_not_there_is_told() -> None:
    with pytest.raises(VoiceError, match="zz"):
        engine().utter("a", "zz", Manner())


def in_a_process_of_its_own(data: Path) -> str:
    """What a fresh process says with espeak-ng's data there (the library keeps what it has once loaded)."""
    program = (
        "import espeakng_loader\n"
        f"espeakng_loader.get_data_path = lambda: {str(data)!r}\n"
        "from avatar.speech.libespeak import Manner, engine\n"
        "try: print(len(engine().utter('你好', 'cmn+Reed', Manner()).events))\n"
        "except Exception as error: print(type(error).__name__, error)\n"
    )
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def test_data_behind_a_long_path_is_found(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 90) / ("e" * 90) / "espeak-ng-data"
    deep.parent.mkdir(parents=True)
    deep.symlink_to(espeakng_loader.get_data_path(), target_is_directory=True)
    assert int(in_a_process_of_its_own(deep)) > 4


def test_missing_data_is_told_with_the_mend(tmp_path: Path) -> None:
    said = in_a_process_of_its_own(tmp_path)
    assert said.startswith("VoiceError")
    assert "pip install" in said
