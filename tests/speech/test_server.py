"""Speech servers: what is asked, what is taken, and that a key stays where it belongs."""

from __future__ import annotations

import io
import threading

import av
import numpy as np
import pytest

from avatar.errors import TextError, UsageError, VoiceError
from avatar.speech.capabilities import Delivery
from avatar.speech.faults import Refused
from avatar.speech.patience import AT_ONCE, Limits
from avatar.speech.server import Server, ServerVoice
from avatar.types import SAMPLE_RATE
from tests.speech.faulty import SERVER_MODES, TEXT, SpeechServer, _Call, speech_server, spoken_pcm, wav_bytes

PATIENT = Limits.patient(10)
QUICK = Limits(first=0.5, gap=0.4, total=3, wait=0.01)


def voice(fake: SpeechServer, **more: object) -> ServerVoice:
    more.setdefault("limits", PATIENT)
    return ServerVoice("lin", "lin-1", Server(fake.url, "secret-key", "cosy"), **more)  # type: ignore[arg-type]


def test_a_server_is_asked_as_openai_has_it() -> None:
    with speech_server() as fake:
        speech = voice(fake).speak(TEXT, "en")
    assert speech.voice == "lin"
    assert fake.requests == [
        {
            "model": "cosy",
            "input": "Welcome to our show, today this mug costs only nineteen dollars and ninety-nine cents, "
            "and it keeps tea warm for hours.",
            "voice": "lin-1",
            "response_format": "wav",
            "path": "/v1/audio/speech",
        }
    ]
    assert fake.headers[0]["authorization"] == "Bearer secret-key"


def test_speed_and_style_are_asked_for_where_they_are_wanted() -> None:
    with speech_server() as fake:
        voice(fake, delivery=Delivery(1.2, 0, "Softly.")).speak(TEXT, "en")
    assert (fake.requests[0]["speed"], fake.requests[0]["instructions"]) == (1.2, "Softly.")


@pytest.mark.parametrize("address", ["{}", "{}/", "{}/audio/speech", "{}/audio/speech/"])
def test_the_address_may_end_as_people_write_it(address: str) -> None:
    with speech_server() as fake:
        ServerVoice("lin", "lin", Server(address.format(fake.url)), limits=PATIENT).speak(TEXT, "en")
    assert fake.requests[0]["path"] == "/v1/audio/speech"
    assert "authorization" not in fake.headers[0]


@pytest.mark.parametrize("kind", ["mp3", "flac", "ogg", "adts"])
def test_whatever_sound_comes_is_taken(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(call: _Call) -> None:
        pcm, rate = spoken_pcm(call.asked["input"])
        buffer = io.BytesIO()
        codec = {"ogg": "libopus", "adts": "aac"}.get(kind, kind)
        with av.open(buffer, "w", format=kind) as file:
            stream = file.add_stream(codec, rate=48_000 if kind == "ogg" else rate, layout="mono")
            frame = av.AudioFrame.from_ndarray(pcm[None], format="s16", layout="mono")
            frame.sample_rate = rate
            for packet in (*stream.encode(frame), *stream.encode(None)):
                file.mux(packet)
        call.head(content="application/octet-stream")
        call.body(buffer.getvalue())

    monkeypatch.setitem(SERVER_MODES, "answer", answer)
    with speech_server() as fake:
        assert 4 < voice(fake).speak(TEXT, "en").seconds < 9


def test_bare_samples_have_the_rate_that_the_server_or_the_settings_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    told = ""

    def answer(call: _Call) -> None:
        call.head(content=f"audio/pcm{told}")
        call.body(call.sound())

    monkeypatch.setitem(SERVER_MODES, "answer", answer)
    rate = spoken_pcm("x")[1]
    with speech_server() as fake:
        set_so = ServerVoice("lin", "lin", Server(fake.url, kind="pcm", rate=rate), limits=PATIENT).speak(TEXT, "en")
        told = f"; rate={rate}"
        told_so = ServerVoice("lin", "lin", Server(fake.url, kind="pcm", rate=48_000), limits=PATIENT).speak(TEXT, "en")
    assert len(set_so.pcm) == len(told_so.pcm)
    assert 4 < set_so.seconds < 9


def test_a_wav_that_is_streamed_may_promise_any_length(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(call: _Call) -> None:
        data = bytearray(call.sound())
        data[4:8] = data[40:44] = b"\xff\xff\xff\xff"
        call.head()
        call.body(bytes(data))

    monkeypatch.setitem(SERVER_MODES, "answer", answer)
    with speech_server() as fake:
        assert 4 < voice(fake).speak(TEXT, "en").seconds < 9


def test_a_line_that_came_in_part_is_asked_for_again() -> None:
    with speech_server("cut", "503", "half said", "answer") as fake:
        assert voice(fake).speak(TEXT, "en").voice == "lin"
    assert len(fake.requests) == 4


def test_long_text_is_asked_for_in_clauses_and_joined_without_clicks(monkeypatch: pytest.MonkeyPatch) -> None:
    def hum(call: _Call) -> None:
        """A tone that begins and ends where it is loudest."""
        pcm, rate = spoken_pcm(call.asked["input"])
        tone = (8000 * np.cos(np.arange(len(pcm)) * 2 * np.pi * 200 / rate)).astype(np.int16)
        call.head()
        call.body(wav_bytes(tone, rate))

    monkeypatch.setitem(SERVER_MODES, "answer", hum)
    text = "This mug keeps your tea warm for hours, and it costs nothing to try. " * 4
    with speech_server() as fake:
        speech = voice(fake, longest=80).speak(text, "en")
    assert len(fake.requests) == 4
    assert all(request["input"].strip().endswith(".") for request in fake.requests)
    steps = np.abs(np.diff(speech.pcm))
    within = steps[SAMPLE_RATE : 2 * SAMPLE_RATE].max()
    assert steps.max() < 1.5 * within


def test_the_key_is_in_no_message_and_follows_no_other_address() -> None:
    with speech_server("401") as fake:
        fake.plan = ["echo"]
        SERVER_MODES["echo"] = lambda call: call.status(401, "Incorrect key: secret-key")
        with pytest.raises(VoiceError, match="answered 401 \\(Incorrect key: …\\)") as caught:
            voice(fake).speak(TEXT, "en")
    del SERVER_MODES["echo"]
    assert "secret-key" not in str(caught.value)
    assert "secret-key" not in repr(Server(fake.url, "secret-key"))
    with speech_server("moved") as fake, pytest.raises(Refused, match="307"):
        voice(fake).speak(TEXT, "en")
    assert len(fake.requests) == 1


def test_sound_without_end_is_not_waited_for() -> None:
    with speech_server("drip") as fake, pytest.raises(VoiceError):
        voice(fake, limits=QUICK).speak(TEXT, "en")


def test_a_server_gets_at_most_four_lines_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = SERVER_MODES["answer"]

    def slowly(call: _Call) -> None:
        call.server.closing.wait(0.1)
        usual(call)

    monkeypatch.setitem(SERVER_MODES, "answer", slowly)
    with speech_server() as fake:
        speaker = voice(fake)
        threads = [threading.Thread(target=lambda: speaker.speak("Hello there, everyone.", "en")) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(fake.requests) == 10
        assert fake.most_at_once == AT_ONCE


def test_a_server_with_languages_says_no_other() -> None:
    with speech_server() as fake:
        only = voice(fake, languages=frozenset(["zh"]))
        with pytest.raises(TextError, match="speaks zh"):
            only.speak(TEXT, "en")
        assert not fake.requests


@pytest.mark.parametrize(
    "url", ["", "localhost:8880", "ftp://host/v1", "http://", "lin", "http://host:99999/v1", "http://[::1/v1"]
)
def test_an_address_that_is_none_is_the_users_mistake(url: str) -> None:
    with pytest.raises(UsageError, match="http://localhost:8880/v1"):
        Server(url)


def test_a_format_that_is_none_is_the_users_mistake() -> None:
    with pytest.raises(UsageError, match="wav, mp3"):
        Server("http://localhost/v1", kind="midi")
