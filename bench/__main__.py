"""`make bench`: every measurement in one run, printed and written to bench/results.json.

The engines and their data are the benchmark's own, under var/bench; the demonstration is told there first.
"""

import datetime as dt
import json
import sys
from pathlib import Path

from .ground import prepare

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results.json"


def main() -> int:
    """Run all; 1 if a target was missed."""
    prepare()
    from bench import blueprint, board, guidebook, pages, rosters, search

    results = []
    for measurement in (pages, blueprint, guidebook, board, rosters, search):
        print(f"{(measurement.__doc__ or '').strip().splitlines()[0]}")
        results.append(measurement.main())
    RESULTS.write_text(json.dumps({"at": dt.datetime.now(dt.UTC).isoformat(), "results": results}, indent=2) + "\n")
    missed = [result["what"] for result in results if not result["met"]]
    print(f"Missed: {', '.join(missed)}." if missed else "All targets are met.")
    print(f"Written to {RESULTS.relative_to(ROOT)}.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
