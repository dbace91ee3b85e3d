"""What is asked for before a face is shown."""

from __future__ import annotations

EXAMPLE = '--consent "of: Li Na; by: herself; on: 2026-03-01; for: our shop\'s videos"'
MEND = (
    f"say whose likeness it is, who agreed, when and what for, such as {EXAMPLE}; "
    "or, where nobody is shown, --consent drawn or --consent generated"
)
DUTY = (
    "{portrait}: no consent is on record for this face; whoever makes and shows the video must have it "
    "(--consent TEXT notes it beside the video)"
)
"""What is said once where a bare picture is used."""
