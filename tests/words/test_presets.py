"""The servers people can pick."""

from __future__ import annotations

from urllib.parse import urlsplit

from avatar.words.presets import PRESETS


def test_every_preset_is_complete() -> None:
    assert {"sensenova", "dashscope", "deepseek", "openai", "ollama", "vllm"} <= set(PRESETS)
    for preset in PRESETS.values():
        assert set(preset.title) == {"zh", "en"}
        assert preset.models
        url = urlsplit(preset.base_url)
        assert url.scheme == ("https" if preset.needs_key else "http")
        assert preset.needs_key or url.hostname == "localhost"


def test_there_is_a_server_for_embeddings_and_pictures_with_a_key_and_one_without() -> None:
    for needs_key in (True, False):
        whole = [each for each in PRESETS.values() if each.embedding and each.vision]
        assert any(each.needs_key == needs_key for each in whole)
