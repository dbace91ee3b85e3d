"""Well-known language-model servers, for people who should not have to look up a URL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

OPENAI_URL = "https://api.openai.com/v1"


@dataclass(frozen=True)
class Preset:
    """A well-known server: its title in both languages, its base URL, models to start with, whether it wants a key.

    `embedding` and `vision` are models of the same server; None where it has none behind this
    protocol. Names as the servers' documentation has them in November 2026; `check` tells when
    one is gone.
    """

    title: Mapping[str, str]
    base_url: str
    models: tuple[str, ...]
    needs_key: bool = True
    embedding: str | None = None
    vision: str | None = None


PRESETS: Mapping[str, Preset] = {
    # its embeddings speak another protocol
    "sensenova": Preset(
        {"zh": "商汤 商量", "en": "SenseTime SenseNova"},
        "https://api.sensenova.cn/compatible-mode/v2",
        ("SenseChat-5", "SenseNova-V6-5-Pro", "SenseNova-V6-5-Turbo"),
        vision="SenseNova-V6-5-Pro",
    ),
    "sensenova-token": Preset(
        {"zh": "商汤 日日新（新平台）", "en": "SenseTime SenseNova (new platform)"},
        "https://token.sensenova.cn/v1",
        ("sensenova-6.8-flash-lite",),
        vision="sensenova-6.8-flash-lite",
    ),
    "dashscope": Preset(
        {"zh": "阿里云百炼 通义千问", "en": "Alibaba DashScope (Qwen)"},
        "https://dashscope.aliyuncs.com/compatible-mode/v1",
        ("qwen-plus", "qwen-flash", "qwen-max"),
        embedding="text-embedding-v4",
        vision="qwen3-vl-plus",
    ),
    "deepseek": Preset(
        {"zh": "深度求索 DeepSeek", "en": "DeepSeek"},
        "https://api.deepseek.com/v1",
        ("deepseek-v4-flash", "deepseek-v4-pro"),
    ),
    "openai": Preset(
        {"zh": "OpenAI", "en": "OpenAI"},
        OPENAI_URL,
        ("gpt-4o-mini", "gpt-4o"),
        embedding="text-embedding-3-small",
        vision="gpt-4o-mini",
    ),
    "ollama": Preset(
        {"zh": "Ollama（本机）", "en": "Ollama (this computer)"},
        "http://localhost:11434/v1",
        ("qwen3:8b", "qwen2.5:7b", "llama3.1:8b"),
        needs_key=False,
        embedding="bge-m3",
        vision="qwen2.5vl:7b",
    ),
    # one server serves one model: embeddings and pictures need a URL of their own
    "vllm": Preset(
        {"zh": "vLLM（自建）", "en": "vLLM (your own server)"},
        "http://localhost:8000/v1",
        ("Qwen/Qwen3-8B", "Qwen/Qwen2.5-7B-Instruct"),
        needs_key=False,
    ),
}
