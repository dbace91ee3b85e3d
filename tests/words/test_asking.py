"""How servers are asked: once more where safe, without what they refuse, left alone when dead; tools and endings."""

from __future__ import annotations

import json
import logging
import time
import traceback
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from avatar.config import ModelSettings
from avatar.errors import ModelError, ModelResting
from avatar.words.breaker import Breaker
from avatar.words.llm import Model
from avatar.words.server import Server
from avatar.words.tools import ToolBox
from avatar.words.usage import Usage
from tests import fakes

KEY = "sk-very.secret-key-1234567890"
ASK = [{"role": "user", "content": "hello"}]
Behave = Callable[[fakes.ChatCall], None]


def model_at(url: str, **changes: Any) -> Model:
    server = changes.pop("server", None)
    warn = changes.pop("warn", lambda _: None)
    settings = {"base_url": url, "name": "fake-model", "api_key": KEY}
    settings |= {"first_timeout": 20.0, "gap_timeout": 20.0, "total_timeout": 30.0} | changes
    return Model(ModelSettings(**settings), server=server or Server(), warn=warn)


def in_turn(*behaviours: Behave) -> Behave:
    """The first request gets the first, the last is for all that follow."""
    left = list(behaviours)
    return lambda call: (left.pop(0) if len(left) > 1 else left[0])(call)


def refuses(parameter: str, message: str) -> Behave:
    """A server that takes only what it knows."""

    def behave(call: fakes.ChatCall) -> None:
        if parameter in call.request:
            call.status(400, message)
        else:
            fakes.says("fine")(call)

    return behave


def ends(**last: Any) -> Behave:
    """Says something and ends with these fields of a choice."""

    def behave(call: fakes.ChatCall) -> None:
        call.begin()
        call.chunk(content="Half a sent")
        call.raw(f"data: {json.dumps({'choices': [{'index': 0, 'delta': {}, **last}]})}\n\n")
        call.done()

    return behave


# ---- once more, where it is safe


@pytest.mark.parametrize("trouble", [fakes.fails(500), fakes.fails(429), fakes.fails(503), fakes.cut_after("")])
def test_a_passing_trouble_is_not_noticed(trouble: Behave) -> None:
    with fakes.chat_server(in_turn(trouble, fakes.says("here I am"))) as server:
        assert "".join(model_at(server.url).stream(ASK)) == "here I am"
    assert len(server.requests) == 2


def test_what_does_not_pass_is_asked_only_once_more() -> None:
    with fakes.chat_server(fakes.fails(500)) as server, pytest.raises(ModelError):
        model_at(server.url).complete(ASK)
    assert len(server.requests) == 2


@pytest.mark.parametrize("code", [401, 403, 413])
def test_a_refusal_is_not_asked_again(code: int) -> None:
    with fakes.chat_server(fakes.fails(code)) as server, pytest.raises(ModelError):
        model_at(server.url).complete(ASK)
    assert len(server.requests) == 1


def test_a_hanging_server_is_not_waited_for_twice() -> None:
    with fakes.chat_server(fakes.hangs) as server, pytest.raises(ModelError):
        model_at(server.url, first_timeout=0.5).complete(ASK)
    assert len(server.requests) == 1


def test_text_that_was_handed_on_is_never_said_again() -> None:
    got: list[str] = []
    with (
        fakes.chat_server(in_turn(fakes.cut_after("first half"), fakes.says("once more"))) as server,
        pytest.raises(ModelError),
    ):
        got.extend(model_at(server.url).stream(ASK))
    assert "".join(got) == "first half"
    assert len(server.requests) == 1


def test_a_whole_answer_is_asked_again_even_if_it_broke_in_the_middle() -> None:
    with fakes.chat_server(in_turn(fakes.cut_after("first half"), fakes.says("the whole"))) as server:
        assert model_at(server.url).complete(ASK) == "the whole"


