"""Mandarin said by people who were recorded in another language.

No synthesiser made from recorded Mandarin is at hand whose licence would do. So the
embedded voice says a sentence, and a diphone voice of festival's repeats it: sound by
sound in the nearest phone it has, with the embedded voice's times and the fall and rise
of its tones. What comes out has an accent, and is labelled as what is heard: the
voice's own phones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

import numpy as np
import numpy.typing as npt

from avatar.errors import VoiceError
from avatar.speech.ipa import Sound
from avatar.speech.recital import Recital, recite
from avatar.speech.roster import TIMBRES
from avatar.speech.spoken import spoken
from scripts.training.clip import Clip
from scripts.training.festival import VOICE_FOLDER, told, uttered
from scripts.training.phones import timed

_SLOWEST, _FASTEST = 1.25, 0.85
_LEAST_PAUSE, _LEAST_PHONE = 0.03, 0.03
_SPEAKER = TIMBRES[3]
_LOWEST, _HIGHEST = 60, 320
_PLACES = (0.2, 0.5, 0.8)
# ASCII names of two phones, then where their sound lies
_ENTRY = re.compile(rb"^([!-,.-~]+)-([!-,.-~]+) \d+ \d+ \d+$", re.MULTILINE)

# IPA of the embedded voice's Mandarin → the phone set's own phones
_NEAREST = {
    "czech": """
        p p, t t, k k, ts c, tɕ c~, tʂ c~, ɕ s~, ʂ s~, s s, χ ch, f f, ʐ z~, m m, n n, ŋ n, l l, j j, w v,
        i i, y u, u u, ɑ a, a a, ə e, o o, ɤ e, ɛ e, e e, æ e, ɨ i, ɪ i, ɚ e r, ʊ u, ɔ o""",
    "finnish": """
        p p, t t, k k, ts t s, tɕ t s, tʂ t s, ɕ s, ʂ s, s s, χ h, f f, ʐ r, m m, n n, ŋ N, l l, j j, w u,
        i i, y y, u u, ɑ a, a a, ə e, o o, ɤ 7, ɛ e, e e, æ @, ɨ i, ɪ i, ɚ e r, ʊ u, ɔ o""",
    "italian": """
        p p, t t, k k, ts ts, tɕ tS, tʂ tS, ɕ S, ʂ S, s s, χ k, f f, ʐ r, m m, n n, ŋ n, l l, j j, w u,
        i i, y i, u u, ɑ a, a a, ə e, o o, ɤ o, ɛ e, e e, æ e, ɨ i, ɪ i, ɚ e r, ʊ u, ɔ o""",
    "radio": """
        p p, t t, k k, ts t s, tɕ ch, tʂ ch, ɕ sh, ʂ sh, s s, χ hh, f f, ʐ r, m m, n n, ŋ ng, l l, j y, w w,
        i iy, y uw, u uw, ɑ aa, a aa, ə ax, o ao, ɤ ah, ɛ eh, e eh, æ ae, ɨ ih, ɪ ih, ɚ er, ʊ uh, ɔ ao""",
}
# neighbours that a set has no diphone for → those that stand in for them
_MENDED = {
    "czech": "i e j e, i o j o, i a j a, i u j u, a i a j, e i e j, u i u j, o i o j, n k n* k",
    "finnish": "N u n u, N e n e, N i n i, N o n o, n k N k, N # n #",
    "italian": "j i i i, S j S i",
    "radio": "hh w hh uw",
}
_SILENCES = {"czech": "#", "finnish": "#", "italian": "#", "radio": "pau"}


def _table(written: str) -> dict[str, tuple[str, ...]]:
    pairs = (pair.split() for pair in written.split(","))
    return {ipa: tuple(own) for ipa, *own in pairs}


NEAREST = {name: _table(written) for name, written in _NEAREST.items()}
"""Phone set → the Mandarin sound in IPA → the set's phones that come nearest."""


@dataclass(frozen=True)
class _Asked:
    """A phone to be spoken, with its `tones`: (place 0 … 1, Hz); `stressed`: it has a full tone."""

    own: str
    seconds: float
    tones: tuple[tuple[float, float], ...] = ()
    stressed: bool = False


