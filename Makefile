# The five things people do here. `make demo` and `make test` need nothing before them but Python 3.11 or 3.12 and make.
.DEFAULT_GOAL := help
.PHONY: help demo test check bench web torch clean
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
TORCH := 2.13.0
CPU_WHEELS := https://download.pytorch.org/whl/cpu
# the example is spoken in the reader's own language
DEMO_LANGUAGE ?= $(if $(filter zh%,$(LC_ALL)$(LANG)),zh,en)

help:
	@echo 'make demo   set up and render the example product into out/demo.mp4'
	@echo 'make test   set up and run every check and test'
	@echo 'make check  ruff and mypy'
	@echo 'make bench  measure every stage'
	@echo 'make web    open the page on http://127.0.0.1:7860'

demo: $(VENV)/.ready
	@$(BIN)/avatar render avatar/examples/shop.$(DEMO_LANGUAGE).yaml --language $(DEMO_LANGUAGE) --out out/demo.mp4
	@echo
	@echo 'Watch it:      out/demo.mp4   (captions out/demo.srt, cover out/demo.png)'
	@echo 'Make your own: make web, then open http://127.0.0.1:7860'

test: $(VENV)/.ready-dev
	@$(BIN)/python -m pytest

check: $(VENV)/.ready-dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

bench: $(VENV)/.ready
	@$(BIN)/python scripts/bench.py

web: $(VENV)/.ready
	@$(BIN)/avatar web

$(VENV)/bin/python:
	@for python in python3.11 python3.12 python3 python; do \
	  if $$python -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null; then \
	    echo "setting up $(VENV) with $$($$python --version)"; exec $$python -m venv $(VENV); fi; done; \
	echo 'This needs Python 3.11 or 3.12 (with its venv module); none was found on PATH.' >&2; exit 2

# mediapipe asks for jax and for an OpenCV that needs libGL, and uses neither here: it comes alone
$(VENV)/.ready: pyproject.toml | $(VENV)/bin/python
	@echo 'installing the studio (a few minutes the first time)'
	@$(PIP) --editable .
	@$(PIP) --no-deps mediapipe==0.10.21
	@$(MAKE) --no-print-directory torch
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready
	@$(PIP) --editable '.[dev]'
	@touch $@

# On Linux the registry's torch carries gigabytes of CUDA; without an NVIDIA GPU the small CPU build does the same.
torch: | $(VENV)/bin/python
	@if $(BIN)/python -c 'import importlib.util, sys; sys.exit(not importlib.util.find_spec("torch"))'; then \
	  true; \
	elif [ "$$(uname -s)" != Linux ] || nvidia-smi -L >/dev/null 2>&1; then \
	  echo 'torch: taking the build with GPU support'; $(PIP) 'torch==$(TORCH)'; \
	elif echo 'torch: no NVIDIA GPU here, taking the small CPU build' && \
	  $(PIP) --quiet --retries 1 --extra-index-url $(CPU_WHEELS) 'torch==$(TORCH)+cpu'; then \
	  true; \
	else \
	  echo 'torch: the CPU build cannot be had from here; going on without it (no video needs it yet; later: make torch)'; \
	fi

clean:
	@rm -rf $(VENV) out