def waits(seconds: str) -> Behave:
    def behave(call: fakes.ChatCall) -> None:
        call._handler.send_response(429)
        call._handler.send_header("Retry-After", seconds)
        call._handler.send_header("Content-Length", "0")
        call._handler.end_headers()

    return behave


def test_a_server_that_asks_to_wait_is_waited_for() -> None:
    with fakes.chat_server(in_turn(waits("1"), fakes.says("now"))) as server:
        started = time.monotonic()
        assert model_at(server.url).complete(ASK) == "now"
        assert time.monotonic() - started >= 1


def test_but_not_longer_than_a_first_word_may_take_and_then_it_is_left_alone_that_long() -> None:
    clock = Clock()
    state = Server(Breaker(clock))
    with fakes.chat_server(waits("60")) as server:
        model = model_at(server.url, first_timeout=2.0, server=state)
        started = time.monotonic()
        with pytest.raises(ModelError, match="limit"):
            model.complete(ASK)
        assert time.monotonic() - started < 2
        with pytest.raises(ModelResting, match="60 s more"):
            model.complete(ASK)
        assert len(server.requests) == 1


# ---- a dead server is left alone


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_dead_server_is_left_alone_and_tried_again_later() -> None:
    clock = Clock()
    state = Server(Breaker(clock))
    with fakes.chat_server(fakes.fails(500)) as server:
        for _ in range(2):
            with pytest.raises(ModelError, match="trouble"):
                model_at(server.url, server=state).complete(ASK)
        asked = len(server.requests)
        with pytest.raises(ModelResting, match=r"not asked for 15 s more.*trouble of its own"):
            model_at(server.url, server=state).complete(ASK)
        assert len(server.requests) == asked
        clock.now += 16
        server.behave = fakes.says("back")
        assert model_at(server.url, server=state).complete(ASK) == "back"
        assert model_at(server.url, server=state).complete(ASK) == "back"


def test_an_unreachable_server_costs_no_time_once_it_is_known() -> None:
    with fakes.chat_server(fakes.says("OK")) as server:
        url = server.url
    for _ in range(3):
        with pytest.raises(ModelError):
            Model(ModelSettings(url, "gone", KEY)).complete(ASK)
    started = time.monotonic()
    for _ in range(200):
        with pytest.raises(ModelResting):
            Model(ModelSettings(url, "gone", KEY)).complete(ASK)
    assert time.monotonic() - started < 2


def test_a_check_asks_a_server_that_is_left_alone_and_wakes_it() -> None:
    state = Server()
    with fakes.chat_server(fakes.fails(500)) as server:
        for _ in range(2):
            with pytest.raises(ModelError):
                model_at(server.url, server=state).complete(ASK)
        server.behave = fakes.says("OK")
        assert "answers" in model_at(server.url, server=state).check()
        assert model_at(server.url, server=state).complete(ASK) == "OK"


def test_a_wrong_key_and_a_listener_who_leaves_are_no_failures_of_the_server() -> None:
    state = Server()
    with fakes.chat_server(in_turn(fakes.fails(401), fakes.fails(401), fakes.fails(401), fakes.says("fine"))) as server:
        for _ in range(3):
            with pytest.raises(ModelError, match="check the key"):
                model_at(server.url, server=state).complete(ASK)
        for _ in range(3):
            stream = model_at(server.url, server=state).stream(ASK)
            next(stream)
            stream.close()
        assert model_at(server.url, server=state).complete(ASK) == "fine"


# ---- what servers refuse


@pytest.mark.parametrize("message", ["Unknown parameter: stream_options", "Errors in message queue response"])
def test_a_server_that_refuses_to_count_is_asked_without_from_then_on(message: str) -> None:
    heard: list[str] = []
    state = Server()
    with fakes.chat_server(refuses("stream_options", message)) as server:
        model = model_at(server.url, server=state, warn=heard.append)
        assert model.complete(ASK) == "fine"
        assert model.complete(ASK) == "fine"
    assert ["stream_options" in request for request in server.requests] == [True, False, False]
    assert model.usage.estimated
    assert len(heard) == 1
    assert "does not take stream_options" in heard[0]


