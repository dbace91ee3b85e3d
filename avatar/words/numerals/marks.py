"""Signs that a rewritten number carries on to its reading; none of them is ever left in a text that came in."""

from __future__ import annotations

PAIR = "\ue001"
"""After a number said in two halves: `nineteen ninety-nine` is 1999, or 19.99."""
KILO = "\ue002"
"""After a number that stood before a `k`: `4k` is 4000, or a name's 4."""
VAGUE = "\ue003"
"""After a number that only tells a magnitude: `几十`, `dozens`, `hundreds`."""
MORE = "\ue004"
"""After a number that is exceeded: `两千多`, `over 3000`."""
MARKS = frozenset((PAIR, KILO, VAGUE, MORE))
