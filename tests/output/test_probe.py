"""What is no video with sound is said to be none."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from avatar.errors import OutputError
from avatar.output.encoder import executable
from avatar.output.probe import probe


def test_a_text_a_missing_file_and_a_silent_video_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_text("not a video")
    for name in ("a.mp4", "missing.mp4"):
        with pytest.raises(OutputError, match=rf"{name}: is no playable video"):
            probe(tmp_path / name)
    made = ["-f", "lavfi", "-i", "color=size=32x32:duration=0.2", str(tmp_path / "silent.mp4")]
    subprocess.run([executable(), "-loglevel", "error", *made], check=True)
    with pytest.raises(OutputError, match="has not one video and one audio stream"):
        probe(tmp_path / "silent.mp4")
