import json
from pathlib import Path

import pytest

from avatar.consent import parse_consent, read_consent, write_consent
from avatar.errors import UsageError
from avatar.face.consent import MEND


@pytest.mark.parametrize(
    "text",
    [
        "of: Li Na; by: herself; on: 2026-03-01; for: our shop's videos",
        "肖像：Li Na；同意人：herself；日期：2026-03-01；用途：our shop's videos",
        "  For: our shop's videos ;BY: herself; of:Li Na; on:2026-03-01;",
    ],
)
def test_named_parts_are_told_apart(text: str) -> None:
    consent = parse_consent(text, MEND)
    assert (consent.kind, consent.of, consent.by) == ("consent", "Li Na", "herself")
    assert (consent.on, consent.purpose) == ("2026-03-01", "our shop's videos")


def test_free_words_are_kept_as_they_are_and_nothing_is_guessed() -> None:
    consent = parse_consent("Li Na agreed by mail on 1 March: shop videos; no ads", MEND)
    assert consent.statement == "Li Na agreed by mail on 1 March: shop videos; no ads"
    assert (consent.kind, consent.of, consent.by, consent.on, consent.purpose) == ("consent", None, None, None, None)
    assert consent.recorded.endswith("+00:00")


@pytest.mark.parametrize(
    ("text", "kind"),
    [("drawn", "drawn"), ("Generated with our own model", "generated"), ("手绘", "drawn"), ("生成的人像", "generated")],
)
def test_a_picture_of_nobody_is_said_to_be_one(text: str, kind: str) -> None:
    assert parse_consent(text, MEND).kind == kind


@pytest.mark.parametrize("text", ["", "  \n "])
def test_an_empty_consent_is_none(text: str) -> None:
    with pytest.raises(UsageError, match=r'such as --consent "of: .*--consent drawn'):
        parse_consent(text, MEND)


def test_a_record_is_read_as_it_was_written_and_is_nobody_elses(tmp_path: Path) -> None:
    consent = parse_consent("of: 李娜; by: herself", MEND)
    write_consent(consent, tmp_path / "consent.json")
    assert read_consent(tmp_path / "consent.json") == consent
    assert (tmp_path / "consent.json").stat().st_mode & 0o077 == 0
    assert json.loads((tmp_path / "consent.json").read_text("utf-8"))["on"] is None


@pytest.mark.parametrize("content", ["", "[]", '{"kind": "consent"}', "{"])
def test_a_record_that_is_none_is_one_line(tmp_path: Path, content: str) -> None:
    (tmp_path / "consent.json").write_text(content)
    with pytest.raises(UsageError, match=r"consent\.json: no consent can be read"):
        read_consent(tmp_path / "consent.json")
