"""Frames on their way to ffmpeg: a few buffers go round between the drawing thread and the one that writes the pipe."""

from __future__ import annotations

import queue
import threading

import numpy as np
import numpy.typing as npt

from avatar.output.encoder import Encoder

Planes = npt.NDArray[np.uint8]
_BUFFERS = 4


class Feed:
    """Writes buffers of `length` bytes to the encoder in a thread of its own, at most `_BUFFERS` waiting.

    Nothing is dropped: `spare` waits for a free buffer. What the encoder raised is raised by the
    next call here; buffers that come after it go nowhere.
    """

    def __init__(self, encoder: Encoder, length: int) -> None:
        self._encoder = encoder
        self._failure: Exception | None = None
        self._spare: queue.SimpleQueue[Planes] = queue.SimpleQueue()
        self._waiting: queue.SimpleQueue[Planes | None] = queue.SimpleQueue()
        for _ in range(_BUFFERS):
            self._spare.put(np.empty(length, np.uint8))
        self._thread = threading.Thread(target=self._run, name="encoder-feed", daemon=True)
        self._thread.start()

    def spare(self) -> Planes:
        """A buffer to fill."""
        buffer = self._spare.get()
        self._raise_failure()
        return buffer

    def put(self, buffer: Planes) -> None:
        """Hand over a filled buffer."""
        self._waiting.put(buffer)

    def end(self) -> None:
        """Wait until all is written."""
        self.stop()
        self._raise_failure()

    def stop(self) -> None:
        """End the thread; quick once the encoder has been killed."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (buffer := self._waiting.get()) is not None:
            if self._failure is None:
                try:
                    self._encoder.write(buffer.data)
                except Exception as error:
                    self._failure = error
            self._spare.put(buffer)

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure
