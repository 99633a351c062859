"""What an error while sending means for the message."""

import smtplib

import pytest
import requests
from anymail.exceptions import AnymailRecipientsRefused, AnymailRequestsAPIError

from isc_portal.mail.verdicts import Outcome, judge


class NoAnswer(AnymailRequestsAPIError, requests.ConnectionError):
    """What anymail makes of a provider that cannot be reached."""


def answered(status: int) -> AnymailRequestsAPIError:
    """What anymail makes of a provider's answer."""
    response = requests.Response()
    response.status_code, response.reason = status, "Reason"
    return AnymailRequestsAPIError("The provider's words", response=response)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (smtplib.SMTPRecipientsRefused({"a@example.org": (450, b"Greylisted")}), Outcome.LATER),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"Unknown")}), Outcome.REFUSED),
        (smtplib.SMTPSenderRefused(421, b"Busy", "b@example.org"), Outcome.LATER),
        (smtplib.SMTPDataError(554, b"Spam"), Outcome.REFUSED),
        (smtplib.SMTPDataError(-1, b"garbage"), Outcome.UNKNOWN),
        (smtplib.SMTPNotSupportedError("SMTPUTF8"), Outcome.REFUSED),
        (answered(429), Outcome.LATER),
        (answered(422), Outcome.REFUSED),
        (AnymailRecipientsRefused("Blocked"), Outcome.REFUSED),
        (answered(502), Outcome.UNKNOWN),
        (NoAnswer("No answer"), Outcome.UNKNOWN),
    ],
)
def test_an_answer_decides_whether_to_try_again_give_up_or_ask(error, outcome):
    verdict = judge(error, may_have_arrived=True)
    assert verdict is not None and verdict.outcome is outcome
    assert "\n" not in verdict.words and "b'" not in verdict.words


@pytest.mark.parametrize("error", [smtplib.SMTPServerDisconnected("gone"), TimeoutError("timed out"), OSError("disk")])
@pytest.mark.parametrize(("may_have_arrived", "outcome"), [(True, Outcome.UNKNOWN), (False, Outcome.LATER)])
def test_a_line_that_breaks_is_judged_by_whether_the_text_was_on_its_way(error, may_have_arrived, outcome):
    verdict = judge(error, may_have_arrived=may_have_arrived)
    assert verdict is not None and verdict.outcome is outcome


def test_an_error_of_our_own_is_no_verdict_about_the_message():
    assert judge(ZeroDivisionError(), may_have_arrived=False) is None


def test_a_server_that_takes_nothing_for_a_while_ends_the_run():
    verdict = judge(smtplib.SMTPSenderRefused(421, b"Busy", "b@example.org"), may_have_arrived=False)
    assert verdict is not None and verdict.ends_run
    other = judge(smtplib.SMTPDataError(451, b"Later"), may_have_arrived=False)
    assert other is not None and not other.ends_run
