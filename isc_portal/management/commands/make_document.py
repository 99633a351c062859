"""`manage.py make_document KIND [--cohort SLUG] [--city SLUG] [--blank] --out FILE`: a document without a worker."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from isc_portal.documents import services
from isc_portal.documents.kinds import UnknownKind, get_kind


class Command(BaseCommand):
    help = "Make a document in this process and write its PDF to a file. It becomes a version like any other."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", help="such as intake or blueprint")
        parser.add_argument("--cohort", default="", help="slug of the cohort")
        parser.add_argument("--city", default="", help="slug of the city")
        parser.add_argument("--blank", action="store_true", help="the blank form of a kind that has one")
        parser.add_argument("--out", required=True, type=Path, help="where to write the PDF")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            kind = get_kind(options["kind"] + ("-blank" if options["blank"] else ""))
            if kind.find is None:
                raise CommandError(f"A {kind.name} cannot be found by cohort and city.")
            subject = kind.find(cohort=options["cohort"], city=options["city"])
            document = services.make_now(kind=kind, subject=subject, by=None)
        except UnknownKind as error:
            raise CommandError(str(error)) from error
        except LookupError as error:
            raise CommandError(str(error)) from error
        except services.Refused as error:
            raise CommandError(f"It could not be made. {error}") from error
        with document.file.open("rb") as pdf:
            options["out"].write_bytes(pdf.read())
        state = "unchanged" if document.already_there else "new"
        self.stdout.write(f"{options['out']}: {document}, {document.pages} pages, {state}, code {document.code}")
