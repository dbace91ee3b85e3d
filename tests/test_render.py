"""One video, the whole way: what a viewer sees, hears and reads, and what is left when it is stopped."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from threading import Event

import av
import numpy as np
import pytest
from PIL import Image

from avatar import render as render_module
from avatar.config import Settings
from avatar.errors import Cancelled, UsageError
from avatar.face.presenter import load_presenter
from avatar.output.probe import probe
from avatar.output.provenance import read_record
from avatar.output.subtitles import read_cues
from avatar.render import MAX_LINE_CHARACTERS, Renderer, RenderJob, RenderResult, parse_size
from avatar.types import SAMPLE_RATE, Gesture, Line, Pixels, Product, Samples, Script, Speech, samples_per_frame

SMALL = (240, 426)


@pytest.fixture
def job(mug: Product, two_lines: Script) -> RenderJob:
    return RenderJob(mug, voice="espeak", language="en", size=SMALL, script=two_lines)


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[Speech]:
    """Every speech of the renders of this test, as the voice gave it."""
    heard: list[Speech] = []
    opened = render_module.open_voice

    class Listening:
        def __init__(self, *arguments: object, **named: object) -> None:
            self._voice = opened(*arguments, **named)  # type: ignore[arg-type]

        def speak(self, text: str, language: str) -> Speech:
            heard.append(self._voice.speak(text, language))
            return heard[-1]

    monkeypatch.setattr(render_module, "open_voice", Listening)
    return heard


def make(job: RenderJob, out: Path) -> RenderResult:
    return Renderer(Settings(producer="Test Shop")).render(job, out)


def pictures(path: Path) -> list[Pixels]:
    with av.open(str(path)) as file:
        return [frame.to_ndarray(format="bgr24") for frame in file.decode(video=0)]


def sound(path: Path) -> Samples:
    with av.open(str(path)) as file:
        return np.concatenate([frame.to_ndarray().mean(axis=0) for frame in file.decode(audio=0)])


def test_a_video_is_whole_labelled_and_in_time(job: RenderJob, spoken: list[Speech], tmp_path: Path) -> None:
    out = tmp_path / "deep" / "mug.mp4"
    result = make(job, out)
    facts = probe(out)
    assert (facts.width, facts.height) == SMALL
    assert abs(facts.picture_seconds - facts.sound_seconds) <= 0.040
    assert facts.picture_seconds == pytest.approx(result.seconds, abs=0.001)
    assert read_record(out)["ContentProducer"] == "Test Shop"
    assert read_record(result.cover)["ContentProducer"] == "Test Shop"
    assert Image.open(result.cover).size == SMALL
    assert result.voices == (spoken[0].voice,)
    assert np.abs(sound(out)[: round(render_module.LEAD_SECONDS * SAMPLE_RATE)]).max() > 0.01, "music before the voice"
    assert sorted(path.name for path in out.parent.iterdir()) == ["mug.mp4", "mug.png", "mug.srt"]


def test_every_caption_starts_within_a_frame_of_its_first_word(
    job: RenderJob, spoken: list[Speech], tmp_path: Path
) -> None:
    result = make(job, tmp_path / "mug.mp4")
    step = samples_per_frame(job.fps)
    starts, offset = [], round(render_module.LEAD_SECONDS * job.fps) * step
    for speech, kind in zip(spoken, ("opening", "offer"), strict=True):
        assert speech.words
        starts.append(offset + speech.words[0].start)
        offset += -(-len(speech.pcm) // step) * step + round(render_module.PAUSE_SECONDS[kind] * job.fps) * step
    after_the_last = render_module.TAIL_SECONDS - render_module.PAUSE_SECONDS["offer"]
    assert result.frames == offset // step + round(after_the_last * job.fps)
    cues = read_cues(result.subtitles.read_text("utf-8"))
    assert [cue.text for cue in cues] == ["Hello there.", "It is $19.90 today."]
    for cue, start in zip(cues, starts, strict=True):
        assert abs(cue.start - start) <= step


def test_the_mouth_moves_while_the_voice_speaks_and_rests_before_it(
    job: RenderJob, spoken: list[Speech], tmp_path: Path
) -> None:
    frames = pictures(make(replace(job, music=False), tmp_path / "mug.mp4").video)
    middle = [frame[:, 60:180].astype(np.int16) for frame in frames]
    moved = [float(np.abs(b - a).mean()) for a, b in pairwise(middle)]
    lead = round(render_module.LEAD_SECONDS * job.fps)
    assert np.mean(moved[lead + 5 : lead + 20]) > 1.5 * np.mean(moved[1 : lead - 2])


def test_the_sound_is_the_voice(job: RenderJob, spoken: list[Speech], tmp_path: Path) -> None:
    video = make(replace(job, music=False), tmp_path / "mug.mp4").video
    played = sound(video)
    start = round(render_module.LEAD_SECONDS * SAMPLE_RATE)
    said = spoken[0].pcm
    heard = played[start : start + len(said)]
    assert np.corrcoef(heard, said)[0, 1] > 0.95
    assert np.abs(played[: start - 2000]).max() < 0.01


def test_without_a_script_one_is_written_from_the_facts(job: RenderJob, tmp_path: Path) -> None:
    result = make(replace(job, script=None, seconds=10), tmp_path / "mug.mp4")
    assert "$19.90" in " ".join(line.text for line in result.script.lines)


def test_a_greeting_of_the_script_is_waved_and_over_before_the_end(job: RenderJob, tmp_path: Path) -> None:
    words = "Hello there, it is good to see you, come in and take a seat beside me."

    def said(gesture: Gesture | None) -> list[Pixels]:
        script = Script("mug", "en", (Line("opening", words, gesture),), "test")
        made = make(replace(job, script=script, music=False), tmp_path / f"{gesture}.mp4")
        return pictures(made.video)

    waving, still = said("greet"), said(None)
    beside = np.s_[170:275, 0:80]  # the presenter's right hand, between hair and frame
    moved = [float(np.abs(a[beside].astype(int) - b[beside]).mean()) for a, b in zip(waving, still, strict=True)]
    assert max(moved[:3]) < 3, "the hand waits for the line"
    assert max(moved[20:60]) > 15
    assert moved[-1] < 3, "it is down again"


def test_only_the_first_breath_of_a_long_line_has_its_gesture() -> None:
    lines = render_module._breaths((Line("opening", "这款杯子很好用，" * 100, "greet"),))
    assert [line.gesture for line in lines] == ["greet"] + [None] * (len(lines) - 1)


def test_a_line_of_ten_thousand_characters_is_split_into_breaths() -> None:
    lines = render_module._breaths((Line("feature", "这款杯子很好用，" * 1250),))
    assert len(lines) > 10
    assert max(len(line.text) for line in lines) <= MAX_LINE_CHARACTERS
    assert "".join(line.text for line in lines) == "这款杯子很好用，" * 1250


def test_a_stopped_render_leaves_nothing(job: RenderJob, tmp_path: Path) -> None:
    cancel = Event()
    long = replace(job, script=Script("mug", "en", (Line("feature", "And so it goes on. " * 20),), "test"))

    def stop_soon(share: float, what: str) -> None:
        if what == "frames":
            cancel.set()

    with pytest.raises(Cancelled):
        Renderer(Settings()).render(long, tmp_path / "out" / "mug.mp4", progress=stop_soon, cancel=cancel)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_stopped_render_does_not_wait_for_a_voice_that_hangs(
    job: RenderJob, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded = render_module.open_voice("espeak", "en", None, print)
    cancel, hanging = Event(), Event()

    class Hanging:
        def speak(self, text: str, language: str) -> Speech:
            if "today" in text:
                cancel.set()
                hanging.wait(30)
            return embedded.speak(text, language)

    monkeypatch.setattr(render_module, "open_voice", lambda *_arguments, **_named: Hanging())
    lines = (Line("opening", "Hello."), Line("offer", "It is today."))
    begun = time.monotonic()
    try:
        with pytest.raises(Cancelled):
            Renderer(Settings()).render(
                replace(job, script=Script("mug", "en", lines, "test")), tmp_path / "mug.mp4", cancel=cancel
            )
        assert time.monotonic() - begun < 20
    finally:
        hanging.set()
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_video_survives_a_render_that_fails(job: RenderJob, tmp_path: Path) -> None:
    out = tmp_path / "mug.mp4"
    out.write_bytes(b"the one from yesterday")
    unsayable = replace(job, script=Script("mug", "en", (Line("feature", "😀😀"),), "test"))
    with pytest.raises(UsageError):
        make(unsayable, out)
    assert out.read_bytes() == b"the one from yesterday"
    assert [path.name for path in tmp_path.iterdir()] == ["mug.mp4"]


def test_the_same_speech_gives_the_same_pictures(
    job: RenderJob, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = render_module.open_voice("espeak", "en", None, print).speak("Hello.", "en")

    class Recorded:
        def speak(self, text: str, language: str) -> Speech:
            return said

    monkeypatch.setattr(render_module, "open_voice", lambda *_arguments, **_named: Recorded())
    first, second = (pictures(make(job, tmp_path / f"{name}.mp4").video) for name in "ab")
    assert len(first) == len(second)
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_a_preview_is_the_frame_before_the_first_word(job: RenderJob) -> None:
    renderer = Renderer(Settings())
    still = renderer.preview(job)
    assert still.shape == (SMALL[1], SMALL[0], 3)
    other = renderer.preview(replace(job, presenter="kai"))
    assert np.abs(still.astype(int) - other).mean() > 2


def test_each_product_has_its_own_card_on_a_stage_that_was_kept(job: RenderJob) -> None:
    renderer = Renderer(Settings())
    mug = renderer.preview(job)
    lamp = renderer.preview(replace(job, product=replace(job.product, name="Desk Lamp", price=Decimal(35))))
    assert not np.array_equal(mug, lamp)
    assert np.array_equal(renderer.preview(job), mug)


def test_a_presenter_stands_in_the_light_of_the_scene_as_its_file_says_now(job: RenderJob, tmp_path: Path) -> None:
    Image.new("RGB", (90, 160), (128, 128, 128)).save(tmp_path / "grey.png")
    file = tmp_path / "attic.yaml"
    layout = (
        "{background: grey.png, figure: [0, 0, 1, 1], card: [0.05, 0.75, 0.9, 0.2], caption: [0.05, 0.6, 0.9, 0.1], "
        "label: [0.04, 0.02, 0.6, 0.06]}"
    )
    renderer = Renderer(Settings())

    def blue_over_red(light: str, changed: int) -> float:
        file.write_text(f"title: {{en: Attic}}\nlight: {light}\nupright: {layout}\nlandscape: {layout}\n", "utf-8")
        os.utime(file, (changed, changed))
        middle = renderer.preview(replace(job, scene=str(file)))[100:250, 70:170].reshape(-1, 3).mean(axis=0)
        return float(middle[0] / middle[2])

    assert blue_over_red("[0.7, 1.0, 1.3]", 1_000_000) > 1.3 * blue_over_red("[1.3, 1.0, 0.7]", 2_000_000)


def test_the_voice_suits_the_presenter(job: RenderJob, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted: list[object] = []

    def opened(*arguments: object, own: str | None, **_others: object) -> None:
        wanted.extend([*arguments[:3], own])
        raise Cancelled("enough is known")

    monkeypatch.setattr(render_module, "open_voice", opened)
    with pytest.raises(Cancelled):
        make(replace(job, presenter="kai"), tmp_path / "mug.mp4")
    assert wanted == ["espeak", "en", "man", load_presenter("kai").voices["en"]]


def test_what_lies_beside_the_sheet_is_obeyed(job: RenderJob, sheet: Path, tmp_path: Path) -> None:
    plain = Renderer(Settings()).render(job, tmp_path / "a.mp4")
    (sheet.parent / "lexicon.yaml").write_text("en:\n  there: everybody who is with us on this fine day\n", "utf-8")
    (sheet.parent / "review.yaml").write_text(
        "groups:\n  - {rule: ours, language: en, source: our own rule, kinds: [line], words: [warm]}\n", "utf-8"
    )
    said = Renderer(Settings()).render(replace(job, sheet=sheet), tmp_path / "b.mp4")
    assert said.seconds > plain.seconds + 1
    warned: list[str] = []
    written = Renderer(Settings()).write(replace(job, sheet=sheet, script=None), warned.append)
    assert "warm" not in " ".join(line.text for line in written.lines)
    assert "'warm'" in " ".join(warned)


def test_products_move_each_in_their_own_way(job: RenderJob) -> None:
    other = replace(job, product=replace(job.product, id="lamp"))
    assert render_module._seed(job) == render_module._seed(replace(job))
    assert render_module._seed(job) != render_module._seed(other)


def test_a_long_line_is_said_in_breaths_and_progress_only_grows(
    job: RenderJob, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    class Brief:
        def speak(self, text: str, language: str) -> Speech:
            said.append(text)
            return Speech(text, language, "brief", np.zeros(SAMPLE_RATE // 10, np.float32))

    monkeypatch.setattr(render_module, "open_voice", lambda *_arguments, **_named: Brief())
    shares: list[float] = []
    long = replace(job, script=Script("mug", "en", (Line("feature", "And so it goes on. " * 40),), "test"))
    Renderer(Settings()).render(long, tmp_path / "mug.mp4", progress=lambda share, _what: shares.append(share))
    assert len(said) > 2
    assert max(map(len, said)) <= MAX_LINE_CHARACTERS
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 0.97)


@pytest.mark.parametrize(
    "size",
    ["720", "240x3840", "1280x240", "720x", "x1280", "720x1281", "100x100", "9000x9000", "-720x1280", "７２０x1280"],
)
def test_a_size_that_cannot_be_names_the_mend(size: str) -> None:
    with pytest.raises(UsageError, match="--size"):
        parse_size(size)


@pytest.mark.parametrize("out", ["mug", "mug.avi"])
def test_only_mp4_is_written(job: RenderJob, tmp_path: Path, out: str) -> None:
    with pytest.raises(UsageError, match="mp4"):
        make(job, tmp_path / out)
