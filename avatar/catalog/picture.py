"""Pictures people bring: opened wholly or refused with one line that says what to do."""

from __future__ import annotations

import stat
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from avatar.errors import PictureError

MAX_BYTES = 64 * 1024 * 1024
"""A picture file larger than this is refused unread."""
MAX_PIXELS = 40_000_000
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
_ANIMATED = ("GIF", "PNG", "WEBP", "AVIF")
_STRIP = 64  # rows of the smaller picture made at once
_WIDE_MODES = ("I", "I;16", "I;16B", "I;16L", "I;16N", "F")


@dataclass(frozen=True)
class Opened:
    """A picture as read: RGB or RGBA and upright, the size it had (width, height), and how many frames it shows."""

    image: Image.Image
    size: tuple[int, int]
    frames: int = 1


def open_picture(path: Path, max_pixels: int = MAX_PIXELS) -> Image.Image:
    """The picture as RGB, or RGBA where it has transparency, upright as its EXIF says; wholly decoded.

    The first frame of an animation is taken. Raises PictureError: missing, empty, not a
    picture, damaged, or of more than `max_pixels`.
    """
    return read_picture(path, max_pixels=max_pixels).image


def read_picture(
    path: Path, *, longest: int | None = None, max_pixels: int = MAX_PIXELS, max_bytes: int = MAX_BYTES
) -> Opened:
    """The picture as `open_picture` gives it, no side longer than `longest`; raises the same.

    A large one is scaled down while it is read, so that it is never in memory twice.
    """
    _check_file(path, max_bytes)
    try:
        with warnings.catch_warnings():
            # what Pillow only warns of (large, truncated) is checked here or raised by the decoder
            warnings.simplefilter("ignore")
            with Image.open(path, formats=_known_formats()) as picture:
                _check_size(path, picture, max_pixels)
                size, frames = picture.size, _frames(picture)
                upright = ImageOps.exif_transpose(_loaded(picture, longest))
                turned = (upright.width > upright.height) != (size[0] > size[1])
                return Opened(upright, size[::-1] if turned else size, frames)
    except UnidentifiedImageError as error:
        raise PictureError(f"{path}: not a picture; use a JPEG, PNG or WebP file") from error
    except Image.DecompressionBombError as error:
        raise PictureError(f"{path}: too large a picture; scale it down to at most {max_pixels:,} pixels") from error
    except MemoryError as error:
        raise PictureError(f"{path}: too large a picture for this machine's memory; scale it down") from error
    except (OSError, SyntaxError, ValueError, TypeError, IndexError, KeyError, EOFError) as error:
        # Pillow's decoders raise all of these on damaged files
        raise PictureError(f"{path}: the picture is damaged ({error}); export it again") from error


def _loaded(picture: Image.Image, longest: int | None) -> Image.Image:
    """The decoded picture in plain colours, scaled down to `longest`; of its EXIF only how it stands is kept."""
    share = longest / max(picture.size) if longest else 1.0
    if share < 1:
        wanted = (max(1, round(picture.width * share)), max(1, round(picture.height * share)))
        picture.draft(None, wanted)  # a JPEG is decoded at a half, a quarter or an eighth
        picture.load()
        plain = _reduced(picture, max(1, min(picture.width // wanted[0], picture.height // wanted[1])))
        plain = plain.resize(wanted, Image.Resampling.LANCZOS)
    else:
        picture.load()
        plain = _plain(picture)
    stands = Image.Exif()
    # asked for after loading: a TIFF turns itself then
    stands[ExifTags.Base.Orientation] = picture.getexif().get(ExifTags.Base.Orientation, 1)
    plain.info["exif"] = stands.tobytes()
    return plain


def _reduced(picture: Image.Image, factor: int) -> Image.Image:
    """The picture a whole number of times smaller, in plain colours, worked on in strips."""
    if factor == 1:
        return _plain(picture)
    strips = [
        _plain(picture.crop((0, top, picture.width, min(top + factor * _STRIP, picture.height)))).reduce(factor)
        for top in range(0, picture.height, factor * _STRIP)
    ]
    small = Image.new(strips[0].mode, (strips[0].width, sum(strip.height for strip in strips)))
    for row, strip in enumerate(strips):
        small.paste(strip, (0, row * _STRIP))
    return small


def _frames(picture: Image.Image) -> int:
    """How many frames an animation has; the second picture in some phones' JPEGs is no frame."""
    return int(getattr(picture, "n_frames", 1)) if picture.format in _ANIMATED else 1


def _check_file(path: Path, max_bytes: int) -> None:
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
    if status.st_size > max_bytes:
        raise PictureError(f"{path}: {status.st_size >> 20} MB is too large; use at most {max_bytes >> 20} MB")


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
    if picture.mode == "RGB" and "transparency" not in picture.info:
        return picture
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
