"""The model client against a real HTTP server that behaves well and badly."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from avatar.config import ModelSettings
from avatar.errors import ModelError
from avatar.words.llm import Model
from tests import fakes

KEY = "my.secret-key-1234567890"
ASK = [{"role": "user", "content": "hello"}]


def model_at(url: str, **changes: object) -> Model:
    settings = {"base_url": url, "name": "fake-model", "api_key": KEY}
    # patient, for a busy machine; what tests a deadline names its own
    settings |= {"first_timeout": 20.0, "gap_timeout": 20.0, "total_timeout": 30.0} | changes
    return Model(ModelSettings(**settings))  # type: ignore[arg-type]


def test_text_arrives_in_pieces_as_the_server_sends_it() -> None:
    with fakes.chat_server(fakes.says("今天的主角登场", piece=2)) as server:
        pieces = list(model_at(server.url).stream(ASK))
    assert "".join(pieces) == "今天的主角登场"
    assert len(pieces) == 4
    assert server.requests[0]["stream"] is True
    assert server.requests[0]["headers"]["authorization"] == f"Bearer {KEY}"


def test_a_slow_drip_is_no_failure() -> None:
    with fakes.chat_server(fakes.drips("slowly but surely", 0.05)) as server:
        assert model_at(server.url, gap_timeout=0.6).complete(ASK) == "slowly but surely"


@pytest.mark.parametrize(
    ("behave", "says"),
    [
        (fakes.fails(401, f"Incorrect API key: {KEY}"), "check the key"),
        (fakes.fails(403), "rights"),
        (fakes.fails(429), "quota"),
        (fakes.fails(500), "try again later"),
        (fakes.fails(400, f"bad request with {KEY} and Bearer abcdefghijkl"), "refuses the request"),
        (fakes.babbles, "not a chat answer"),
    ],
)
def test_a_server_that_refuses_gives_one_line_with_its_mend_and_no_key(behave: object, says: str) -> None:
    with fakes.chat_server(behave) as server, pytest.raises(ModelError) as caught:  # type: ignore[arg-type]
        model_at(server.url).complete(ASK)
    message = str(caught.value)
    assert says in message
    assert "\n" not in message
    assert KEY not in message
    assert "abcdefghijkl" not in message


@pytest.mark.parametrize("behave", [fakes.hangs, fakes.keeps_alive], ids=["hangs", "keeps alive"])
def test_a_server_that_sends_nothing_is_left_after_the_first_timeout(behave: object) -> None:
    started = time.monotonic()
    with fakes.chat_server(behave) as server, pytest.raises(ModelError, match=r"sent nothing for 0.6 s"):  # type: ignore[arg-type]
        model_at(server.url, first_timeout=0.6).complete(ASK)
    assert time.monotonic() - started < 10


def test_a_stream_that_stalls_is_left_after_the_gap_but_its_text_was_given() -> None:
    got: list[str] = []
    with (
        fakes.chat_server(fakes.stalls_after("first words")) as server,
        pytest.raises(ModelError, match=r"nothing for 0.4 s") as caught,
    ):
        got.extend(model_at(server.url, gap_timeout=0.4).stream(ASK))
    assert caught.value.retryable
    assert "".join(got) == "first words"


def test_thinking_for_ever_ends_with_the_total() -> None:
    with (
        fakes.chat_server(fakes.thinks_for_ever) as server,
        pytest.raises(ModelError, match=r"not done after 0.9 s"),
    ):
        model_at(server.url, total_timeout=0.9).complete(ASK)


def test_thoughts_are_never_handed_on() -> None:
    def behave(call: fakes.ChatCall) -> None:
        call.begin()
        call.chunk(reasoning_content="secret thought")
        call.chunk(reasoning="another")
        call.text("<think>the price is ¥1</think>Hello <b> there</b> <thin", piece=3)
        call.done()

    with fakes.chat_server(behave) as server:
        assert model_at(server.url).complete(ASK) == "Hello <b> there</b> <thin"


def test_a_stream_cut_off_in_the_middle_is_an_error_after_its_text() -> None:
    got: list[str] = []
    with fakes.chat_server(fakes.cut_after("half a sent")) as server, pytest.raises(ModelError, match="broke off"):
        got.extend(model_at(server.url).stream(ASK))
    assert "".join(got) == "half a sent"


def test_closing_early_hangs_up_without_a_noise(caplog: pytest.LogCaptureFixture) -> None:
    with fakes.chat_server(fakes.drips("x" * 2000, 0.005)) as server:
        stream = model_at(server.url).stream(ASK)
        assert next(stream) == "x"
        stream.close()
        assert server.hung_up.wait(3)
    assert not caplog.records


def test_ctrl_c_while_waiting_hangs_up_at_once() -> None:
    started = time.monotonic()
    with fakes.chat_server(fakes.drips("x" * 100, 0.5)) as server:
        timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            model_at(server.url, first_timeout=9, gap_timeout=9, total_timeout=9).complete(ASK)
        assert time.monotonic() - started < 3
        assert server.hung_up.wait(3)


def test_a_stream_may_be_read_from_several_threads_in_turn() -> None:
    with fakes.chat_server(fakes.says("abcdef", piece=2)) as server:
        stream = model_at(server.url).stream(ASK)
        with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as other:
            got = [one.submit(next, stream).result(), other.submit(next, stream).result(), next(stream)]
        stream.close()
    assert got == ["ab", "cd", "ef"]


def test_check_says_who_answers() -> None:
    with fakes.chat_server(fakes.says("OK")) as server:
        line = model_at(server.url).check()
    assert "fake-model" in line
    assert "answers" in line
    assert KEY not in line


def test_check_of_a_model_that_says_nothing_or_a_web_page() -> None:
    for behave in (fakes.says(""), fakes.serves_a_web_page):
        with fakes.chat_server(behave) as server, pytest.raises(ModelError, match="no text"):
            model_at(server.url).check()


def test_check_of_an_unknown_model_lists_the_ones_there_are() -> None:
    with (
        fakes.chat_server(fakes.fails(404), models=("qwen3:8b", "llama3.1:8b")) as server,
        pytest.raises(ModelError, match=r"no model 'fake-model'; it has: qwen3:8b, llama3.1:8b"),
    ):
        model_at(server.url).check()
    with fakes.chat_server(fakes.fails(404), models=None) as server, pytest.raises(ModelError, match="base URL"):
        model_at(server.url).check()


def test_check_of_a_server_that_is_not_there() -> None:
    with fakes.chat_server(fakes.says("OK")) as server:
        url = server.url
    with pytest.raises(ModelError, match="is the server running there"):
        model_at(url.replace("127.0.0.1", "me:password@127.0.0.1")).check()
    with pytest.raises(ModelError) as caught:
        model_at(url.replace("127.0.0.1", "me:password@127.0.0.1")).check()
    assert "password" not in str(caught.value)


@pytest.mark.parametrize("url", ["not a url", "ftp://x", "http://[::bad", "//"])
def test_a_base_url_that_is_none(url: str) -> None:
    with pytest.raises(ModelError):
        model_at(url).check()


def test_no_model_set() -> None:
    with pytest.raises(ModelError, match="no language model is set"):
        Model(ModelSettings())
