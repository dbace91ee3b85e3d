"""Voices of the user's own: those named in the settings, and those kept here with their owner's consent.

    $XDG_DATA_HOME/avatar/voices/lin/
      voice.json     where the voice is, as [voices.lin] in the settings has it
      consent.json   whose voice it is, who agreed, when and what for

A cloned voice is somebody's: it speaks only while its record stands here, which is another than
a face's. Whoever withdraws the consent removes the record, and the voice falls silent at once.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

from avatar.config import NamedVoice, Settings, xdg
from avatar.configkeys import check_settings
from avatar.consent import Consent, parse_consent, read_consent, write_consent
from avatar.errors import UsageError
from avatar.nearest import hint
from avatar.speech.cache import forget
from avatar.speech.chain import Spoken
from avatar.speech.faults import Refused
from avatar.types import Language, Speech
from avatar.workplace import Workplace, not_written

EXAMPLE = '--consent "of: Li Na; by: herself; on: 2026-03-01; for: our shop\'s videos"'
MEND = f"say whose voice it is, who agreed, when and what for, such as {EXAMPLE}; or, for nobody's, --consent generated"
_NAME = re.compile(r"[A-Za-z][\w-]{0,39}", re.ASCII)
_TAKEN = ("auto", "espeak", "edge", "piper", "server")
_VOICE, _CONSENT = "voice.json", "consent.json"


def voices_folder() -> Path:
    """Where voices are kept."""
    return xdg("data") / "voices"


def own_voices(settings: Settings) -> Mapping[str, NamedVoice]:
    """The user's own voices by name: those of the settings, then those kept here. Damaged ones are passed over."""
    kept = {}
    folder = voices_folder()
    for path in sorted(folder.glob(f"*/{_VOICE}")) if folder.is_dir() else ():
        try:
            told = json.loads(path.read_text("utf-8"))
            check_settings({"voices": {path.parent.name: told}}, str(path))
            kept[path.parent.name] = NamedVoice(**told)
        except (OSError, ValueError, UsageError):
            continue
    return {**kept, **settings.voices}


def keep_voice(name: str, voice: NamedVoice | None, consent: str, settings: Settings) -> Consent:
    """Keep a voice with its owner's consent; with `voice` None, the consent for one that the settings name.

    Raises UsageError for a name that cannot be or is taken, a missing voice or an empty consent,
    OutputError where it cannot be written; then nothing is kept.
    """
    if not _NAME.fullmatch(name) or name in _TAKEN:
        raise UsageError(f"{name!r} cannot be a voice's name; use letters, digits, '-' and '_', first a letter")
    known = settings.voices.get(name)
    if voice is None and known is None:
        raise UsageError(f"voice {name}: say where it is (--server and --voice), or name it in the settings first")
    if voice is not None and (known is not None or (voices_folder() / name).exists()):
        raise UsageError(f"voice {name}: there is one already; choose another name, or remove that one first")
    record = parse_consent(consent, MEND)
    if record.kind == "drawn":
        raise UsageError("--consent: a voice is not drawn; if it is nobody's, write --consent generated")
    chosen = voice or known
    assert chosen is not None, "one of the two is there"
    record = replace(record, voice=_told(chosen))
    folder = voices_folder() / name
    try:
        with Workplace(voices_folder()) as work:
            (work / name).mkdir()
            if voice is not None:
                table = {key: value for key, value in asdict(voice).items() if value is not None}
                (work / name / _VOICE).write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", "utf-8")
            write_consent(record, work / name / _CONSENT)
            if folder.exists():  # an earlier consent for the same name in the settings
                shutil.rmtree(folder)
            os.rename(work / name, folder)
    except OSError as error:
        raise not_written(folder, error) from error
    return record


def kept_folder(name: str) -> Path:
    """The folder of a kept voice; raises UsageError for a name that is none."""
    # looked for in the list, so that no name can lead out of it
    folder = voices_folder()
    names = sorted(path.name for path in folder.iterdir() if not path.name.startswith(".")) if folder.is_dir() else []
    if name not in names:
        raise UsageError(f"no voice {name!r} is kept; {hint(name, names) if names else 'there is none'}")
    return folder / name


def remove_voice(name: str) -> None:
    """Withdraw: the voice, its consent and all speech kept of it are gone.

    Raises UsageError as `kept_folder` does, OutputError where it cannot be removed.
    """
    folder = kept_folder(name)
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise not_written(folder, error) from error
    forget(name)


def consent_of(name: str, voice: NamedVoice) -> Consent | None:
    """The consent on record for this very voice; None where there is none, or it was given for another."""
    path = voices_folder() / name / _CONSENT
    try:
        record = read_consent(path)
    except UsageError:
        return None
    return record if record.voice == _told(voice) else None


class ConsentedVoice:
    """A cloned voice: it speaks while its owner's consent is on record. Raises UsageError where there is none."""

    def __init__(self, name: str, settings: NamedVoice, voice: Spoken) -> None:
        if consent_of(name, settings) is None:
            raise UsageError(
                f"voice {name}: is cloned, and its owner's consent is not on record; "
                f"record it: avatar voices keep {name} {EXAMPLE}"
            )
        self._name = name
        self._settings = settings
        self._voice = voice

    @property
    def name(self) -> str:
        return self._voice.name

    @property
    def languages(self) -> frozenset[Language] | None:
        return self._voice.languages

    def speak(self, text: str, language: str) -> Speech:
        """As the voice itself; raises Refused once the consent is withdrawn."""
        if consent_of(self._name, self._settings) is None:
            raise Refused(f"the consent for the voice {self._name} was withdrawn")
        return self._voice.speak(text, language)


def _told(voice: NamedVoice) -> str:
    """Which voice of which server a consent is for."""
    return " ".join(part for part in (voice.backend, voice.server, voice.voice) if part)