def test_a_model_that_takes_no_tools_answers_without_and_that_is_told_once() -> None:
    heard: list[str] = []
    with fakes.chat_server(refuses("tools", "this model does not support tools")) as server:
        model = model_at(server.url, warn=heard.append)
        assert model.complete(ASK, stock_box()) == "fine"
        assert model.complete(ASK, stock_box()) == "fine"
    assert "stream_options" in server.requests[-1]
    assert [line for line in heard if "tools" in line] == heard
    assert len(heard) == 1


def test_a_request_that_is_refused_for_itself_leaves_nothing_out_later() -> None:
    state = Server()
    refusing = fakes.chat_server(fakes.fails(400, "context too long"))
    with refusing as server, pytest.raises(ModelError, match="context too long"):
        model_at(server.url, server=state).complete(ASK, stock_box())
    assert not state.refused


# ---- how answers end


def test_an_answer_in_one_piece_from_a_server_that_does_not_stream() -> None:
    def behave(call: fakes.ChatCall) -> None:
        call.begin("application/json")
        message = {"role": "assistant", "content": "<think>hm</think>All at once", "reasoning_content": "hm"}
        call.raw(json.dumps({"choices": [{"message": message}], "usage": {"prompt_tokens": 3, "completion_tokens": 4}}))

    with fakes.chat_server(behave) as server:
        model = model_at(server.url)
        assert "".join(model.stream(ASK)) == "All at once"
        assert (model.usage.prompt_tokens, model.usage.completion_tokens, model.usage.estimated) == (3, 4, False)


@pytest.mark.parametrize(
    ("last", "says"),
    [
        ({"finish_reason": "length"}, "length limit"),
        ({"finish_reason": "content_filter"}, "content filter"),
        ({"delta": {"refusal": "I will not"}, "finish_reason": "stop"}, "refuses to answer: I will not"),
    ],
)
def test_an_answer_that_is_none_is_no_answer(last: dict[str, Any], says: str) -> None:
    with fakes.chat_server(ends(**last)) as server:
        model = model_at(server.url)
        with pytest.raises(ModelError, match=says):
            model.complete(ASK)
        got: list[str] = []
        with pytest.raises(ModelError, match=says):
            got.extend(model.stream(ASK))
    assert "".join(got) == "Half a sent"


def test_an_answer_without_an_end_is_told() -> None:
    def behave(call: fakes.ChatCall) -> None:
        call.begin()
        call.text("and then")

    with fakes.chat_server(behave) as server, pytest.raises(ModelError, match="no end"):
        list(model_at(server.url).stream(ASK))


def test_a_connection_that_stays_open_after_the_end_is_not_waited_for() -> None:
    def behave(call: fakes.ChatCall) -> None:
        call.begin()
        call.text("done")
        call.raw('data: {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}\n\n')
        call.wait(20)

    started = time.monotonic()
    with fakes.chat_server(behave) as server:
        assert model_at(server.url).complete(ASK) == "done"
        assert time.monotonic() - started < 10


def test_a_message_at_the_end_that_repeats_the_stream_is_not_said_twice() -> None:
    def behave(call: fakes.ChatCall) -> None:
        call.begin()
        call.text("once")
        call.raw('data: {"choices": [{"index": 0, "finish_reason": "stop", "message": {"content": "once"}}]}\n\n')

    with fakes.chat_server(behave) as server:
        assert model_at(server.url).complete(ASK) == "once"


def test_a_model_that_begins_in_the_middle_of_a_thought_is_heard_out_from_then_on() -> None:
    state = Server()
    with fakes.chat_server(fakes.says("let me see</think>Yes.")) as server:
        with pytest.raises(ModelError, match="heard out from now on"):
            list(model_at(server.url, server=state).stream(ASK))
        assert list(model_at(server.url, server=state).stream(ASK)) == ["Yes."]


def test_one_that_is_named_a_thinker_is_heard_out_from_the_start_unless_its_server_sends_thoughts_apart() -> None:
    with fakes.chat_server(fakes.says("let me see</think>Yes.")) as server:
        assert list(Model(ModelSettings(server.url, "some-r1", KEY)).stream(ASK)) == ["Yes."]

    def apart(call: fakes.ChatCall) -> None:
        call.begin()
        call.chunk(reasoning_content="let me see")
        call.text("Yes. No. Yes.", piece=4)
        call.done()

    with fakes.chat_server(apart) as server:
        assert len(list(Model(ModelSettings(server.url, "some-r1", KEY)).stream(ASK))) > 1


# ---- tools


def stock_box() -> ToolBox:
    box = ToolBox()

    def stock(product: str) -> str:
        """How many are left."""
        return f"12 of {product}"

    box.add(stock)
    return box


def calls_a_tool(*calls: dict[str, Any], then: str = "There are 12 left.", before: str = "") -> Behave:
    """Asks for tools until their results are there, then says what it has to say."""

    def behave(call: fakes.ChatCall) -> None:
        call.begin()
        if call.request["messages"][-1]["role"] == "tool":
            call.text(then)
        else:
            call.text(before)
            for fragment in calls:
                call.chunk(tool_calls=[fragment])
        call.done()

    return behave


def whole_call(index: int, name: str, arguments: str, **more: Any) -> dict[str, Any]:
    return {"index": index, "id": f"c{index}", "function": {"name": name, "arguments": arguments}, **more}


def test_a_tool_is_called_and_the_answer_follows() -> None:
    fragments = (
        {"index": 0, "id": "c0", "function": {"name": "stock", "arguments": ""}},
        {"index": 1, "id": "c1", "function": {"name": "stock", "arguments": '{"pro'}},
        {"index": 0, "function": {"arguments": '{"product": '}},
        {"index": 1, "function": {"arguments": 'duct": "lamp"}'}},
        {"index": 0, "function": {"arguments": '"mug"}'}},
    )
    with fakes.chat_server(calls_a_tool(*fragments)) as server:
        box = stock_box()
        assert model_at(server.url).complete(ASK, box) == "There are 12 left."
    assert server.requests[0]["tools"][0]["function"]["name"] == "stock"
    told = server.requests[1]["messages"]
    assert [call["id"] for call in told[1]["tool_calls"]] == ["c0", "c1"]
    assert [(message["tool_call_id"], message["content"]) for message in told[2:]] == [
        ("c0", "12 of mug"),
        ("c1", "12 of lamp"),
    ]
    assert sorted(result.text for result in box.results) == ["12 of lamp", "12 of mug"]


def test_what_is_said_before_a_call_is_streamed_but_no_part_of_a_whole_answer() -> None:
    call = whole_call(0, "stock", '{"product": "mug"}')
    with fakes.chat_server(calls_a_tool(call, before="One moment. ")) as server:
        assert "".join(model_at(server.url).stream(ASK, stock_box())) == "One moment. There are 12 left."
        assert model_at(server.url).complete(ASK, stock_box()) == "There are 12 left."


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (whole_call(0, "price_of", "{}"), "there is no tool 'price_of'"),
        (whole_call(0, "stock", '{"product": 7}'), "product"),
        (whole_call(0, "stock", '{"produ'), "not JSON"),
        (whole_call(0, "stock", "[1]"), "not an object"),
    ],
    ids=["unknown", "wrong type", "broken", "a list"],
)
def test_a_call_that_cannot_be_made_is_told_to_the_model_which_answers(call: dict[str, Any], says: str) -> None:
    with fakes.chat_server(calls_a_tool(call, then="I do not know.")) as server:
        box = stock_box()
        assert model_at(server.url).complete(ASK, box) == "I do not know."
    assert says in server.requests[1]["messages"][-1]["content"]
    assert not box.results[0].ok


