"""Commands that have files of their own; `avatar.cli` gathers them."""
