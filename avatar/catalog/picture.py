"""Pictures people bring: opened wholly or refused with one line that says what to do."""

from __future__ import annotations

import stat
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from avatar.errors import PictureError

MAX_BYTES = 64 * 1024 * 1024
"""A picture file larger than this is refused unread."""
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
_WIDE_MODES = ("I", "I;16", "I;16B", "I;16L", "I;16N", "F")


def open_picture(path: Path, max_pixels: int = 40_000_000) -> Image.Image:
    """The picture as RGB, or RGBA where it has transparency, upright as its EXIF says; wholly decoded.

    The first frame of an animation is taken. Raises PictureError: missing, empty, not a
    picture, damaged, or of more than `max_pixels`.
    """
    _check_file(path)
    try:
        with warnings.catch_warnings():
            # what Pillow only warns of (large, truncated) is checked here or raised by the decoder
            warnings.simplefilter("ignore")
            with Image.open(path, formats=_known_formats()) as picture:
                _check_size(path, picture, max_pixels)
                picture.load()
                return _plain(ImageOps.exif_transpose(picture))
    except UnidentifiedImageError as error:
        raise PictureError(f"{path}: not a picture; use a JPEG, PNG or WebP file") from error
    except Image.DecompressionBombError as error:
        raise PictureError(f"{path}: too large a picture; scale it down to at most {max_pixels:,} pixels") from error
    except MemoryError as error:
        raise PictureError(f"{path}: too large a picture for this machine's memory; scale it down") from error
    except (OSError, SyntaxError, ValueError, TypeError, IndexError, KeyError, EOFError) as error:
        # Pillow's decoders raise all of these on damaged files
        raise PictureError(f"{path}: the picture is damaged ({error}); export it again") from error


def _check_file(path: Path) -> None:
    try:
        status = path.stat()
    except OSError as error:
        raise PictureError(f"{path}: no such picture ({error.strerror})") from error
    except ValueError as error:
        raise PictureError(f"{str(path)!r}: not a file name") from error
    if not stat.S_ISREG(status.st_mode):
        raise PictureError(f"{path}: not a file; name a JPEG, PNG or WebP picture")
    if status.st_size == 0:
        raise PictureError(f"{path}: the picture is empty; export it again")
    if status.st_size > MAX_BYTES:
        raise PictureError(f"{path}: {status.st_size >> 20} MB is too large; use at most {MAX_BYTES >> 20} MB")


def _known_formats() -> list[str]:
    Image.init()
    return [name for name in _FORMATS if name in Image.OPEN]


def _check_size(path: Path, picture: Image.Image, max_pixels: int) -> None:
    width, height = picture.size
    if width * height > max_pixels:
        raise PictureError(
            f"{path}: {width}×{height} is {width * height / 1e6:.0f} megapixels;"
            f" scale it down to at most {max_pixels / 1e6:g}"
        )


def _plain(picture: Image.Image) -> Image.Image:
    if picture.mode in _WIDE_MODES:
        return _eight_bits(picture)
    clear = picture.mode in ("RGBA", "RGBa", "LA", "La", "PA") or "transparency" in picture.info
    return picture.convert("RGBA" if clear else "RGB")


def _eight_bits(picture: Image.Image) -> Image.Image:
    # Pillow clips wide greys at 255 instead of scaling them, which turns a 16-bit photograph white
    values = np.nan_to_num(np.asarray(picture, np.float32))
    if picture.mode == "F":
        top = 1.0 if values.max(initial=0) <= 1 else 255.0
    else:
        top = 255.0 if values.max(initial=0) <= 255 else 65535.0
    return Image.fromarray((values / top * 255).clip(0, 255).astype(np.uint8)).convert("RGB")