def test_a_model_that_calls_for_ever_is_left_after_a_few_rounds() -> None:
    def behave(call: fakes.ChatCall) -> None:
        call.begin()
        call.chunk(tool_calls=[whole_call(0, "stock", '{"product": "mug"}')])
        call.done()

    with fakes.chat_server(behave) as server, pytest.raises(ModelError, match="calls a tool where it should answer"):
        model_at(server.url).complete(ASK, stock_box())
    assert len(server.requests) == 5
    assert "tools" not in server.requests[-1]


def test_a_tool_that_hangs_does_not_outlast_the_whole() -> None:
    box = ToolBox()
    box.add(lambda: time.sleep(30), name="slow", description="slow", deadline=20)
    started = time.monotonic()
    with fakes.chat_server(calls_a_tool(whole_call(0, "slow", "{}"))) as server, pytest.raises(ModelError):
        model_at(server.url, total_timeout=1.5).complete(ASK, box)
    assert time.monotonic() - started < 6


# ---- what it took


def test_tokens_and_cost_are_the_servers_and_add_up_over_a_show() -> None:
    def behave(call: fakes.ChatCall) -> None:
        call.begin()
        call.text("fine")
        call.raw('data: {"choices": [], "usage": {"prompt_tokens": 1000, "completion_tokens": 500}}\n\n')
        call.done()

    with fakes.chat_server(behave) as server:
        priced = model_at(server.url, input_price=2.0, output_price=8)
        priced.complete(ASK)
        priced.complete(ASK)
        free = model_at(server.url)
        free.complete(ASK)
    assert priced.usage.requests == 2
    assert str(priced.usage.cost) == "0.012"
    assert server.requests[0]["stream_options"] == {"include_usage": True}
    assert free.usage.cost is None
    assert sum((priced.usage, free.usage), Usage()).prompt_tokens == 3000
    assert sum((priced.usage, free.usage), Usage()).cost is None


def test_without_the_servers_count_tokens_are_estimated_and_said_to_be() -> None:
    with fakes.chat_server(fakes.says("一二三四五六七八")) as server:
        model = model_at(server.url)
        model.complete(ASK)
    assert model.usage.completion_tokens == 8
    assert model.usage.estimated
    assert "about" in str(model.usage)


def test_what_was_heard_before_a_listener_left_counts() -> None:
    with fakes.chat_server(fakes.drips("x" * 400, 0.002)) as server:
        model = model_at(server.url)
        stream = model.stream(ASK)
        for _ in range(40):
            next(stream)
        stream.close()
    assert model.usage.completion_tokens >= 10


# ---- pictures and embeddings


def test_pictures_go_out_as_they_are_given() -> None:
    picture = {"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,AAAA"}}
    with fakes.chat_server(fakes.says("a mug")) as server:
        assert model_at(server.url).complete([{"role": "user", "content": [picture]}]) == "a mug"
    assert server.requests[0]["messages"][0]["content"] == [picture]


def embeds(most: int = 1000, spoil: Callable[[list[Any]], Any] = lambda rows: rows) -> Behave:
    """Rows of length 3, last first; more than `most` texts are refused."""

    def behave(call: fakes.ChatCall) -> None:
        texts = call.request["input"]
        if len(texts) > most:
            call.status(400, f"batch size is invalid, it should not be larger than {most}")
            return
        rows = [{"index": index, "embedding": [len(text), 1.0, -0.5]} for index, text in enumerate(texts)]
        call.begin("application/json")
        call.raw(json.dumps({"data": spoil(rows[::-1]), "usage": {"prompt_tokens": 7}}))

    return behave


