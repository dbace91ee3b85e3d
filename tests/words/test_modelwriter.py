"""Scripts by a language model: streamed, checked, and never lost."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from avatar.config import ModelSettings, Settings
from avatar.errors import ModelError
from avatar.types import Product, Script
from avatar.words.modelwriter import ModelWriter
from avatar.words.template import TemplateWriter
from avatar.words.writer import Request, open_writer, stream_script, write_script
from tests import fakes
from tests.words.shop import CUP, LAMP, TEA

KEY = "sk-secret-1234567890"
ZH = Request("zh")


def row(kind: str, text: str) -> str:
    return json.dumps({"kind": kind, "text": text}, ensure_ascii=False) + "\n"


OPENING = row("opening", "朋友们，云朵保温杯来了！")
FEATURE = row("feature", "它的内胆是316不锈钢，容量500毫升。")
OFFER = row("offer", "店铺划线价{list_price}，现在{price}，省{saving}，库存{stock}。")
CALL = row("call", "喜欢的朋友下单吧。")
GOOD = OPENING + FEATURE + OFFER + CALL


def settings_for(url: str, **deadlines: float) -> Settings:
    # patient, for a busy machine; what tests a deadline names its own
    times = {"first_timeout": 20.0, "gap_timeout": 20.0, "total_timeout": 30.0} | deadlines
    return Settings(ModelSettings(url, "fake-model", KEY, **times), voice="espeak")


def script_from(
    behave: Callable[[fakes.ChatCall], None], product: Product = CUP, request: Request = ZH, **deadlines: float
) -> tuple[Script, list[str]]:
    warnings: list[str] = []
    with fakes.chat_server(behave) as server:
        script = write_script(open_writer(settings_for(server.url, **deadlines)), product, request, warnings.append)
    assert all(KEY not in warning and "\n" not in warning for warning in warnings)
    return script, warnings


def texts(script: Script, kind: str) -> list[str]:
    return [line.text for line in script.lines if line.kind == kind]


def template(product: Product = CUP, request: Request = ZH) -> Script:
    return write_script(TemplateWriter(), product, request, print)


def test_a_good_model_writes_the_script_with_our_amounts() -> None:
    script, warnings = script_from(fakes.says(GOOD))
    assert warnings == []
    assert script.writer == "fake-model"
    assert [line.kind for line in script.lines] == ["opening", "feature", "offer", "call"]
    assert texts(script, "offer") == ["店铺划线价¥129，现在¥99，省¥30，库存120件。"]


def test_the_model_is_given_the_facts_and_how_to_write() -> None:
    with fakes.chat_server(fakes.says(GOOD)) as server:
        write_script(
            open_writer(settings_for(server.url)), replace(CUP, list_price=None), Request("zh", "story"), print
        )
    system, user = (message["content"] for message in server.requests[0]["messages"])
    assert "{price}" in system
    assert "资料里没有：{list_price}, {saving}" in system
    assert "娓娓道来" in system
    assert json.loads(user[user.index("{") :])["spec: 容量"] == "容量: 500毫升"


def test_lines_come_while_the_model_is_still_writing() -> None:
    def behave(call: fakes.ChatCall) -> None:
        call.begin()
        call.text(OPENING)
        call.wait(0.3)
        call.text(FEATURE + OFFER + CALL)
        call.done()

    with fakes.chat_server(behave) as server:
        growing = stream_script(open_writer(settings_for(server.url)), CUP, ZH)
        started = time.monotonic()
        first = next(growing)
        early = time.monotonic() - started
        whole = list(growing)[-1]
        late = time.monotonic() - started
    assert len(first.lines) == 1
    assert late - early > 0.2
    assert len(whole.lines) == 4


def test_closing_early_hangs_up_on_the_model() -> None:
    with fakes.chat_server(fakes.drips(GOOD * 50, 0.002)) as server:
        growing = stream_script(open_writer(settings_for(server.url)), CUP, ZH)
        next(growing)
        growing.close()  # type: ignore[attr-defined]
        assert server.hung_up.wait(3)


@pytest.mark.parametrize(
    ("behave", "reason"),
    [
        (fakes.hangs, "sent nothing"),
        (fakes.keeps_alive, "sent nothing"),
        (fakes.thinks_for_ever, "not done"),
        (fakes.fails(401, f"wrong key {KEY}"), "check the key"),
        (fakes.fails(429), "limit"),
        (fakes.fails(500), "trouble"),
        (fakes.babbles, "not a chat answer"),
        (fakes.serves_a_web_page, "a web page"),
        (fakes.says("I am sorry, I cannot write scripts."), "no lines"),
        (fakes.says(row("opening", "只要88元！")), "cannot be used"),
    ],
    ids=["hang", "keep-alive", "thinking", "401", "429", "500", "rubbish", "web page", "prose", "only wrong lines"],
)
def test_a_model_that_fails_costs_no_script_and_the_warning_says_why(
    behave: Callable[[fakes.ChatCall], None], reason: str
) -> None:
    script, warnings = script_from(behave, first_timeout=0.5, total_timeout=1.5)
    assert script == template()
    assert reason in warnings[-1]


@pytest.mark.parametrize("behave", [fakes.cut_after, fakes.stalls_after], ids=["cut", "stall"])
def test_good_lines_of_a_broken_stream_stay_and_the_template_supplies_the_rest(
    behave: Callable[[str], Callable[[fakes.ChatCall], None]],
) -> None:
    script, warnings = script_from(behave(OPENING + FEATURE + '{"kind": "offer", "te'), gap_timeout=0.5)
    assert script.writer == "fake-model"
    assert texts(script, "opening") == ["朋友们，云朵保温杯来了！"]
    assert texts(script, "feature") == ["它的内胆是316不锈钢，容量500毫升。"]
    assert texts(script, "offer") == texts(template(), "offer")
    assert texts(script, "call") == texts(template(), "call")
    assert len(warnings) == 1
    assert "stopped early" in warnings[0]


@pytest.mark.parametrize(
    "wrong",
    [
        "现在只要88元！",
        "现在只要八十八元！",
        "只要１元！",
        "打八折，真划算！",
        "容量有2升呢！",
        "全国销量第一的杯子！",
        "今天包邮送到家！",
        "截至11月11日！",
        "现在只要¥129！",
        "原价{list_price}，现在{price}！",
        "The price is right!",
        "只要{discount}！",
    ],
)
def test_a_line_that_is_not_the_sheets_is_replaced_by_the_templates(wrong: str) -> None:
    script, warnings = script_from(fakes.says(OPENING + FEATURE + row("offer", wrong) + CALL))
    assert wrong not in texts(script, "offer")
    assert texts(script, "offer") == texts(template(), "offer")
    assert len(warnings) == 1
    assert "replaced (offer)" in warnings[0]
    assert texts(script, "call") == ["喜欢的朋友下单吧。"]


def test_a_wrong_feature_gives_way_to_one_of_the_templates() -> None:
    script, warnings = script_from(fakes.says(OPENING + row("feature", "保温72小时！") + FEATURE + OFFER + CALL))
    assert texts(script, "feature") == [texts(template(), "feature")[0], "它的内胆是316不锈钢，容量500毫升。"]
    assert "72" in warnings[0]


def test_an_offer_without_the_price_is_completed() -> None:
    script, _ = script_from(fakes.says(OPENING + FEATURE + row("offer", "价格很实在。") + CALL))
    assert any("¥99" in text for text in texts(script, "offer"))
    assert script.lines[-1].text == "喜欢的朋友下单吧。"


def test_what_a_model_leaves_out_is_supplied_in_its_place() -> None:
    script, _ = script_from(fakes.says(CALL))
    kinds = [line.kind for line in script.lines]
    assert kinds == sorted(kinds, key=["opening", "feature", "offer", "call"].index)
    assert set(kinds) == {"opening", "feature", "offer", "call"}


def test_amounts_that_models_dress_up_are_said_once() -> None:
    offer = row("offer", "划线价¥{list_price}元，现在{{price}}块，还有{stock}件。")
    script, _ = script_from(fakes.says(OPENING + FEATURE + offer + CALL))
    assert texts(script, "offer") == ["划线价¥129，现在¥99，还有120件。"]


def test_an_empty_shelf_is_told_whatever_the_model_says() -> None:
    script, _ = script_from(
        fakes.says(row("opening", "大家好。") + row("offer", "现在{price}。") + row("call", "下单吧。")), TEA
    )
    assert texts(script, "offer") == texts(template(TEA), "offer")
    assert texts(script, "call") == texts(template(TEA), "call")


def test_a_model_that_never_stops_is_left() -> None:
    endless = OPENING + FEATURE * 400
    script, warnings = script_from(fakes.says(endless, piece=4000))
    assert len(script.lines) < 30
    assert "more than 30 s" in warnings[0]
    assert script.lines[-1].kind == "call"


def test_english_scripts() -> None:
    lines = row("opening", "Here is the Fold Lamp.") + row("feature", "It folds flat like a book and runs 40 hours.")
    lines += row("offer", "It costs ${price}.") + row("call", "Order it if you like it.")
    script, warnings = script_from(fakes.says(lines), LAMP, Request("en"))
    assert warnings == []
    assert texts(script, "offer") == ["It costs $39."]
    script, warnings = script_from(fakes.says(GOOD), LAMP, Request("en"))
    assert script == template(LAMP, Request("en"))


def test_without_a_model_the_template_writes() -> None:
    assert isinstance(open_writer(Settings()), TemplateWriter)
    with pytest.raises(ModelError):
        ModelWriter(ModelSettings())
