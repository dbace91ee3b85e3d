"""The way out: files with their labels and provenance."""