def test_texts_are_embedded_in_their_order() -> None:
    with fakes.chat_server(embeds()) as server:
        model = model_at(server.url, embedding="m3", embedding_price=1.0)
        found = model.embed(["a", "bbb", ""])
    assert found.dtype == np.float32
    assert found.tolist() == [[1, 1, -0.5], [3, 1, -0.5], [1, 1, -0.5]]
    assert server.requests[0]["model"] == "m3"
    assert server.requests[0]["path"].endswith("/embeddings")
    assert model.usage.prompt_tokens == 7
    assert str(model.usage.cost) == "0.000007"
    assert model.embed([]).shape == (0, 0)


def test_a_server_that_takes_few_texts_at_once_gets_few() -> None:
    with fakes.chat_server(embeds(most=10)) as server:
        model = model_at(server.url, embedding="m3")
        assert [row[0] for row in model.embed(["x" * (n + 1) for n in range(95)])] == list(range(1, 96))
        asked = len(server.requests)
        model.embed(["x"] * 20)
        assert len(server.requests) == asked + 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: rows[1:],
        lambda rows: {"a": 1},
        lambda rows: [{"embedding": [1.0]}, {"embedding": [1.0, 2.0]}],
        lambda rows: [{"embedding": ["x"]}] * 2,
        lambda rows: [{"embedding": []}] * 2,
        lambda rows: [None, None],
        lambda rows: [{"embedding": None}] * 2,
    ],
)
def test_embeddings_that_are_none_are_told(spoil: Callable[[list[Any]], Any]) -> None:
    with fakes.chat_server(embeds(spoil=spoil)) as server, pytest.raises(ModelError, match="embedding"):
        model_at(server.url, embedding="m3").embed(["a", "b"])


def test_embedding_without_a_model_for_it_tells_which_setting() -> None:
    with pytest.raises(ModelError, match="OPENAI_EMBEDDING_MODEL"):
        model_at("http://127.0.0.1:9/v1").embed(["a"])


# ---- the key


@pytest.mark.parametrize(
    "behave",
    [
        fakes.fails(401, f"Incorrect API key provided: {KEY}"),
        fakes.fails(400, f"bad {KEY}"),
        fakes.fails(500, KEY),
        fakes.babbles,
        fakes.cut_after("x"),
    ],
)
def test_the_key_is_in_no_message_no_traceback_no_log_and_no_repr(
    behave: Behave, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with fakes.chat_server(behave) as server:
        model = model_at(server.url)
        try:
            model.complete(ASK)
        except ModelError as error:
            told = "".join(traceback.format_exception(error)) + repr(error)
            links = [error.__cause__, error.__context__]
        else:
            pytest.fail("nothing was raised")
    assert links == [None, None]
    for text in (told, repr(model), repr(vars(model)), caplog.text):
        assert KEY not in text
        assert KEY.removeprefix("sk-") not in text


@pytest.mark.parametrize("key", [f"{KEY}\n", f"  {KEY} "])
def test_blanks_around_a_key_are_no_part_of_it(key: str) -> None:
    with fakes.chat_server(fakes.says("fine")) as server:
        assert model_at(server.url, api_key=key).complete(ASK) == "fine"
    assert server.requests[0]["headers"]["authorization"] == f"Bearer {KEY}"


def test_a_key_that_cannot_be_sent_is_not_told() -> None:
    with fakes.chat_server(fakes.says("fine")) as server, pytest.raises(ModelError) as caught:
        model_at(server.url, api_key=f"{KEY}\nX: {KEY}é").complete(ASK)
    assert KEY not in "".join(traceback.format_exception(caught.value))


def test_a_password_in_the_url_is_sent_and_never_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with fakes.chat_server(fakes.says("fine")) as server:
        assert model_at(server.url.replace("//", "//me:pa%40ss@")).complete(ASK) == "fine"
    assert server.requests[0]["headers"]["authorization"] == "Basic bWU6cGFAc3M="
    assert "pa%40ss" not in caplog.text
    assert "pa@ss" not in caplog.text
