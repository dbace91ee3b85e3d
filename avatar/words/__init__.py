"""The words: scripts and answers written from the facts."""
