"""Which words in capitals are said letter by letter."""

from __future__ import annotations

_WORDS = (
    "AM IS IT IN ON OF TO DO GO NO SO UP US WE MY ME BE BY IF OR AS AN AT HE OK OH HI "
    "ALL AND ANY ARE BAG BED BEST BIG BOX BUY CAN CAR CAT CUP DAY DOG EASY FAN FAR FAST FIT FOR FREE FUN GET GIFT "
    "GOOD HAS HAT HOME HOT HOW ITS JOY KID KIT LAMP LIFE LIVE LOW LUXE MAX MINI MIX NEO NEW NICE NOT NOW OFF ONE ONLY "
    "OUR OUT PEN PLUS PRO RED SALE SET SHOP SKY SONY STAR SUN TEA TEN THE TOP TOY TRY TWO WHY WIN WOW YES YOU YOUR "
    "ZARA NIKE LEGO IKEA PUMA AIR ART CARE COOL ICE KEY NANO PET PLAY SELF SKIN SOFT SUPER ULTRA WELL"
)
_SAID_AS_WORDS = frozenset(_WORDS.split())
_VOWELS = frozenset("AEIOUY")
# looks like a word and is not said as one
_SPELLED = frozenset(["OLED"])


def spelled(capitals: str) -> str:
    """`LED` → `L E D`; a word written in capitals (`PRO`, `SONY`) as it is."""
    if not (capitals.isupper() and len(capitals) > 1) or capitals in _SAID_AS_WORDS:
        return capitals
    if capitals in _SPELLED or len(capitals) <= 3 or not _VOWELS & set(capitals):
        return " ".join(capitals)
    return capitals
