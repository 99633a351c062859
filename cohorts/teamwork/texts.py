"""Two versions of one text: a first draft of what both of them say."""

import re

from isc_portal.wordwise import compared, in_words

LONGEST = 4_000  # words and gaps of both together; what is longer is not worth the time that comparing takes


def both(mine: str, theirs: str) -> str:
    """All words of both texts in order, shared ones once: something to edit, not to use as it is.

    Two texts with hardly anything in common, or very long ones, give the first text alone.
    """
    left, right = in_words(mine), in_words(theirs)
    if not left or not right or len(left) + len(right) > LONGEST:
        return mine or theirs
    matcher = compared(left, right)
    if matcher.ratio() < 0.3:
        return mine
    parts: list[str] = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        own, other = "".join(left[i1:i2]), "".join(right[j1:j2])
        if kind == "replace" and own.strip() and other.strip():
            gap = "" if own[-1:].isspace() or not other[:1].isalnum() else " "
            parts.append(own + gap + other)
        elif kind == "equal":
            parts.append(own)
        else:
            parts.append(own + other)
    return re.sub(r"([.,;:])\1+(?=\s|$)", r"\1", "".join(parts))
