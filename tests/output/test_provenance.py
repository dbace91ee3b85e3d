"""Exactly one record, in its place, word for word; anything else is found out."""

from __future__ import annotations

import json
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from avatar.errors import OutputError
from avatar.output.encoder import executable
from avatar.output.provenance import Provenance, check_record, read_record, write_cover

KEYS = [
    "Label", "ContentProducer", "ProduceID", "ReservedCode1", "ContentPropagator", "PropagateID", "ReservedCode2",
]  # fmt: skip
RECORD = Provenance("松果街角 \"Ltd\" = ; \\ 'x' 😀")


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


def meta(*entries: tuple[bytes, str], version: bytes = b"\0\0\0\0") -> bytes:
    """A `meta` box of keys and values as ffmpeg writes it."""
    keys = b"".join(struct.pack(">I", 8 + len(name)) + b"mdta" + name for name, _ in entries)
    values = b"".join(
        struct.pack(">I", 24 + len(text.encode()))
        + struct.pack(">I", index)
        + box(b"data", b"\0\0\0\1\0\0\0\0" + text.encode())
        for index, (_, text) in enumerate(entries, 1)
    )
    handler = box(b"hdlr", b"\0" * 8 + b"mdta" + b"\0" * 13)
    listed = box(b"keys", b"\0" * 4 + struct.pack(">I", len(entries)) + keys)
    return box(b"meta", version + handler + listed + box(b"ilst", values))


def movie(path: Path, *inside: bytes) -> Path:
    path.write_bytes(
        box(b"ftyp", b"isom\0\0\2\0")
        + box(b"mdat", b"AIGC" * 9)
        + box(b"moov", box(b"mvhd", b"\0" * 100) + b"".join(inside))
    )
    return path


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
def test_a_record_is_seven_texts_whatever_the_producer_is_called(producer: str) -> None:
    record = json.loads(Provenance(producer).text())
    assert list(record) == KEYS
    assert all(isinstance(value, str) for value in record.values())
    assert (record["Label"], record["ContentProducer"]) == ("1", producer)


@pytest.mark.parametrize("version", [b"\0\0\0\0", b""])
def test_one_record_in_its_place_is_read(tmp_path: Path, version: bytes) -> None:
    entries = ((b"title", "AIGC"), (b"AIGC", RECORD.text()))
    path = movie(tmp_path / "a.mp4", box(b"udta", meta(*entries, version=version)))
    assert read_record(path) == RECORD.record()
    check_record(path, RECORD)
    with pytest.raises(OutputError, match="reads back differently"):
        check_record(path, Provenance("another"))


def test_none_or_two_or_a_misplaced_one_is_found_out(tmp_path: Path) -> None:
    one = meta((b"AIGC", RECORD.text()))
    with pytest.raises(OutputError, match=r"holds 0 AIGC records"):
        read_record(movie(tmp_path / "a.mp4", box(b"udta", meta((b"title", RECORD.text())))))
    with pytest.raises(OutputError, match=r"holds 2 AIGC records"):
        read_record(movie(tmp_path / "a.mp4", box(b"udta", one), box(b"trak", box(b"udta", one))))
    with pytest.raises(OutputError, match=r"holds 2 AIGC records"):
        read_record(movie(tmp_path / "a.mp4", box(b"udta", meta((b"AIGC", RECORD.text()), (b"AIGC", RECORD.text())))))
    with pytest.raises(OutputError, match=r"holds 2 AIGC records"):
        read_record(movie(tmp_path / "a.mp4", box(b"udta", one + box(b"AIGC", RECORD.text().encode()))))
    with pytest.raises(OutputError, match=r"stands in moov\.meta instead of moov\.udta\.meta"):
        read_record(movie(tmp_path / "a.mp4", one))


def test_a_freeform_record_is_counted_too(tmp_path: Path) -> None:
    item = box(
        b"----", box(b"mean", b"\0" * 4 + b"org") + box(b"name", b"\0" * 4 + b"AIGC") + box(b"data", b"\0" * 8 + b"{}")
    )
    classic = box(b"meta", b"\0" * 4 + box(b"hdlr", b"\0" * 25) + box(b"ilst", item))
    with pytest.raises(OutputError, match=r"holds 2 AIGC records"):
        read_record(movie(tmp_path / "a.mp4", box(b"udta", classic + meta((b"AIGC", RECORD.text())))))


@pytest.mark.parametrize("text", ["", "no json", "[]", '{"Label":"1"}', RECORD.text().replace('"1"', "1")])
def test_half_a_record_is_none(tmp_path: Path, text: str) -> None:
    with pytest.raises(OutputError, match=r"AIGC record (is not JSON|lacks its seven texts)"):
        read_record(movie(tmp_path / "a.mp4", box(b"udta", meta((b"AIGC", text)))))


def test_damaged_files_are_one_error(tmp_path: Path) -> None:
    whole = movie(tmp_path / "a.mp4", box(b"udta", meta((b"AIGC", RECORD.text())))).read_bytes()
    for cut in range(0, len(whole), 7):
        (tmp_path / "a.mp4").write_bytes(whole[:cut])
        with pytest.raises(OutputError, match=r"a\.mp4: (cannot be read back|holds 0)"):
            read_record(tmp_path / "a.mp4")
    with pytest.raises(OutputError, match="cannot be read back"):
        read_record(tmp_path / "missing.mp4")


def test_another_program_finds_the_record_as_well(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    made = ["-f", "lavfi", "-i", "color=size=32x32:duration=0.2", "-movflags", "use_metadata_tags"]
    subprocess.run(
        [executable(), "-loglevel", "error", *made, "-metadata", f"AIGC={RECORD.text()}", str(path)], check=True
    )
    check_record(path, RECORD)
    listed = subprocess.run(
        [executable(), "-loglevel", "error", "-i", str(path), "-f", "ffmetadata", "-"], check=True, capture_output=True
    ).stdout.decode()
    assert listed.count("AIGC=") == 1


def test_a_cover_carries_the_record(tmp_path: Path) -> None:
    picture = np.zeros((8, 12, 3), np.uint8)
    picture[:] = (200, 100, 50)
    write_cover(picture, tmp_path / "new" / "cover.png", RECORD)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["cover.png"]
    check_record(tmp_path / "new" / "cover.png", RECORD)
    with Image.open(tmp_path / "new" / "cover.png") as shown:
        assert shown.size == (12, 8)
        assert shown.getpixel((0, 0)) == (50, 100, 200)
        assert json.loads(shown.info["AIGC"]) == RECORD.record()


def test_a_cover_without_or_with_two_records_is_found_out(tmp_path: Path) -> None:
    Image.new("RGB", (4, 4)).save(tmp_path / "none.png")
    info = PngImagePlugin.PngInfo()
    info.add_itxt("AIGC", RECORD.text())
    info.add_text("AIGC", RECORD.text())
    Image.new("RGB", (4, 4)).save(tmp_path / "two.png", pnginfo=info)
    for name, count in (("none.png", 0), ("two.png", 2)):
        with pytest.raises(OutputError, match=f"holds {count} AIGC records"):
            read_record(tmp_path / name)


def test_a_cover_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    with pytest.raises(OutputError, match=r"c\.png: cannot be written"):
        write_cover(np.zeros((8, 8, 3), np.uint8), tmp_path / "plain" / "c.png", RECORD)
