"""What the case of a clinic seeks help with."""

from casestudies.cases.fields import HELP
from casestudies.cases.models import CaseAnswer

from .models import Clinic


def help_sought(clinic: Clinic) -> list[str]:
    """Keys of `HELP`, those that are still asked for."""
    answer = CaseAnswer.objects.filter(case=clinic.case_id, field="help-sought").values_list("value", flat=True)
    value = answer.first()
    return [topic for topic in value if topic in HELP] if isinstance(value, list) else []
