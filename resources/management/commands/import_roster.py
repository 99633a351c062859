"""`manage.py import_roster FILE`: what the pages of rosters do, from a shell."""

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from isc_portal.imports.reading import Unreadable
from resources.rosters import services
from resources.rosters.models import Roster, RosterState


class Command(BaseCommand):
    help = "Import a roster of people into the directory. Doubtful rows are left out; decide about them on the page."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV, XLSX or JSON")
        parser.add_argument("--mapping", type=Path, help='JSON: {"Header": "field"}; other columns are left out')
        parser.add_argument("--source", default="", help="where the list comes from")
        parser.add_argument("--consented", action="store_true", help="the people agreed that their contacts are shown")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
        parser.add_argument("--json", action="store_true", help="print the figures and problems as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._import(options)
        except (Unreadable, ValidationError) as refused:
            raise CommandError(" ".join(getattr(refused, "messages", [str(refused)]))) from refused

    def _import(self, options: dict[str, Any]) -> None:
        try:
            with options["file"].open("rb") as file:
                roster = services.upload(
                    file=file, name=options["file"].name, by=None, source=options["source"],
                    consented=options["consented"],
                )  # fmt: skip
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be opened: {error.strerror}.") from error
        services.choose_columns(roster=roster, mapping=self._mapping(roster, options["mapping"]), by=None, here=True)
        if roster.state != RosterState.CHECKED:
            raise CommandError(roster.failure_reason)
        figures = services.totals(roster)
        if options["dry_run"]:
            services.cancel(roster=roster, by=None)
        else:
            services.commit(roster=roster, by=None, leave_undecided=True, here=True)
        self._tell(roster, figures, options)

    def _mapping(self, roster: Roster, path: Path | None) -> dict[int, str]:
        if path is None:
            return {int(position): key for position, key in roster.mapping.items()}
        try:
            wanted = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CommandError(f"{path} is no JSON file that can be read.") from error
        if not isinstance(wanted, dict):
            raise CommandError(f'{path} has to hold {{"Header": "field"}}.')
        if unknown := [header for header in wanted if header not in roster.headers]:
            raise CommandError(f"The file has no column “{unknown[0]}”. It has: {', '.join(roster.headers)}.")
        return {roster.headers.index(header): key for header, key in wanted.items()}

    def _tell(self, roster: Roster, figures: dict[str, Any], options: dict[str, Any]) -> None:
        problems = [
            {"row": row.number, **problem} for row in roster.rows.exclude(problems=[]) for problem in row.problems
        ]
        if options["json"]:
            self.stdout.write(json.dumps({**figures, "problems": problems}, ensure_ascii=False))
            return
        self.stdout.write("Nothing was written: this was a dry run." if options["dry_run"] else "Imported.")
        for name, count in figures.items():
            self.stdout.write(f"{count:>9,} {name}")
        for problem in problems:
            place = f"Row {problem['row']}, {problem['column']}: “{problem['value'][:80]}”."
            self.stdout.write(f"{place} {problem['reason']}")
