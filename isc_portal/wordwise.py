"""Two texts compared word by word: for pages, for versions of a document, and for a draft of what two people wrote."""

import difflib
import re
from collections import Counter


def in_words(text: str) -> list[str]:
    """A text in words, numbers and signs, each with the space after it, so that a change reads as one piece."""
    return re.findall(r"\d[\d.,]*\d(?!\w)\s*|\w+\s*|[^\w\s]\s*|\s+", text)


def compared(old: list[str], new: list[str]) -> difflib.SequenceMatcher[str]:
    """Two texts in words, compared so that no text takes seconds.

    Where the same words come again and again ("x x x x"), the common ones count only beside others that fit.
    """
    in_new = Counter(new)
    pairs = {word: count * in_new[word] for word, count in Counter(old).items()}
    common = {word for word, count in pairs.items() if count > 100} if sum(pairs.values()) > 50_000 else set()
    return difflib.SequenceMatcher(common.__contains__ if common else None, old, new, autojunk=False)
