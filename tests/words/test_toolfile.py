"""Tools from a file beside the sheet: functions and endpoints, and every mistake in one line."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path
from typing import Any

import pytest

from avatar.errors import SheetError
from avatar.words.endpoint import Endpoint
from avatar.words.toolfile import find_tools, read_tools
from avatar.words.toolresult import UnquotableError
from tests.rawserver import RawAnswer, raw_server


def write(folder: Path, text: str) -> Path:
    path = folder / "shop.tools.yaml"
    path.write_text(text, "utf-8")
    return path


def http(body: bytes, status: str = "200 OK", kind: str = "application/json", more: str = "") -> RawAnswer:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return RawAnswer([head.encode() + body])


def as_json(value: Any) -> RawAnswer:
    return http(json.dumps(value).encode())


def test_an_endpoint_is_asked_and_its_part_is_put_into_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ERP_TOKEN", "s3cret ")
    asked: list[Any] = []

    def answer(body: dict[str, Any]) -> RawAnswer:
        asked.append(body)
        return as_json({"data": {"rows": [{"left": 12}]}})

    with raw_server(answer) as url:
        path = write(
            tmp_path,
            f"""
tools:
  stock:
    about: How many are left
    post: {url}/stock/{{product_id}}
    body: {{sku: "{{product_id}}", note: "for {{product_id}}", day: "{{day}}"}}
    headers: {{Authorization: "Bearer ${{ERP_TOKEN}}"}}
    arguments: {{day: [today, tomorrow]}}
    quote: data.rows[0].left
    say: "{{value}} pieces left"
    products: [mug]
    deadline: 5
