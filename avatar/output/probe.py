"""What a finished video holds, read from its own streams."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av

from avatar.errors import OutputError


@dataclass(frozen=True)
class VideoFacts:
    """Size in pixels, pictures a second, codecs, and how long each stream shows or sounds, in seconds."""

    width: int
    height: int
    fps: Fraction
    frames: int
    picture_seconds: float
    sound_seconds: float
    video_codec: str
    audio_codec: str
    sample_rate: int


def probe(path: Path) -> VideoFacts:
    """The facts of a file with one video and one audio stream; raises OutputError where it has not both."""
    try:
        with av.open(str(path)) as container:
            if len(container.streams.video) != 1 or len(container.streams.audio) != 1:
                raise OutputError(f"{path}: has not one video and one audio stream")
            video, audio = container.streams.video[0], container.streams.audio[0]
            return VideoFacts(
                width=video.codec_context.width,
                height=video.codec_context.height,
                fps=Fraction(video.average_rate or 0),
                frames=video.frames,
                picture_seconds=_seconds(video),
                sound_seconds=_seconds(audio),
                video_codec=video.codec_context.name,
                audio_codec=audio.codec_context.name,
                sample_rate=audio.codec_context.sample_rate,
            )
    except av.FFmpegError as error:
        raise OutputError(f"{path}: is no playable video: {error}") from error


def _seconds(stream: av.VideoStream | av.AudioStream) -> float:
    if stream.duration is None or stream.time_base is None:
        return 0.0
    return float(stream.duration * stream.time_base)
