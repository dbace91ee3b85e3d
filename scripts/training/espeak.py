"""The project's own embedded voice in its timbres, at the times it tells itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from random import Random

import numpy as np
import numpy.typing as npt

from avatar.speech.equaliser import equalised
from avatar.speech.recital import Recital, recite
from avatar.speech.roster import TIMBRES, Timbre
from avatar.speech.spoken import spoken
from scripts.training.clip import Clip, Timed
from scripts.training.sounds import at_clip_rate


@dataclass(frozen=True)
class Espeak:
    """espeak-ng in one language, its timbres taking turns."""

    name: str
    language: str

    def clips(self, texts: Iterable[str], chance: Random) -> Iterator[Clip]:
        """Each text spoken, in a timbre and at a pitch of its own."""
        for text in texts:
            tone = chance.choice(TIMBRES)
            pitched = replace(
                tone, pitch=tone.pitch + chance.randint(-15, 15), range=tone.range + chance.randint(-10, 15)
            )
            recital = recite(spoken(text, self.language).text, self.language, pitched)
            yield Clip(_sound(recital, tone), _phones(recital), text, self.language, self.name)


def _sound(recital: Recital, tone: Timbre) -> npt.NDArray[np.int16]:
    pcm = recital.pcm.astype(np.float32)
    pcm /= 32768
    return at_clip_rate(equalised(pcm, recital.rate, tone.gains), recital.rate)


def _phones(recital: Recital) -> tuple[Timed, ...]:
    second = recital.rate
    return tuple(
        Timed(sound.symbol, round(sound.start / second, 4), round(sound.end / second, 4), sound.stressed, sound.symbol)
        for sound in recital.sounds
    )
