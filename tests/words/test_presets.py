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
