"""Pictures: every common kind opens to the same colours, every bad one is one clear line."""

import contextlib
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from avatar.catalog.picture import open_picture, read_picture
from avatar.errors import PictureError

RED = (200, 30, 40)


def red(mode: str = "RGB") -> Image.Image:
    picture = Image.new("RGB", (32, 16), RED)
    return picture.quantize(8) if mode == "P" else picture.convert(mode)


@pytest.mark.parametrize(
    ("name", "mode"),
    [("a.jpg", "RGB"), ("a.png", "RGB"), ("a.webp", "RGB"), ("a.bmp", "RGB"), ("a.tiff", "CMYK"), ("b.jpg", "CMYK"),
     ("p.png", "P"), ("p.gif", "P")],
)  # fmt: skip
def test_every_common_kind_opens_in_its_colours(tmp_path: Path, name: str, mode: str) -> None:
    red(mode).save(tmp_path / name)
    picture = open_picture(tmp_path / name)
    assert picture.mode == "RGB"
    assert picture.size == (32, 16)
    assert np.abs(np.asarray(picture).astype(int) - RED).max() < 12


def test_transparency_is_kept(tmp_path: Path) -> None:
    Image.new("RGBA", (4, 4), (1, 2, 3, 0)).save(tmp_path / "a.png")
    assert open_picture(tmp_path / "a.png").mode == "RGBA"
    Image.new("LA", (4, 4), (9, 0)).save(tmp_path / "la.png")
    assert open_picture(tmp_path / "la.png").getpixel((0, 0)) == (9, 9, 9, 0)
    palette = Image.new("P", (4, 4), 0)
    palette.save(tmp_path / "p.png", transparency=0)
    assert open_picture(tmp_path / "p.png").mode == "RGBA"


def test_a_sixteen_bit_grey_keeps_its_shades(tmp_path: Path) -> None:
    shades = np.array([[0, 32768, 65535]], np.uint16)
    Image.fromarray(shades).save(tmp_path / "grey.png")
    assert np.asarray(open_picture(tmp_path / "grey.png"))[0, :, 0].tolist() == [0, 127, 255]


def test_a_photograph_taken_sideways_stands_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    red().save(tmp_path / "side.jpg", exif=exif)
    assert open_picture(tmp_path / "side.jpg").size == (16, 32)


def test_an_animation_gives_its_first_frame(tmp_path: Path) -> None:
    red().save(tmp_path / "a.gif", save_all=True, append_images=[Image.new("RGB", (32, 16), (0, 0, 255))])
    assert open_picture(tmp_path / "a.gif").convert("RGB").getpixel((3, 3)) == pytest.approx(RED, abs=8)


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing: what a bomb looks like."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


def test_a_sixty_megapixel_picture_is_refused_with_its_size(tmp_path: Path) -> None:
    (tmp_path / "big.png").write_bytes(png_header(10_000, 6_000))
    with pytest.raises(PictureError, match=r"big.png: 10000×6000 is 60 megapixels; scale it down to at most 40"):
        open_picture(tmp_path / "big.png")


def test_a_decompression_bomb_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bomb.png").write_bytes(png_header(60_000, 60_000))
    with pytest.raises(PictureError, match=r"bomb.png: .*scale it down"):
        open_picture(tmp_path / "bomb.png")


def test_a_text_named_as_a_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "note.jpg").write_text("I am a letter\n" * 50)
    with pytest.raises(PictureError, match=r"note.jpg: not a picture; use a JPEG, PNG or WebP"):
        open_picture(tmp_path / "note.jpg")


@pytest.mark.parametrize("name", ["half.png", "half.jpg", "half.webp", "half.gif", "half.tiff"])
def test_a_truncated_picture_is_refused(tmp_path: Path, name: str) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / name)
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(data[: len(data) // 2])
    with pytest.raises(PictureError, match=rf"{name}: (the picture is damaged|not a picture)"):
        open_picture(tmp_path / name)


def test_scrambled_bytes_never_escape_as_another_error(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    for name in ("a.png", "a.jpg", "a.gif", "a.webp", "a.tiff", "a.bmp"):
        red("P" if name.endswith("gif") else "RGB").save(tmp_path / name)
        whole = np.frombuffer((tmp_path / name).read_bytes(), np.uint8)
        for _ in range(40):
            data = whole.copy()
            data[chance.integers(0, len(data), 6)] = chance.integers(0, 256, 6)
            (tmp_path / name).write_bytes(data.tobytes())
            with contextlib.suppress(PictureError):
                open_picture(tmp_path / name)


def test_what_is_missing_empty_or_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="no such picture"):
        open_picture(tmp_path / "none.png")
    (tmp_path / "empty.png").touch()
    with pytest.raises(PictureError, match="is empty"):
        open_picture(tmp_path / "empty.png")
    with pytest.raises(PictureError, match="not a file"):
        open_picture(tmp_path)


@pytest.mark.parametrize("name", ["large.jpg", "large.png", "large.tiff"])
def test_a_large_picture_is_scaled_down_as_it_is_read(tmp_path: Path, name: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = Image.new("RGB", (900, 600), RED)
    picture.paste((0, 0, 255), (0, 0, 300, 600))
    picture.save(tmp_path / name, exif=exif)
    found = read_picture(tmp_path / name, longest=210)
    assert (found.size, found.image.size) == ((600, 900), (140, 210)), "told as large as it was, and upright"
    assert found.image.getpixel((70, 20)) == pytest.approx((0, 0, 255), abs=8)
    assert found.image.getpixel((70, 190)) == pytest.approx(RED, abs=8)


def test_a_small_picture_is_read_as_it_is(tmp_path: Path) -> None:
    red().save(tmp_path / "a.png")
    found = read_picture(tmp_path / "a.png", longest=64)
    assert (found.size, found.image.size, found.frames) == ((32, 16), (32, 16), 1)


def test_the_frames_of_an_animation_are_counted(tmp_path: Path) -> None:
    red().save(tmp_path / "a.gif", save_all=True, append_images=[Image.new("RGB", (32, 16), (0, 0, 255))])
    assert read_picture(tmp_path / "a.gif").frames == 2
