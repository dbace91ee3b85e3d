"""The one tree of errors. Those of dependencies are mapped onto it where they arise.

StudioError             anything the studio raises on purpose (exit 1)
├── UsageError          the caller's mistake: names the file, the place and the mend (exit 2)
│   ├── SheetError      a product sheet or job list that cannot be read as one
│   ├── DocumentError   a document for the shop's knowledge that cannot be read
│   ├── PictureError    a picture that cannot be used (corrupt, too large, no face, …)
│   ├── SoundError      a sound file that cannot be used (not a sound, empty, …)
│   ├── TextError       text that cannot be spoken or shown
│   └── WeightsError    a file of network weights that cannot be used
├── ServiceError        something outside did not answer as it should (`retryable` tells)
│   ├── ModelError      a language-model server
│   │   └── ModelResting  it failed so often that it is not asked for a while
│   └── VoiceError      a speech service
├── OutputError         a file or stream could not be written (disk full, encoder died)
└── Cancelled           the user stopped it; nothing half-written is left
"""

from __future__ import annotations


class StudioError(Exception):
    """Base of all; its text is one line for a person. `retryable`: the same call may succeed later."""

    exit_code = 1

    def __init__(self, message: str, *, retryable: bool = False) -> None:
        super().__init__(" ".join(message.split()))
        self.retryable = retryable


class UsageError(StudioError):
    """The caller's mistake, with the mend in its text."""

    exit_code = 2


class SheetError(UsageError):
    """A product sheet or job list that cannot be used."""


class DocumentError(UsageError):
    """A document that cannot be read (encrypted, scanned, damaged, …), or a store of documents that is none."""


class PictureError(UsageError):
    """A picture that cannot be used."""


class SoundError(UsageError):
    """A sound file that cannot be used."""


class TextError(UsageError):
    """Text that cannot be spoken or shown."""


class WeightsError(UsageError):
    """A file of network weights that cannot be used."""


class ServiceError(StudioError):
    """An outside service failed."""


class ModelError(ServiceError):
    """A language-model server failed."""


class ModelResting(ModelError):
    """A language-model server that is left alone for a while; its failures were told when they happened."""


class VoiceError(ServiceError):
    """A speech service failed."""


class OutputError(StudioError):
    """A result could not be written."""


class Cancelled(StudioError):
    """Stopped by the user."""
