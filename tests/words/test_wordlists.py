"""A shop's own word lists: read beside the shipped ones, and refused with the place and the mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from avatar.errors import UsageError
from avatar.words.review import review
from avatar.words.wordlists import read_rules, shipped_rules, shop_rules

GROUP = """groups:
  - rule: house-style
    language: zh
    source: 本店规定
    kinds: [line, comment]
    reason: 本店不这样说
    words:
      - 亲[们|爱的]
      - 宝子: 朋友
    fine: [亲们节]
"""


def written(folder: Path, text: str, name: str = "own.yaml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_shop_adds_words_of_its_own(tmp_path: Path) -> None:
    rules = read_rules(written(tmp_path, GROUP))
    assert len(rules.groups) == len(shipped_rules().groups) + 1
    found = review("宝 子，最佳", "line", rules=rules)
    assert [(finding.rule, finding.instead) for finding in found] == [
        ("house-style", "朋友"),
        ("absolute-term", "很好"),
    ]
    assert "本店规定" in found[0].reason
    assert review("qin们", "comment", rules=rules)
    assert review("亲们节快乐", "line", rules=rules) == ()
    assert review("亲们", "answer", rules=rules) == ()


def test_lists_beside_the_sheet_and_in_the_settings_folder_both_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AVATAR_CONFIG", str(tmp_path / "config" / "config.toml"))
    (tmp_path / "config").mkdir()
    written(tmp_path / "config", GROUP, "review.yaml")
    written(tmp_path, GROUP.replace("宝子: 朋友", "老铁"), "review.yaml")
    assert review("宝子，老铁", "line", rules=shop_rules()) != review("宝子，老铁", "line", rules=shipped_rules())
    assert len(review("宝子，老铁", "line", rules=shop_rules(tmp_path / "shop.yaml"))) == 2
    assert len(shop_rules(tmp_path / "elsewhere" / "shop.yaml").groups) == len(shop_rules().groups)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("groups:", "group:"), "needs 'groups:'"),
        (("rule: house-style", "rul: house-style"), r"group 1: unknown key 'rul'; did you mean 'rule'"),
        (("    source: 本店规定\n", ""), "'source' is missing"),
        (("language: zh", "language: fr"), "language 'fr'; choose zh or en"),
        (("kinds: [line, comment]", "kinds: [lines]"), "choose among line, answer, comment"),
        (("      - 亲[们|爱的]", "      - 12"), "must be text; put it in quotes"),
        (("      - 亲[们|爱的]", "      - 亲"), "too short to look for"),
        (("fine: [亲们节]", "fine: ['(']"), "no regular expression"),
        (("reason: 本店不这样说", "severity: hard"), "severity 'hard'; choose reword or refuse"),
        (("reason: 本店不这样说", "unless_stated: maybe"), "'unless_stated' must be true or false"),
        (("reason: 本店不这样说", "reason: {zh: 1}"), "'reason' must be text"),
        (("groups:", "groups: ["), "not YAML"),
    ],
)
def test_a_bad_list_is_named_with_its_place_and_its_mend(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    path = written(tmp_path, GROUP.replace(*change))
    with pytest.raises(UsageError, match=message) as caught:
        read_rules(path)
    assert str(path) in str(caught.value)


def test_a_list_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(UsageError, match="UTF-8"):
        read_rules(path)
    with pytest.raises(UsageError, match="no such file"):
        read_rules(tmp_path / "none.yaml")
    path.write_bytes(b"#" * 6_000_000)
    with pytest.raises(UsageError, match="larger than 5 MB"):
        read_rules(path)
