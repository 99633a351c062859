"""An entry as a vCard, for an address book: RFC 2426 (vCard 3.0), which every program reads."""

import re

from .choices import ContactKind
from .models import ContactPoint, Expert

LINE = 75  # octets of a line, without its end


def vcard(expert: Expert, *, url: str) -> str:
    """The card of an entry: name, work, place and the contact points whose owner consented, whoever asks."""
    first, _, last = expert.name.strip().rpartition(" ")
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"FN:{_text(expert.name)}",
        f"N:{_text(last)};{_text(first)};;;",
        *([f"ORG:{_text(expert.organization)}"] if expert.organization else []),
        *([f"TITLE:{_text(expert.role_title)}"] if expert.role_title else []),
        *([f"ADR;TYPE=WORK:;;;{_text(expert.city)};{_text(expert.state)};;"] if expert.place else []),
        *[_point(point) for point in expert.contact_points.all() if point.consented],
        f"SOURCE:{_bare(url)}",
        f"REV:{expert.updated_at:%Y-%m-%dT%H:%M:%SZ}",
        "END:VCARD",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _point(point: ContactPoint) -> str:
    if point.kind == ContactKind.EMAIL:
        return f"EMAIL;TYPE=INTERNET,WORK:{_text(point.value)}"
    if point.kind == ContactKind.PHONE:
        return f"TEL;TYPE=WORK,VOICE:{_text(point.value.replace(';ext=', ' ext. '))}"
    return f"URL:{_bare(point.value)}"


def _bare(value: str) -> str:
    """Without control characters, of which a line break would begin a property of its own."""
    return re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]", "", value)


def _text(value: str) -> str:
    """A text value: backslash, semicolon and comma behind a backslash, a line break as \\n."""
    value = re.sub(r"([\\;,])", r"\\\1", value)
    return _bare(re.sub(r"\r\n|\r|\n", r"\\n", value))


def _folded(line: str) -> str:
    """A long line in pieces of 75 octets, each further one after a space; no character is cut."""
    pieces, piece, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + character, size + octets
    return "\r\n".join([*pieces, piece])
