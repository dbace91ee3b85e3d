"""Well-known language-model servers, for people who should not have to look up a URL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

OPENAI_URL = "https://api.openai.com/v1"


@dataclass(frozen=True)
class Preset:
    """A well-known server: its title in both languages, its base URL, models to start with, whether it wants a key."""

    title: Mapping[str, str]
    base_url: str
    models: tuple[str, ...]
    needs_key: bool = True


PRESETS: Mapping[str, Preset] = {
    "sensenova": Preset(
        {"zh": "商汤 商量", "en": "SenseTime SenseNova"},
        "https://api.sensenova.cn/compatible-mode/v2",
        ("SenseChat-5", "SenseNova-V6-5-Pro", "SenseNova-V6-5-Turbo"),
    ),
    "dashscope": Preset(
        {"zh": "阿里云百炼 通义千问", "en": "Alibaba DashScope (Qwen)"},
        "https://dashscope.aliyuncs.com/compatible-mode/v1",
        ("qwen-plus", "qwen-turbo", "qwen-max"),
    ),
    "deepseek": Preset(
        {"zh": "深度求索 DeepSeek", "en": "DeepSeek"},
        "https://api.deepseek.com/v1",
        ("deepseek-chat", "deepseek-reasoner"),
    ),
    "openai": Preset({"zh": "OpenAI", "en": "OpenAI"}, OPENAI_URL, ("gpt-4o-mini", "gpt-4o")),
    "ollama": Preset(
        {"zh": "Ollama（本机）", "en": "Ollama (this computer)"},
        "http://localhost:11434/v1",
        ("qwen3:8b", "qwen2.5:7b", "llama3.1:8b"),
        needs_key=False,
    ),
    "vllm": Preset(
        {"zh": "vLLM（自建）", "en": "vLLM (your own server)"},
        "http://localhost:8000/v1",
        ("Qwen/Qwen3-8B", "Qwen/Qwen2.5-7B-Instruct"),
        needs_key=False,
    ),
}
