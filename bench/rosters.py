"""A roster of 50,000 rows imported, against reading the file and COPY into the same table; the target is 6 times.

Each is a process of its own on the same database, so that the peak of its memory is its own. Run: python -m bench
"""

import csv
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET, MOST_MEGABYTES = 6, 300
ROWS = 50_000
SOURCE = "bench"

START = """
import json, os, sys, time
sys.path.insert(0, sys.argv[1])
import django
django.setup()
from bench.ground import peak_megabytes
path = sys.argv[2]
"""
END = """
seconds = round(time.perf_counter() - began, 2)
print(json.dumps({"seconds": seconds, "megabytes": peak_megabytes(), "rows": rows}))
"""
IMPORT = (
    START
    + """
from resources.rosters import services
began = time.perf_counter()
with open(path, "rb") as file:
    roster = services.upload(file=file, name="bench.csv", by=None, source="bench", consented=True)
services.choose_columns(roster=roster, mapping=roster.mapping, by=None, here=True)
services.commit(roster=roster, by=None, leave_undecided=True, here=True)
rows = roster.counts.get("new", 0) if roster.state == "committed" else 0
"""
    + END
)
COPY = (
    START
    + """
from django.db import connection
from django.utils import timezone
from isc_portal.imports.reading import read_file
from resources.directory.models import Expert
began = time.perf_counter()
with open(path, "rb") as file:
    table = read_file(file)
fields = [field for field in Expert._meta.concrete_fields if not field.primary_key and not field.generated]
told = ["name", "email", "organization", "role_title", "city", "experience"]
places = {name: table.headers.index(name) for name in told}
entry = Expert(source="bench", created_at=timezone.now(), updated_at=timezone.now())
with connection.cursor() as cursor:
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with cursor.copy(f"COPY resources_expert ({columns}) FROM STDIN") as copy:
        for row in table.rows:
            for name, place in places.items():
                setattr(entry, name, row.cell(place))
            copy.write_row([field.get_db_prep_save(getattr(entry, field.attname), connection) for field in fields])
rows = len(table.rows)
"""
    + END
)


def write_roster(path: Path, rows: int = ROWS) -> None:
    """A roster of people none of whom resembles another, made by us, with the same seed each time."""
    chance = random.Random(50_000)
    syllables = "an bel cor da el fen gar hol is jo kar lu mar nor ol pe quin ro sil tor ul ven wil yor zan".split()

    def word(parts: int) -> str:
        return "".join(chance.choice(syllables) for _ in range(parts)).capitalize()

    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["name", "email", "organization", "role_title", "city", "state", "phone", "topics", "experience"])
        for number in range(rows):
            first, last = word(2), word(4)
            out.writerow(
                [
                    f"{first} {last}",
                    f"{first}.{last}.{number}@example.org".lower(),
                    f"City of {word(3)}",
                    chance.choice(["Planner", "City manager", "Director of innovation", "Budget officer"]),
                    word(2),
                    chance.choice(["OH", "Texas", "CA", "Vermont", "WA"]),
                    f"({chance.randint(201, 989)}) 555-{number % 10_000:04d} x{number % 90 + 10}",
                    chance.choice(["broadband", "permits; procurement", "cybersecurity", ""]),
                    " ".join(word(2) for _ in range(12)),
                ]
            )


def main() -> dict:
    """Print the ratio and return it with what it was measured on."""
    from resources.rosters.models import Roster

    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "bench.csv"
        write_roster(path)
        _forget()
        ours = [_run(IMPORT, path)]
        _forget()
        theirs = [_run(COPY, path)]
        _forget()
    Roster.objects.filter(source=SOURCE).delete()
    best, bare = min(one["seconds"] for one in ours), min(one["seconds"] for one in theirs)
    megabytes = max(one["megabytes"] for one in ours)
    ratio = round(best / bare, 2)
    result = {
        "what": "roster import",
        "rows": ours[0]["rows"],
        "seconds": best,
        "copy_seconds": bare,
        "ratio": ratio,
        "target": TARGET,
        "megabytes": megabytes,
        "most_megabytes": MOST_MEGABYTES,
        "met": ours[0]["rows"] == ROWS and ratio <= TARGET and megabytes <= MOST_MEGABYTES,
    }
    print(json.dumps(result))
    return result


def _forget() -> None:
    from django.db import connection, transaction

    from resources.rosters.committing import lock_the_directory

    experts = "(SELECT id FROM resources_expert WHERE source = %s)"
    with connection.cursor() as cursor:
        with transaction.atomic():
            lock_the_directory()
            cursor.execute(f"UPDATE resources_rosterrow SET expert_id = NULL WHERE expert_id IN {experts}", [SOURCE])
            cursor.execute(f"DELETE FROM resources_contactpoint WHERE expert_id IN {experts}", [SOURCE])
            cursor.execute("DELETE FROM resources_expert WHERE source = %s", [SOURCE])
        cursor.execute("VACUUM ANALYZE resources_contactpoint, resources_expert, resources_rosterrow")


def _run(program: str, path: Path) -> dict:
    command = [sys.executable, "-W", "ignore", "-c", program, str(ROOT), str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ, cwd=ROOT)
    return json.loads(done.stdout.strip().splitlines()[-1])


if __name__ == "__main__":
    from bench.ground import prepare

    prepare()
    main()
