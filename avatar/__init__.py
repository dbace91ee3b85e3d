"""A digital human who sells: facts in, a talking, labelled presenter out.

`performance.py` is the file to read first.
"""

__version__ = "0.1.0"
