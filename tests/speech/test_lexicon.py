"""A shop's own lexicon: what it changes, and how its mistakes are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.errors import UsageError
from avatar.speech.lexicon import NO_LEXICON, Lexicon, find_lexicon, read_lexicon
from avatar.speech.spoken import spoken

SHOP = """
zh:
  Lumora: 露魔拉
  Lumora Max: 露魔拉大杯
  重庆路: {say: 虫庆路, pinyin: chong2 qing4 lu4}
  X9: 艾克斯九号
en:
  Xiaoyu: shao yoo
  US: United States
any:
  QVE: Q V E
"""


@pytest.fixture
def shop(tmp_path: Path) -> Lexicon:
    path = tmp_path / "lexicon.yaml"
    path.write_text(SHOP, "utf-8")
    return read_lexicon(path)


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("zh", "这款Lumora只要¥99", "这款露魔拉只要九十九元"),
        ("zh", "LUMORA来了", "露魔拉来了"),
        ("zh", "Ｌｕｍｏｒａ来了", "露魔拉来了"),
        ("zh", "Lumora Max来了", "露魔拉大杯来了"),
        ("zh", "Lumorax和X95", "Lumorax和X 九十五"),
        ("zh", "X9到货", "艾克斯九号到货"),
        ("zh", "在重庆路", "在虫庆路"),
        ("zh", "QVE杯", "Q V E杯"),
        ("en", "From the US, for us: xiaoyu's bowl", "From the United States, for us: shao yoo's bowl"),
        ("ja", "QVEです", "Q V Eです"),
    ],
)
def test_names_are_said_as_the_shop_says_them(shop: Lexicon, language: str, written: str, said: str) -> None:
    assert spoken(written, language, shop).text == said


def test_captions_still_show_what_is_written(shop: Lexicon) -> None:
    said = spoken("买Lumora吧", "zh", shop)
    begin = said.text.index("露")
    assert {said.span(place, place + 1) for place in range(begin, begin + 3)} == {(1, 7)}


def test_pinyin_reaches_the_voice_that_takes_it(shop: Lexicon) -> None:
    assert spoken("去重庆路吧", "zh", shop, "pinyin").text == "去 chong2 qing4 lu4 吧"
    assert spoken("买Lumora吧", "zh", shop, "pinyin").text == "买露魔拉吧"


def test_what_changes_what_is_said_changes_the_revision(tmp_path: Path, shop: Lexicon) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(SHOP.replace("露魔拉大杯", "露魔拉特大杯"), "utf-8")
    assert shop.revision
    assert read_lexicon(other).revision != shop.revision
    assert NO_LEXICON.revision == ""


def test_the_lexicon_beside_the_sheet_is_found_before_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AVATAR_CONFIG", str(tmp_path / "config" / "config.toml"))
    sheet = tmp_path / "shop.yaml"
    assert find_lexicon(sheet) is NO_LEXICON
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "lexicon.toml").write_text('[en]\nABC = "from the settings"\n', "utf-8")
    assert spoken("ABC", "en", find_lexicon(sheet)).text == "from the settings"
    (tmp_path / "lexicon.yaml").write_text("en: {ABC: from the shop}\n", "utf-8")
    assert spoken("ABC", "en", find_lexicon(sheet)).text == "from the shop"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("- a\n- b\n", "write a block for each language"),
        ("zh: 露魔拉\n", "line 1: put a line a name"),
        ("zh:\n  Lumora: [1, 2]\n", "line 2: 'Lumora': say must be a few words"),
        ("zh:\n  Lumora:\n", "line 2: 'Lumora': say must be a few words"),
        ("zh:\n  Lumora: {sya: 露}\n", "line 2: unknown key 'sya'.*say"),
        ("zh:\n  Lumora: {pinyin: lu4}\n", "line 2: 'Lumora' lacks how it is said"),
        ("zh:\n  路: {say: 路, pinyin: lù}\n", "line 2: pinyin 'lù': write syllables with their tones"),
        ("chinese:\n  A: B\n", "line 1: 'chinese' is no language"),
        ("zh:\n  '--': 露\n", "line 2: '--' is no name"),
        ("zh:\n  A: b\n  A: c\n", "line 3: 'A' is written twice"),
        ("zh: {A: b\n", "not valid YAML"),
    ],
)
def test_a_bad_lexicon_is_told_with_its_place_and_its_mend(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "lexicon.yaml"
    path.write_text(content, "utf-8")
    with pytest.raises(UsageError, match=message) as caught:
        read_lexicon(path)
    assert str(path) in str(caught.value)


def test_a_lexicon_that_is_not_there_or_not_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_lexicon(tmp_path / "none.yaml")
    (tmp_path / "gb.yaml").write_bytes("zh:\n  露魔拉杯: 露露魔拉\n".encode("gb18030"))
    with pytest.raises(UsageError, match="UTF-8"):
        read_lexicon(tmp_path / "gb.yaml")


@given(
    text=st.text(alphabet="aAbB1 露-", max_size=30),
    entries=st.dictionaries(st.text(alphabet="aAbB1露", min_size=1, max_size=4), st.just("la"), max_size=5),
)
def test_any_lexicon_keeps_the_map(
    tmp_path_factory: pytest.TempPathFactory, text: str, entries: dict[str, str]
) -> None:
    path = tmp_path_factory.mktemp("shop") / "lexicon.yaml"
    path.write_text("zh:\n" + "".join(f"  '{name}': {say}\n" for name, say in entries.items()), "utf-8")
    said = spoken(f"好{text}", "zh", read_lexicon(path) if entries else NO_LEXICON)
    assert len(said.text) == len(said.begins) == len(said.stops)
    assert list(said.begins) == sorted(said.begins)
    assert list(said.stops) == sorted(said.stops)
    assert all(0 <= begin < stop <= len(text) + 1 for begin, stop in zip(said.begins, said.stops, strict=True))
