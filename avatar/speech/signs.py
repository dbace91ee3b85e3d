"""Signs that are written in several ways, put in one."""

from __future__ import annotations

_FULL_WIDTH = {0xFF01 + i: chr(0x21 + i) for i in range(94) if chr(0x21 + i) not in ",:;!?()"}
_CIRCLED = {0x2460 + i: f"{i + 1}、" for i in range(20)}
_ROMAN = {first + i: str(i + 1) for first in (0x2160, 0x2170) for i in range(12)}
SAME: dict[int, str] = {
    **_FULL_WIDTH, **_CIRCLED, **_ROMAN, 0x3000: " ", 0xFFE5: "¥", 0xFFE1: "£", 0x2212: "-", 0x2010: "-", 0x2011: "-",
    0x2012: "-", 0x301C: "~", 0x2019: "'", 0x00A0: " ", 0x202F: " ", 0x2044: "/", 0x2215: "/", 0x00B5: "μ",
}  # fmt: skip
"""Code point → what it is the same as, for `str.translate`."""
