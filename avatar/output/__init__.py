"""Where staged frames go: a file today; each way out is a sink. Also subtitles and the provenance record."""
