"""Numbers as languages write them in words, each module rewriting its language's into plain digits."""
