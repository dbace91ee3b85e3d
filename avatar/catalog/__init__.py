"""The facts: product sheets read and checked."""