@dataclass(frozen=True)
class Borrowed:
    """Mandarin by a diphone voice of festival's, which speaks around `pitch` Hz."""

    name: str
    voice: str
    phone_set: str
    pitch: float

    def clips(self, texts: Iterable[str], chance: Random) -> Iterator[Clip]:
        """Each text spoken, at a pace and pitch of its own; raises VoiceError where the voice is not installed."""
        asked: dict[str, list[_Asked]] = {}
        for text, pcm, written in uttered(self.voice, self._forms(texts, chance, asked), "utf-8"):
            toned = [phone.stressed for phone in asked.pop(text)]
            segments = [(own, end, tone) for (own, end, _), tone in zip(told(written), toned, strict=True)]
            yield Clip(pcm, timed(segments, self.phone_set), text, "zh", self.name)

    def _forms(
        self, texts: Iterable[str], chance: Random, kept: dict[str, list[_Asked]]
    ) -> Iterator[tuple[str, str, float]]:
        """Those texts whose every sound and every step from one to the next the voice has; `kept` gets their phones."""
        diphones = _diphones(self.voice)
        for text in texts:
            recital = recite(spoken(text, "zh").text, "zh", _SPEAKER)
            stretch, pitch = chance.uniform(_FASTEST, _SLOWEST), self.pitch * chance.uniform(0.9, 1.15)
            if all(sound.symbol in NEAREST[self.phone_set] for sound in recital.sounds):
                asked = _mended(_asked(recital, self.phone_set, stretch, pitch), self.phone_set)
                if all((one.own, two.own) in diphones for one, two in pairwise(asked)):
                    kept[text] = asked
                    yield text, _form(asked), 1.0


def _asked(recital: Recital, phone_set: str, stretch: float, pitch: float) -> list[_Asked]:
    """The voice's own phones, lasting `stretch` times as long as the recital's, their tones around `pitch` Hz."""
    table, silence = NEAREST[phone_set], _SILENCES[phone_set]
    second = recital.rate / stretch
    scale = pitch / _usual_pitch(recital)
    asked = [_Asked(silence, 0.15)]
    heard = 0
    for sound in recital.sounds:
        if sound.start - heard > _LEAST_PAUSE * recital.rate:
            asked.append(_Asked(silence, (sound.start - heard) / second))
        heard = sound.end
        own = table[sound.symbol]
        length = max((sound.end - sound.start) / second / len(own), _LEAST_PHONE)
        tones = tuple((place, tone * scale) for place, tone in _tones(recital, sound))
        asked += [_Asked(name, length, tones, sound.stressed) for name in own]
    return [*asked, _Asked(silence, 0.2)]


def _mended(asked: list[_Asked], phone_set: str) -> list[_Asked]:
    """Neighbours that the set cannot join stand in for each other; one phone twice is one long phone."""
    pairs = {(a, b): (c, d) for a, b, c, d in (four.split() for four in _MENDED[phone_set].split(",") if four)}
    result = asked[:1]
    for phone in asked[1:]:
        last = result[-1]
        before, after = pairs.get((last.own, phone.own), (last.own, phone.own))
        result[-1] = replace(last, own=before)
        if before == after:
            result[-1] = replace(result[-1], seconds=last.seconds + phone.seconds)
        else:
            result.append(replace(phone, own=after))
    return result


def _form(asked: list[_Asked]) -> str:
    """Festival's utterance of these phones."""
    parts = []
    for phone in asked:
        tones = "".join(f" ({place * phone.seconds:.3f} {tone:.0f})" for place, tone in phone.tones)
        parts.append(f"({phone.own} {phone.seconds:.3f}{tones})")
    return f"(Utterance Segments ({' '.join(parts)}))"


def _diphones(voice: str) -> frozenset[tuple[str, str]]:
    """The steps from phone to phone that a voice has, from the index at the head of its file."""
    for path in VOICE_FOLDER.glob(f"*/{voice}/group/*.group"):
        return frozenset((one.decode(), two.decode()) for one, two in _ENTRY.findall(path.read_bytes()))
    raise VoiceError(f"festival has no diphone voice {voice}: install its Debian package")


def _tones(recital: Recital, sound: Sound) -> list[tuple[float, float]]:
    """(place 0 … 1, Hz) wherever the sound has a pitch."""
    places = [(place, _pitch(recital, round(sound.start + place * (sound.end - sound.start)))) for place in _PLACES]
    return [(place, tone) for place, tone in places if tone]


def _usual_pitch(recital: Recital) -> float:
    tones = [tone for sound in recital.sounds for _, tone in _tones(recital, sound)]
    return float(np.median(tones)) if tones else 1.0


def _pitch(recital: Recital, place: int) -> float:
    """Hz around a sample by autocorrelation, 0 where there is none."""
    shortest, longest = recital.rate // _HIGHEST, recital.rate // _LOWEST
    window = recital.pcm[max(place - longest, 0) : place + longest].astype(np.float64)
    if len(window) < 2 * longest:
        return 0.0
    alike = _autocorrelation(window)[shortest:longest]
    best = int(np.argmax(alike))
    return recital.rate / (best + shortest) if alike[best] > 0.4 else 0.0


def _autocorrelation(window: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    window = window - window.mean()
    spectrum = np.fft.rfft(window, 2 * len(window))
    alike = np.fft.irfft(spectrum * spectrum.conj())[: len(window)]
    scaled: npt.NDArray[np.float64] = alike / max(alike[0], 1e-9)
    return scaled
