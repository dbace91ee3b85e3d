"""Checkpoints: what fits is loaded, anything else is one line with the mend, and nothing in a file is ever run."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from avatar.errors import StudioError, WeightsError
from avatar.face.weights import load_into, load_tensors, load_torch

torch = pytest.importorskip("torch", reason="checkpoints are torch's")

WHAT = "the test network"
ROOT = Path(__file__).parents[2]


class Harmful:
    """Unpickled, it makes a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, (str(self.folder),)


def network() -> Any:
    torch.manual_seed(5)
    return torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Linear(4, 2))


def others() -> dict[str, Any]:
    """A state dict that fits the network and is not its own."""
    return {name: tensor + 1 for name, tensor in network().state_dict().items()}


@pytest.mark.parametrize("older", [False, True])
@pytest.mark.parametrize("prefix", ["", "module."])
@pytest.mark.parametrize("held", [False, True])
def test_every_published_way_of_saving_is_read(tmp_path: Path, older: bool, prefix: str, held: bool) -> None:
    path, state = tmp_path / "good.pth", {prefix + name: tensor for name, tensor in others().items()}
    whole = {"state_dict": state, "optimizer": {"state": {0: torch.ones(3)}}, "global_step": 7} if held else state
    torch.save(whole, path, _use_new_zipfile_serialization=not older)
    net = network()
    load_into(net, path, WHAT)
    assert all(torch.equal(tensor, others()[name]) for name, tensor in net.state_dict().items())
    assert set(load_tensors(path)) == set(others())


def test_weights_of_half_precision_become_full(tmp_path: Path) -> None:
    torch.save({name: tensor.half() for name, tensor in others().items()}, tmp_path / "half.pth")
    net = network()
    load_into(net, tmp_path / "half.pth", WHAT)
    assert net[0].weight.dtype == torch.float32
    assert torch.allclose(net[0].weight, others()["0.weight"], atol=2e-3)


def refusal(path: Path) -> str:
    """What is said of a file, which must be one line that names it; the network is left alone."""
    net = network()
    with pytest.raises(WeightsError) as caught:
        load_into(net, path, WHAT)
    said = str(caught.value)
    assert said.startswith(f"{path}: ")
    assert "\n" not in said
    assert all(torch.equal(tensor, network().state_dict()[name]) for name, tensor in net.state_dict().items())
    return said


@pytest.mark.parametrize("older", [False, True])
@pytest.mark.parametrize("place", ["beside", "instead"])
def test_code_in_a_checkpoint_is_named_and_never_run(tmp_path: Path, older: bool, place: str) -> None:
    harm = Harmful(tmp_path / "harmed")
    whole = {"state_dict": others(), "epoch": harm} if place == "beside" else harm
    torch.save(whole, tmp_path / "evil.pth", _use_new_zipfile_serialization=not older)
    said = refusal(tmp_path / "evil.pth")
    assert "mkdir" in said
    assert "not done" in said
    assert not harm.folder.exists()


@pytest.mark.parametrize("protocol", [0, 2, 4, 5])
def test_a_bare_pickle_is_not_even_opened(tmp_path: Path, protocol: int) -> None:
    harm = Harmful(tmp_path / "harmed")
    (tmp_path / "evil.pth").write_bytes(pickle.dumps({"state_dict": harm}, protocol=protocol))
    refusal(tmp_path / "evil.pth")
    assert not harm.folder.exists()


@pytest.mark.parametrize("older", [False, True])
def test_a_cut_off_download_is_told_wherever_it_ends(tmp_path: Path, older: bool) -> None:
    torch.save({"state_dict": others()}, tmp_path / "whole.pth", _use_new_zipfile_serialization=not older)
    whole = (tmp_path / "whole.pth").read_bytes()
    for share in (0.02, 0.3, 0.6, 0.98):
        (tmp_path / "cut.pth").write_bytes(whole[: int(share * len(whole))])
        assert "download it again" in refusal(tmp_path / "cut.pth")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"\n <!DOCTYPE html><html><body>Sign in</body></html>", "is a web page"),
        (b"<HTML><head>", "is a web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git lfs pull"),
        (b"\xff\xd8\xff\xe0 a photograph", "is not a checkpoint"),
        (b"0123456789" * 90, "is not a checkpoint"),
    ],
)
def test_files_of_other_kinds_are_told_for_what_they_are(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "wav2lip.pth").write_bytes(content)
    assert told in refusal(tmp_path / "wav2lip.pth")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "none.pth")
    assert "is a folder" in refusal(tmp_path)


@pytest.mark.filterwarnings("ignore")  # TorchScript is on its way out
def test_a_torchscript_program_is_no_checkpoint(tmp_path: Path) -> None:
    torch.jit.save(torch.jit.script(network()), str(tmp_path / "script.pth"))
    assert "TorchScript" in refusal(tmp_path / "script.pth")


def test_a_zip_of_a_checkpoint_is_to_be_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("wav2lip.pth", b"weights")
    assert "unpack it" in refusal(tmp_path / "all.zip")


def test_weights_of_another_network_name_the_first_that_differs(tmp_path: Path) -> None:
    state, path = others(), tmp_path / "other.pth"
    torch.save({name: tensor for name, tensor in state.items() if name != "1.weight"}, path)
    assert "'1.weight' is missing (1 of 4 are)" in refusal(path)
    torch.save({**state, "2.weight": torch.ones(1)}, path)
    assert "it has no tensor '2.weight'" in refusal(path)
    torch.save({**state, "1.bias": torch.ones(5)}, path)
    assert "'1.bias' has the shape [5], not [2]" in refusal(path)
    assert WHAT in refusal(path)


@pytest.mark.parametrize("held", [[1, 2], {}, {"a": 3}, {"state_dict": {1: 2}}])
def test_what_is_no_state_dict_is_told(tmp_path: Path, held: object) -> None:
    torch.save(held, tmp_path / "odd.pth")
    assert "state_dict" in refusal(tmp_path / "odd.pth")


def test_without_torch_the_mend_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(StudioError, match=r"needs torch.*make torch.*pip install torch"):
        load_torch("the Wav2Lip engine")


def test_nothing_of_the_engine_loads_torch_before_it_is_asked() -> None:
    code = "import sys, avatar.face.wav2lip_talker, avatar.face.weights; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "False"
