"""What each synthesiser's phone names are in IPA, as `avatar.face.sounds` reads it."""

from __future__ import annotations

from collections.abc import Iterable

from avatar.errors import UsageError
from scripts.training.clip import Timed

_VOWELS = frozenset("aeiouyɑæʌɔəɚɝɛɪʊɐɨøœɯɤɒ")
_SHORTEST = 0.004

# "name ipa" pairs; a name alone is silence, ˈ before the IPA tells that the name itself says stressed
_WRITTEN = {
    "radio": """
        aa ɑ, ae æ, ah ʌ, ao ɔ, aw aʊ, ax ə, axr ɚ, ay aɪ, b b, ch tʃ, d d, dh ð, dx ɾ, eh ɛ, el l, em m, en n, er ɝ,
        ey eɪ, f f, g ɡ, hh h, hv ɦ, ih ɪ, iy i, jh dʒ, k k, l l, m m, n n, nx ɾ, ng ŋ, ow oʊ, oy ɔɪ, p p, r ɹ, s s,
        sh ʃ, t t, th θ, uh ʊ, uw u, v v, w w, y j, z z, zh ʒ, pau, h#, brth, ssil""",
    "msu_ru": """
        ii ˈi, yy ˈɨ, uu ˈu, ee ˈɛ, oo ˈo, aa ˈa, a ɐ, e e, i ɪ, y ɨ, u ʊ, ae ə, ay ə, ur ʊ, p p, pp pʲ, b b, bb bʲ,
        t t, tt tʲ, d d, dd dʲ, k k, kk kʲ, g ɡ, gg ɡʲ, c ts, ch tɕ, f f, ff fʲ, v v, vv vʲ, s s, ss sʲ, z z, zz zʲ,
        sh ʂ, sch ɕ, zh ʐ, h x, hh xʲ, m m, mm mʲ, n n, nn nʲ, l l, ll lʲ, r r, rr rʲ, j j, pau""",
    "italian": """
        i i, e e, E ɛ, a a, o o, O ɔ, u u, i1 ˈi, e1 ˈe, E1 ˈɛ, a1 ˈa, o1 ˈo, O1 ˈɔ, u1 ˈu, j j, w w, p p, t t, k k,
        b b, d d, g ɡ, f f, s s, S ʃ, v v, z z, Z ʒ, ts ts, tS tʃ, dz dz, dZ dʒ, m m, n n, J ɲ, ng ŋ, nf ɱ, l l, L ʎ,
        r r, #""",
    "czech": """
        a a, a: aː, b b, c ts, c~ tʃ, ch x, d d, d~ ɟ, dz dz, dz~ dʒ, e ɛ, e: ɛː, f f, g ɡ, h ɦ, i ɪ, i: iː, j j,
        k k, l l, m m, n n, n* ŋ, n~ ɲ, o o, o: oː, p p, r r, r~ r̝, r~* r̝, s s, s~ ʃ, t t, t~ c, u u, u: uː, v v,
        z z, z~ ʒ, #, _""",
    "upc_catalan-central": """
        ax ə, a a, a1 ˈa, b b, d d, e e, e1 ˈe, E ɛ, E1 ˈɛ, f f, g ɡ, i i, i1 ˈi, j j, J ɲ, k k, l l, L ʎ, m m, n n,
        o o, o1 ˈo, O ɔ, O1 ˈɔ, p p, r ɾ, rr r, s s, S ʃ, t t, u u, u1 ˈu, w w, z z, Z ʒ, pau, _, #""",
    "finnish": """
        a ɑ, e e, i i, o o, u u, y y, @ æ, 7 ø, & ə, a: ɑː, e: eː, i: iː, o: oː, u: uː, y: yː, @: æː, 7: øː, p p, t t,
        k k, b b, d d, g ɡ, f f, T θ, s s, S ʃ, h h, v ʋ, m m, n n, N ŋ, l l, L l, r r, j j, w w, p: pː, t: tː, k: kː,
        b: bː, d: dː, g: ɡː, f: fː, T: θː, D: ð, s: sː, z: z, S: ʃː, Z: ʒ, h: hː, v: ʋː, m: mː, n: nː, N: ŋː, w: w,
        l: lː, L: lː, r: rː, j: jː, ##, #""",
    "hindi": """
        a ə, aa aː, ih ɪ, iy iː, uh ʊ, uw uː, eh e, ee eː, ay ɛː, oh o, oo oː, aw ɔː, f f, k k, g ɡ, ch tʃ, T ʈ, D ɖ,
        N ɳ, th t, dh d, n n, p p, b b, m m, y j, r ɾ, l l, v ʋ, L ɭ, R ɽ, s s, sh ʃ, j dʒ, h ɦ, ksh kʃ, sri ʃɾi, x kʰ,
        kh kʰ, gh ɡʱ, td ʈ, tth tʰ, ddh dʱ, bh bʱ, zh ʒ, @ ə, w w, pau""",
    "jtalk": """
        a a, i i, u ɯ, e e, o o, A a, I i, U ɯ, E e, O o, N ɴ, k k, ky kʲ, g ɡ, gy ɡʲ, s s, sh ɕ, z z, j dʑ, t t, ty tʲ,
        ch tɕ, ts ts, d d, dy dʲ, n n, ny ɲ, h h, hy ç, f ɸ, b b, by bʲ, p p, py pʲ, m m, my mʲ, r ɾ, ry ɾʲ, w w, y j,
        v v, kw kʷ, gw ɡʷ, pau, sil""",
}


def _table(written: str) -> dict[str, str]:
    pairs = (pair.split() for pair in written.split(","))
    return {pair[0]: pair[1] if len(pair) > 1 else "" for pair in pairs}


PHONE_SETS = {name: _table(written) for name, written in _WRITTEN.items()}
"""Phone set → the set's own name of a phone → IPA, empty for silence."""


def timed(segments: Iterable[tuple[str, float, bool]], phone_set: str) -> tuple[Timed, ...]:
    """Phones from (own name, end in seconds, in a stressed syllable); raises UsageError for a name not in the set."""
    table = PHONE_SETS[phone_set]
    phones: list[Timed] = []
    start = 0.0
    for own, end, in_stressed in segments:
        if own not in table:
            raise UsageError(f"phone {own!r} is not in the table of phone set {phone_set!r}: add it to {__name__}")
        ipa = table[own]
        symbol = ipa.removeprefix("ˈ")
        stressed = ipa != symbol or (in_stressed and symbol[:1] in _VOWELS)
        if symbol and end - start >= _SHORTEST:
            phones.append(Timed(symbol, round(start, 4), round(end, 4), stressed, own))
        start = max(start, end)
    return tuple(phones)


def vowels(phone_set: str) -> frozenset[str]:
    """The set's own names of its vowels."""
    return frozenset(own for own, ipa in PHONE_SETS[phone_set].items() if ipa.removeprefix("ˈ")[:1] in _VOWELS)
