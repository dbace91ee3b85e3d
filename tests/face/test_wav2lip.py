"""The generator is the published one, and made fast it still is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from avatar.face.wav2lip_face import WHOLE, Window
from tests.face.networks import by_hand, formula_inputs, formula_weights, shapes

torch = pytest.importorskip("torch", reason="the Wav2Lip engine needs torch")

from avatar.face import wav2lip_fast  # noqa: E402  # they import torch
from avatar.face.wav2lip import Wav2Lip  # noqa: E402
from avatar.face.wav2lip_fast import TOLERANCE, FacedWav2Lip, fastest  # noqa: E402

GOLDEN = Path(__file__).with_name("wav2lip_golden.npz")  # every eighth pixel of what the network makes of the formulas
LOWER = Window((50, 96), (9, 86))


@pytest.fixture(scope="module")
def network() -> Any:
    made = Wav2Lip().eval()
    made.load_state_dict(formula_weights(), strict=True)
    return made


@pytest.fixture(scope="module")
def made(network: Any) -> Any:
    with torch.inference_mode():
        return network(*formula_inputs())


def test_names_and_shapes_are_those_of_the_published_checkpoints() -> None:
    state = Wav2Lip().state_dict()
    assert {name: tuple(tensor.shape) for name, tensor in state.items()} == shapes()
    assert len(state) == 352
    assert sum(tensor.numel() for tensor in state.values()) == 36_320_837


def test_it_makes_the_picture_that_its_description_says(made: Any) -> None:
    mels, faces = formula_inputs()
    with torch.inference_mode():
        wanted = by_hand(formula_weights(), mels, faces)
    assert made.shape == (2, 3, 96, 96)
    assert float(wanted.std()) > 0.02  # not all grey: there is something to compare
    assert float((made - wanted).abs().max()) < 2e-5


def test_it_makes_the_numbers_that_it_always_made(made: Any) -> None:
    golden = np.load(GOLDEN)["pictures"]
    assert np.abs(made[:, :, ::8, ::8].numpy() - golden).max() < 2e-5


def test_pictures_of_a_batch_do_not_mix(network: Any, made: Any) -> None:
    mels, faces = formula_inputs()
    with torch.inference_mode():
        alone = network(mels[1:], faces[1:])
    assert float((alone - made[1:]).abs().max()) < 1e-5


@pytest.mark.parametrize("window", [WHOLE, LOWER, Window((0, 30), (0, 96)), Window((40, 41), (95, 96))])
def test_made_for_one_face_it_gives_the_same_window_of_the_same_picture(network: Any, window: Window) -> None:
    mels, faces = formula_inputs(3)
    faces = faces[:1]
    with torch.inference_mode():
        wanted = network(mels, faces.expand(3, -1, -1, -1)).permute(0, 2, 3, 1).numpy()
    made = FacedWav2Lip(network, faces.numpy(), window).pictures(mels[:, 0].numpy())
    assert made.dtype == np.float32
    assert made.shape == (3, window.rows[1] - window.rows[0], window.columns[1] - window.columns[0], 3)
    assert np.abs(made - wanted[:, *window.part]).max() < 2e-5


def test_the_network_itself_is_left_as_it_is(network: Any) -> None:
    FacedWav2Lip(network, formula_inputs(1)[1].numpy(), LOWER)
    state = network.state_dict()
    assert all(torch.equal(state[name], tensor) for name, tensor in formula_weights().items())


def test_faster_numbers_are_taken_only_where_they_are_true_enough(
    network: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    faces = formula_inputs(1)[1].numpy()
    mels = formula_inputs(1)[0][:, 0].numpy()
    monkeypatch.setattr(wav2lip_fast, "multiplies_bfloat16", lambda: True)
    rough = fastest(network, faces, LOWER)
    exact = FacedWav2Lip(network, faces, LOWER)
    assert rough.numbers == "bfloat16"
    assert 0 < np.abs(rough.pictures(mels) - exact.pictures(mels)).max() <= TOLERANCE
    monkeypatch.setattr(wav2lip_fast, "TOLERANCE", 1e-6)
    assert fastest(network, faces, LOWER).numbers == "float32"


def test_without_units_for_them_exact_numbers_are_taken(network: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wav2lip_fast, "multiplies_bfloat16", lambda: False)
    assert fastest(network, formula_inputs(1)[1].numpy(), LOWER).numbers == "float32"
