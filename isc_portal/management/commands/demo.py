"""Fill an empty portal with the demonstration cohort."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cohorts.institutes.models import Cohort
from isc_portal.accounts.models import User
from isc_portal.documents.models import Document
from isc_portal.management.demo.guidebook import tell_the_guidebook
from isc_portal.management.demo.story import (
    FIRST_FACILITATOR,
    FIRST_PERSON,
    LAST_DOCUMENT,
    make_documents,
    tell,
    tell_the_clinics,
)


class Command(BaseCommand):
    """Eight real cities with invented people, at every stage of the intake, a day of four clinics, and a guidebook.

    Does nothing where it stands already or where other people are, and goes on where it was broken off.
    """

    help = __doc__

    def handle(self, *args: object, **options: object) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration is only for a portal with DEMO=1. Nothing was changed.")
        if not User.objects.exists():
            with transaction.atomic():
                cohort = tell(self._say)
                tell_the_clinics(cohort, self._say)
                tell_the_guidebook(cohort, self._say)
        elif not User.objects.filter(email=FIRST_PERSON).exists():
            self.stdout.write("This portal has people of its own. Nothing was changed.")
            return
        elif Document.objects.filter(kind=LAST_DOCUMENT).exists():
            self.stdout.write("The demonstration is here already. Nothing was changed.")
            return
        else:
            cohort = Cohort.objects.filter(facilitations__user__email=FIRST_FACILITATOR).earliest("created_at")
        make_documents(cohort, self._say)
        self.stdout.write(f"The {cohort.long_name} is ready: {cohort.participations.count()} cities.")

    def _say(self, words: str) -> None:
        self.stdout.write(f"  {words}")
