"""Network weights from files: the only file that opens checkpoints, and it never runs what is in them.

torch is imported when it is first needed; without it one line says how to get it.
"""

from __future__ import annotations

import pickle
import pickletools
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from avatar.errors import StudioError, WeightsError

Tensors = dict[str, Any]
"""Tensors by name, on the CPU."""

_HOLDER = "state_dict"  # the key under which training scripts save their weights …
_PARALLEL = "module."  # … and what nn.DataParallel puts before every name
_HEAD = 512  # bytes from which a file is known for what it is
_ZIP = b"PK\x03\x04"
_OLDER = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."  # torch's mark, a number, as a pickle of its own
_PICKLE = b"\x80"
_PICKLES = 4  # at the start of such a file: mark, version, machine, weights
_AGAIN = "download it again"
_GLOBAL = re.compile(r"GLOBAL ([\w.]+)")


def load_torch(what_for: str) -> Any:
    """The torch package; raises StudioError with the mend where it is missing or broken."""
    try:
        import torch
    except (ImportError, OSError) as error:
        raise StudioError(
            f"{what_for} needs torch, which does not load ({error}); run: make torch, or: pip install torch"
        ) from error
    return torch


def load_tensors(path: Path) -> Tensors:
    """The tensors of a checkpoint by their names, without `module.` and out of its `state_dict` where it has one.

    Raises WeightsError, naming file, fault and mend, for anything else: no such file, a web page, a
    cut-off download, a program (TorchScript, or a pickle that would run code), no tensors by name.
    """
    torch = load_torch(path.name)
    in_zip = _is_zip(path)
    try:
        # a published checkpoint is three quarters optimizer: only what is used is read from a zip
        held = torch.load(path, map_location="cpu", weights_only=True, mmap=in_zip)
    except MemoryError:
        raise
    except Exception as error:
        raise WeightsError(_refusal(path, error)) from error
    return _named(path, held, torch.Tensor)


def load_into(network: Any, path: Path, what: str) -> None:
    """Give a network (a torch.nn.Module) the tensors of a checkpoint, as float32, every one by name and shape.

    `what` names the network to a person. Raises WeightsError as `load_tensors`, or naming the first
    tensor that is missing, odd or of another shape; the network is unchanged then.
    """
    tensors, wanted = load_tensors(path), network.state_dict()
    fault = _misfit(tensors, wanted)
    if fault:
        raise WeightsError(f"{path}: these are not the weights of {what}: {fault}; give the file published for it")
    network.load_state_dict(tensors, strict=True)


def _misfit(tensors: Tensors, wanted: Tensors) -> str | None:
    """What first tells the tensors from those wanted; None if they fit."""
    missing = [name for name in wanted if name not in tensors]
    if missing:
        return f"tensor {missing[0]!r} is missing ({len(missing)} of {len(wanted)} are)"
    odd = [name for name in tensors if name not in wanted]
    if odd:
        return f"it has no tensor {odd[0]!r}"
    for name, tensor in wanted.items():
        if tensors[name].shape != tensor.shape:
            return f"{name!r} has the shape {list(tensors[name].shape)}, not {list(tensor.shape)}"
    return None


def _named(path: Path, held: Any, tensor: type) -> Tensors:
    """The tensors by name in what a checkpoint held."""
    if isinstance(held, Mapping) and isinstance(held.get(_HOLDER), Mapping):
        held = held[_HOLDER]
    if not isinstance(held, Mapping) or not held:
        raise WeightsError(f"{path}: holds no tensors by name; give a checkpoint, as torch.save writes a state_dict")
    for name, value in held.items():
        if not isinstance(name, str) or not isinstance(value, tensor):
            raise WeightsError(
                f"{path}: {name!r} is no tensor but {type(value).__name__}; give a checkpoint that is a state_dict"
                f" or has one under {_HOLDER!r}"
            )
    cut = len(_PARALLEL) if all(name.startswith(_PARALLEL) for name in held) else 0
    return {name[cut:]: value for name, value in held.items()}


def _is_zip(path: Path) -> bool:
    """Whether a file is a checkpoint of the newer kind; raises WeightsError for what is none of any kind."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError:
        raise WeightsError(f"{path}: no such file; give the path of the downloaded weights") from None
    except IsADirectoryError:
        raise WeightsError(f"{path}: is a folder; give the weights file in it") from None
    except OSError as error:
        raise WeightsError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
    if fault := _stranger(head):
        raise WeightsError(f"{path}: {fault}")
    if not head.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = [Path(name).name for name in archive.namelist()]
    except (zipfile.BadZipFile, OSError) as error:
        raise WeightsError(f"{path}: is cut off or damaged; {_AGAIN}") from error
    if "constants.pkl" in names:
        raise WeightsError(f"{path}: is a TorchScript program, not a checkpoint; give the weights (state_dict) alone")
    if "data.pkl" not in names:
        raise WeightsError(f"{path}: is a zip archive without weights; unpack it and give the checkpoint in it")
    return True


def _stranger(head: bytes) -> str | None:
    """What a file is that is known by its first bytes to be no checkpoint, with the mend."""
    start = head.lstrip().lower()
    if not head:
        return f"is empty; {_AGAIN}"
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        return "is a web page, not weights; download the file itself, not the page that links to it"
    if start.startswith(b"version https://git-lfs"):
        return "only points to the weights (Git LFS); run: git lfs pull"
    if head.startswith(_PICKLE) and not head.startswith(_OLDER):
        return "is a Python pickle, which can run code, and was not opened; give a file that torch.save wrote"
    if not head.startswith((_ZIP, _OLDER)):
        return "is not a checkpoint; give a file that torch.save wrote"
    return None


def _refusal(path: Path, error: Exception) -> str:
    """One line for what torch said of a file."""
    asked = _GLOBAL.search(str(error)) if isinstance(error, pickle.UnpicklingError) else None
    if asked and _is_whole(path):
        return (
            f"{path}: asks for {asked[1]} to be run when it is opened, which was not done; "
            "use weights from a source you trust, saved as a plain state_dict"
        )
    return f"{path}: is cut off, damaged or not a checkpoint; {_AGAIN}"


def _is_whole(path: Path) -> bool:
    """Whether a checkpoint's pickles come to their end (a name cut in two looks like any other); none is run."""
    with path.open("rb") as file:
        if file.read(len(_ZIP)) == _ZIP:
            return True
        file.seek(0)
        try:
            for _ in range(_PICKLES):
                for _step in pickletools.genops(file):
                    pass
        except ValueError:
            return False
    return True
