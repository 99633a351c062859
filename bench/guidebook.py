"""A guidebook of 5,000 entries against one of 500: time at most in proportion, memory under 1 GiB.

What is measured is one worker without helpers, from the snapshot to the bound and checked file: processor time of the
worker and its presses, and the memory of the largest of these processes. The entries are invented.
Run: python -m bench.guidebook [--out FILE [--entries N]]
"""

import argparse
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FEW, MANY = 500, 5_000
MOST_TIME = 1.1  # times as long for each entry
MOST_MEMORY = 1024  # MiB

FIRST = "Adaeze Beatriz Calvin Dolores Emeka Farah Gordon Hana Ignacio Joanna Kwame Leticia Malcolm Nadia Orrin".split()
LAST = (
    "Abernathy Brandt Cisneros Dhillon Eastman Fairbanks Galindo Hollis Iverson Jacobs Kimura Lindgren Maddox Nwosu "
    "Ostrowski Pruitt Quintero Rasmussen Sandoval Thibodeaux Underhill Vasquez Whitlock Yarborough Zamora"
).split()
PLACES = (
    "Tacoma WA,Mesa AZ,Providence RI,Chattanooga TN,Worcester MA,Stockton CA,Duluth MN,Savannah GA,Boise ID,Laredo TX"
).split(",")
ROLES = ["Budget director", "Permit director", "Streets director", "Chief data officer", "Purchasing director"]
DONE = [
    "Moved $4.2 million from three expired contracts into street lighting without a new tax.",
    "Cut the middle home permit from 38 to 14 days by merging three reviews.",
    "Re-timed 112 signals with county partners and cut bus delay by a fifth.",
    "Signed up 9,000 households for home internet through branch libraries.",
    "Closed 40 of 46 audit findings in a year, and will tell you what failed first.",
]


def invented(count: int) -> list[dict[str, Any]]:
    """Entries as `resources.guidebook.entries` makes them, the same ones every time."""
    from resources.directory.topics import TOPICS

    chance, entries = random.Random(7), []
    for number in range(count):
        first, last = chance.choice(FIRST), chance.choice(LAST)
        city, _, state = chance.choice(PLACES).rpartition(" ")
        topics = chance.sample(list(TOPICS), 3)
        entries.append(
            {
                "id": f"e{number}",
                "name": f"{first} {last}",
                "sort": f"{last}, {first}",
                "role": (role := chance.choice(ROLES)),
                "organization": f"City of {city}",
                "city": city,
                "state": state,
                "work": f"{role}, City of {city}, {state}",
                "topics": topics,
                "under": topics[0],
                "experience": " ".join(chance.sample(DONE, 2)),
                "offers": chance.choice([["A call"], ["A call", "A review of a draft"], ["A site visit"]]),
                "languages": chance.choice([["English"], ["English", "Spanish"]]),
                "availability": chance.choice(["", "Within a month"]),
                "ties": chance.choice(["", "Advised a permit software firm until 2024"]),
                "checked": chance.choice(["October 2026", "May 2026"]),
                "points": [{"label": "Email", "words": f"{last}.{number}@example.org".lower(),
                            "link": f"mailto:{last}.{number}@example.org".lower()}],
            }
        )  # fmt: skip
    return sorted(entries, key=lambda entry: (entry["sort"], entry["id"]))


def printed(count: int) -> Any:
    """The guidebook of so many entries, printed in parts and bound as a worker does it."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "isc_portal.settings")
    django.setup()
    from django.utils import timezone

    from isc_portal.documents import numbering, parts
    from isc_portal.documents.models import Document
    from resources.guidebook.collecting import CONSENT, ONE_TOPIC, TIES

    snapshot = {
        "title": "The whole directory",
        "place": "Institute on Smart Cities",
        "sentence": f"{count:,} entries of the directory, by topic and by state",
        "how_to_read": [ONE_TOPIC, CONSENT, TIES],
        "entries": invented(count),
    }
    row = Document(
        kind="guidebook", subject_id=1, version=1, code="7K4M-2QXP", title=snapshot["title"], place=snapshot["place"],
        as_of=timezone.now(), snapshot=snapshot, snapshot_hash=numbering.hash_of(snapshot),
    )  # fmt: skip
    try:
        return parts.print_in_parts(row, on_progress=lambda progress: None)
    finally:
        parts.clear(row)


def measured(count: int) -> dict[str, Any]:
    """Pages, processor seconds and MiB of a guidebook, made in a process of its own."""
    script = (
        "import json, os, resource; from bench import ground, guidebook; made = guidebook.printed(%d);"
        "times, presses = os.times(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024;"
        "print(json.dumps([made.pages, sum(times[:4]), max(ground.peak_megabytes(), presses), len(made.pdf)]))"
    )
    run = {"check": True, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    done = subprocess.run([sys.executable, "-c", script % count], **run)
    pages, seconds, megabytes, size = json.loads(done.stdout.splitlines()[-1])
    return {"entries": count, "pages": pages, "seconds": round(seconds, 1), "mib": megabytes, "bytes": size}


def main() -> dict[str, Any]:
    """Print the ratio and return it with what it was measured on."""
    few, many = measured(FEW), measured(MANY)
    ratio = (many["seconds"] / many["entries"]) / (few["seconds"] / few["entries"])
    result = {
        "what": "guidebook",
        "few": few,
        "many": many,
        "ratio": round(ratio, 2),
        "target": MOST_TIME,
        "memory_target_mib": MOST_MEMORY,
        "met": ratio <= MOST_TIME and many["mib"] < MOST_MEMORY,
    }
    print(json.dumps(result))
    return result


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--out", type=Path)
    asked.add_argument("--entries", type=int, default=FEW)
    options = asked.parse_args()
    if options.out:
        options.out.write_bytes(printed(options.entries).pdf)
        sys.exit(0)
    sys.exit(0 if main()["met"] else 1)
