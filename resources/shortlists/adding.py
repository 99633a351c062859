"""Where a person may put an expert: the lists of the cities they write for."""

from cohorts.institutes.models import Participation


def shortlists_to_add_to(user) -> list[Participation]:
    """The cities in which the person may write, with their shortlists (`shortlists.all`); two queries at most."""
    cities = Participation.objects.editable_by(user).select_related("city", "cohort")
    return list(cities.prefetch_related("shortlists").order_by("cohort__name", "city__name", "pk"))
