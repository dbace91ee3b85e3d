"""The face: a presenter on disk, and how it moves."""
