"""The ten main pages, signed in, against an empty page of the same Django; the target is a median of 10 times.

Each page is asked for in turn with the empty one, so that both meet the same machine. Queries are counted at the
demonstration's rows with ten more of what grows (messages, history), and again with 10,000 more.
"""

import json
import statistics
import sys
import time
from typing import Any

TARGET, MOST_QUERIES = 10, 15
ROUNDS = 15
FEW_ROWS, MORE_ROWS = 10, 10_000


def main() -> dict[str, Any]:
    """Print the figures of each page and return them with their median."""
    from django.test import override_settings

    with override_settings(ROOT_URLCONF="bench.urls", ALLOWED_HOSTS=["testserver"], DEBUG=False):
        return _measure()


def _measure() -> dict[str, Any]:
    clients = {email: _signed_in(email) for email in {email for _, email, _ in PAGES}}
    _more_rows(FEW_ROWS)
    few = {name: _figures(clients[email], address()) for name, email, address in PAGES}
    _more_rows(MORE_ROWS)
    for client in clients.values():
        client.get("/home/")
    many = {name: _queries(clients[email], address()) for name, email, address in PAGES}
    pages = [
        {"page": name, **few[name], "queries_at_10000": many[name]} for name, _, _ in PAGES
    ]  # fmt: skip
    for page in pages:
        counts = f"{page['queries']:>3} queries, {page['queries_at_10000']} at 10,000"
        print(f"  {page['page']:<16} {page['ratio']:>5}x  {counts}")
    median = round(statistics.median(page["ratio"] for page in pages), 1)
    result = {
        "what": "ten main pages",
        "rounds": ROUNDS,
        "pages": pages,
        "median_ratio": median,
        "target": TARGET,
        "met": median <= TARGET
        and all(page["queries"] <= MOST_QUERIES and page["queries"] == page["queries_at_10000"] for page in pages),
    }
    print(json.dumps({key: value for key, value in result.items() if key != "pages"}))
    return result


def _participation() -> Any:
    from cohorts.institutes.models import Participation

    return Participation.objects.select_related("city", "cohort").get(city__name="Dayton")


def _city(name: str, **more: str) -> str:
    from django.urls import reverse

    return reverse(f"cohorts:{name}", kwargs={**_participation().url_kwargs, **more})


def _cohort(name: str) -> str:
    from django.urls import reverse

    return reverse(f"cohorts:{name}", args=[_participation().cohort.slug])


EDITOR, ADMINISTRATOR = "ana.reyes@dayton.example.org", "ruth.adler@isc.example.org"
PAGES = [
    ("home", EDITOR, lambda: "/home/"),
    ("city", EDITOR, lambda: _city("city_home")),
    ("intake", EDITOR, lambda: _city("intake")),
    ("section", EDITOR, lambda: _city("intake_section", section="money")),
    ("check answers", EDITOR, lambda: _city("intake_check")),
    ("people", EDITOR, lambda: _city("people")),
    ("documents", EDITOR, lambda: _city("documents")),
    ("history", EDITOR, lambda: _city("history")),
    ("cohort grid", ADMINISTRATOR, lambda: _cohort("cohort_grid")),
    ("outbox", ADMINISTRATOR, lambda: "/mail/"),
]


def _signed_in(email: str) -> Any:
    from django.test import Client

    from isc_portal.accounts.models import User
    from tests.signing_in import sign_in

    client = Client()
    sign_in(client, User.objects.get(email=email))
    client.get("/home/")
    return client


def _figures(client: Any, address: str) -> dict[str, Any]:
    pairs = []
    client.get(address)
    client.get("/bench/empty/")
    for _ in range(ROUNDS):
        pairs.append((_seconds(client, address), _seconds(client, "/bench/empty/")))
    page, empty = (min(side) for side in zip(*pairs, strict=True))
    return {
        "milliseconds": round(page * 1000, 1),
        "empty_milliseconds": round(empty * 1000, 1),
        "ratio": round(page / empty, 1),
        "queries": _queries(client, address),
    }


def _seconds(client: Any, address: str) -> float:
    """Seconds of processor time for one answer."""
    began = time.process_time()
    response = client.get(address)
    took = time.process_time() - began
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}.")
    return took


def _queries(client: Any, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def _more_rows(count: int) -> None:
    """So many messages, and so many saves of one answer in the history."""
    from cohorts.intake.models import Answer
    from isc_portal.mail.models import Message

    sample = Message.objects.order_by("pk").first()
    fields = {
        field.attname: getattr(sample, field.attname)
        for field in Message._meta.concrete_fields
        if not field.primary_key and not field.generated and field.name not in ("dedupe_key", "claim")
    }
    Message.objects.bulk_create(
        Message(**fields, dedupe_key=f"bench:{number}:{time.time_ns()}") for number in range(count)
    )
    answer = Answer.objects.filter(intake__participation=_participation()).first()
    event = Answer.pgh_event_model.objects.filter(pgh_obj=answer).first()
    copied = {
        field.attname: getattr(event, field.attname)
        for field in event._meta.concrete_fields
        if field.name not in ("pgh_id",)
    }
    Answer.pgh_event_model.objects.bulk_create(Answer.pgh_event_model(**copied) for _ in range(count))


if __name__ == "__main__":
    from bench.ground import prepare

    prepare()
    sys.exit(0 if main()["met"] else 1)
