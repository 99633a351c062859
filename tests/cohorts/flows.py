"""What the tests of an intake's way share: a submitted intake, and what a person reads on a page."""

import html
import re

from cohorts.intake import signing
from cohorts.intake.models import Intake
from tests.factories import fill_intake


def text_of(response) -> str:
    """The words in the page itself, without what stands above and below every page."""
    body = response.content.decode()
    body = body[body.find("<main") : body.find("</main>")] if "<main" in body else body
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", body, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def submitted(participation, editor, mayor) -> Intake:
    """The city's whole intake filled in, signed and in the facilitators' hands."""
    fill_intake(participation, editor)
    intake = Intake.objects.get(participation=participation)
    signing.sign(intake=intake, by=mayor, name=mayor.name, seen=signing.answers_hash(intake))
    signing.submit(intake=intake, by=editor)
    return Intake.objects.get(participation=participation)