""",
        )
        box = read_tools(path).fresh("mug")
        result = box.call("stock", {"day": "today"})
        assert not box.call("stock", {"day": "yesterday"}).ok
    assert (result.text, result.ok) == ("12 pieces left", True)
    assert asked == [{"sku": "mug", "note": "for mug", "day": "today"}]
    assert "s3cret" not in repr(vars(box))


def test_a_function_beside_the_file_is_a_tool(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(
        'def days(product_id: str) -> str:\n    """When it comes."""\n    return "2 days"\n'
    )
    write(tmp_path, "tools:\n  delivery:\n    python: own.py:days\n    intents: [delivery]\n")
    box = find_tools(tmp_path / "shop.yaml")
    assert box is not None
    result = box.for_intent("delivery", "mug")
    assert result is not None
    assert result.text == "2 days"
    assert box.schemas()[0]["function"]["description"] == "When it comes."


def test_a_sheet_without_tools_has_none(tmp_path: Path) -> None:
    assert find_tools(tmp_path / "shop.yaml") is None
    assert find_tools(None) is None


GET = "get: 'https://example.com/{product_id}'"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- a", "mapping 'tools:'"),
        ("", "mapping 'tools:'"),
        ("tools: []", "mapping 'tools:'"),
        ("tools: {}\nmore: 1", "nothing else"),
        ("tools:\n  stock: x", "line 2: tool 'stock': must be a mapping"),
        ("tools:\n  stock:\n    abuot: x", "did you mean 'about'"),
        ("tools:\n  stock: {about: x}", "needs one of python:, get: and post:"),
        ("tools:\n  stock: {about: x, python: 'a:b', " + GET + "}", "needs one of"),
        ("tools:\n  stock: {" + GET + "}", "about: is missing"),
        ("tools:\n  stock: {about: x, get: 'ftp://example.com/'}", "no address"),
        ("tools:\n  stock: {about: x, get: 'file:///etc/passwd'}", "no address"),
        ("tools:\n  stock: {about: x, get: 'https://{host}/'}", "no address"),
        ("tools:\n  stock: {about: x, get: 'http://[::bad/'}", "no address"),
        ("tools:\n  stock: {about: x, " + GET + ", body: {a: 1}}", "body: is for post:"),
        ("tools:\n  stock: {about: x, " + GET + ", headers: {A: '${NOT_SET_HERE}'}}", "has no NOT_SET_HERE"),
        ("tools:\n  stock: {about: x, " + GET + ", headers: [a]}", "headers: must be a mapping"),
        ("tools:\n  stock: {about: x, " + GET + ", arguments: {city: text}}", "{city} stands neither"),
        ("tools:\n  stock: {about: x, " + GET + ", arguments: {product_id: word}}", "must be text, integer"),
        ("tools:\n  stock: {about: x, " + GET + ", say: left}", "must hold {value}"),
        ("tools:\n  stock: {about: x, " + GET + ", intents: stock}", "intents: must be a list"),
        ("tools:\n  stock: {about: x, " + GET + ", intents: [stok]}", "did you mean 'stock'"),
        ("tools:\n  stock: {about: x, " + GET + ", deadline: soon}", "deadline"),
        ("tools:\n  two words: {about: x, " + GET + "}", "letters, digits"),
        ("tools:\n  stock: {python: nothing}", "FILE.py:FUNCTION"),
        ("tools:\n  stock: {python: 'none_such_module:f'}", "cannot be imported"),
        ("tools:\n  stock: {python: '../own.py:f'}", "is not in"),
        ("tools:\n  stock: {python: 'broken.py:f'}", "cannot be imported: ZeroDivisionError"),
        ("tools:\n  stock: {python: 'leaves.py:f'}", "cannot be imported: SystemExit"),
        ("tools:\n  stock: {python: 'fine.py:hepl'}", "did you mean 'help_me'"),
        ("tools:\n  stock: {python: 'fine.py:help_me', quote: a}", "quote: is for get: and post:"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "broken.py").write_text("1 / 0")
    (tmp_path / "leaves.py").write_text("raise SystemExit(1)")
    (tmp_path / "fine.py").write_text("def help_me() -> str:\n    'Help.'\n    return 'x'\n")
    with pytest.raises(SheetError) as caught:
        read_tools(write(tmp_path, text))
    assert says in str(caught.value)
    assert "shop.tools.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


def asked(answer: RawAnswer, **told: Any) -> str:
    with raw_server(lambda _: answer) as url:
        return Endpoint(**{"method": "GET", "url": f"{url}/x", "deadline": 2.0, **told})()


@pytest.mark.parametrize(
    ("answer", "told", "text"),
    [
        (as_json({"left": 3}), {"path": "left"}, "3"),
        (as_json({"left": "three"}), {"path": "$.left"}, "three"),
        (as_json([1, {"a": [7]}]), {"path": "1.a.0"}, "7"),
        (as_json({"a": 1}), {}, '{"a": 1}'),
        (http("十二件".encode(), kind="text/plain"), {}, "十二件"),
        (http(gzip.compress(b"12"), kind="text/plain", more="Content-Encoding: gzip\r\n"), {}, "12"),
    ],
)
def test_answers_that_can_be_quoted(answer: RawAnswer, told: dict[str, Any], text: str) -> None:
    assert asked(answer, **told) == text


@pytest.mark.parametrize(
    ("answer", "told", "says"),
    [
        (http(b"x", "503 No"), {}, "answered 503"),
        (http(b"<html>", kind="text/html"), {}, "web page"),
        (http(b"{", kind="application/json"), {}, "neither JSON"),
        (http(b"\xff\xfe\xfd", kind="text/plain"), {}, "neither JSON"),
        (as_json({"left": 3}), {"path": "right"}, "without 'right'"),
        (as_json({"left": None}), {"path": "left"}, "nothing that can be quoted"),
        (as_json({}), {}, "nothing that can be quoted"),
        (http(b"x" * 300_000, kind="text/plain"), {}, "more than 256 KB"),
        (http(b"", "302 Found", more="Location: http://127.0.0.2/x\r\n"), {}, "another host"),
        (http(b"", "302 Found", more="Location: file:///etc/passwd\r\n"), {}, ""),
        (http(b"", "302 Found", more="Location: /x\r\n"), {}, "circles"),
        (RawAnswer([b"\x00\x01rubbish"]), {}, "cannot be asked"),
        (RawAnswer([], "hang"), {"deadline": 0.3}, "cannot be asked (ReadTimeout)"),
    ],
)
def test_answers_that_cannot(answer: RawAnswer, told: dict[str, Any], says: str) -> None:
    started = time.monotonic()
    with pytest.raises(UnquotableError) as caught:
        asked(answer, **told)
    assert says in str(caught.value)
    assert "127.0.0" not in str(caught.value)
    assert time.monotonic() - started < 5


def test_what_was_posted_is_not_posted_again_where_the_answer_lies_elsewhere() -> None:
    bodies: list[Any] = []

    def answer(body: dict[str, Any]) -> RawAnswer:
        bodies.append(body)
        return as_json(3) if len(bodies) == 2 else http(b"", "303 See Other", more="Location: /result\r\n")

    with raw_server(answer) as url:
        assert Endpoint("POST", f"{url}/x", body={"sku": "mug"})() == "3"
    assert [body.get("sku") for body in bodies] == ["mug", None]


def test_a_drip_is_left_at_the_deadline() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
    started = time.monotonic()
    with pytest.raises(UnquotableError, match="not done in time"):
        asked(RawAnswer([head], "comments"), deadline=0.5)
    assert time.monotonic() - started < 4


@pytest.mark.parametrize("value", ["..", "../../admin", "a/b", "?x=1", "#", "@other.example", "%2e%2e"])
def test_an_argument_cannot_leave_its_place_in_the_address(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import httpx

    asked_for: list[str] = []

    def stream(self: httpx.Client, method: str, url: str, **_: Any) -> Any:
        asked_for.append(str(httpx.URL(url).raw_path.decode()))
        raise httpx.ConnectError("no")

    monkeypatch.setattr(httpx.Client, "stream", stream)
    with pytest.raises(UnquotableError):
        Endpoint("GET", "https://example.com/stock/{product_id}/left")(product_id=value)
    assert asked_for[0].count("/") == 3
    assert asked_for[0].startswith("/stock/")
    assert asked_for[0].endswith("/left")
