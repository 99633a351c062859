"""What an error while sending means for the message: try again, give up, or ask a person."""

import smtplib
from dataclasses import dataclass
from enum import Enum

from anymail.exceptions import AnymailError

SERVER_GOES_AWAY = 421  # RFC 5321: the service is closing this connection, or takes no mail for the moment
TOO_MANY_REQUESTS = 429  # RFC 6585
WORDS_LENGTH = 500


class Outcome(Enum):
    LATER = "later"  # the server does not have the message and may take it at another time
    REFUSED = "refused"  # the server does not have the message and never will
    UNKNOWN = "unknown"  # the server may have the message


@dataclass(frozen=True)
class Verdict:
    """What became of one attempt, with the server's own sentence."""

    outcome: Outcome
    words: str
    ends_run: bool = False


def judge(error: Exception, *, may_have_arrived: bool) -> Verdict | None:
    """Read an error that came up while a message was being sent.

    `may_have_arrived`: whether the text had been sent when the line broke. None for an error that does not come from
    sending at all.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _by_code(*next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPResponseException):
        return _by_code(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Verdict(Outcome.REFUSED, f"The mail server cannot take this message: {error}")
    if isinstance(error, AnymailError):
        return _by_status(error)
    if isinstance(error, (smtplib.SMTPException, OSError)):
        if may_have_arrived:
            return Verdict(
                Outcome.UNKNOWN,
                "The connection to the mail server broke off while it was taking the message, so it may or may not "
                f"have arrived ({_words(error)}).",
            )
        return Verdict(Outcome.LATER, f"The connection to the mail server broke off: {_words(error)}")
    return None


def _by_code(code: int, answer: bytes | str) -> Verdict:
    """RFC 5321: 4xx means not now, 5xx means no. Anything else is no answer that can be relied on."""
    words = f"{code} {_words(answer)}"
    if 500 <= code < 600:
        return Verdict(Outcome.REFUSED, f"The mail server refused the message: {words}")
    if 400 <= code < 500:
        return Verdict(
            Outcome.LATER, f"The mail server did not take the message yet: {words}", ends_run=code == SERVER_GOES_AWAY
        )
    return Verdict(Outcome.UNKNOWN, f"The mail server gave an answer that cannot be understood: {words}")


def _by_status(error: AnymailError) -> Verdict:
    """The same for mail providers that are reached over HTTP."""
    status, words = error.status_code, _words(error)
    if status == TOO_MANY_REQUESTS:
        return Verdict(Outcome.LATER, f"The mail provider asks us to wait: {words}", ends_run=True)
    if isinstance(error, OSError) and (status is None or status >= 500):
        return Verdict(Outcome.UNKNOWN, f"The mail provider may or may not have the message: {words}")
    return Verdict(Outcome.REFUSED, f"The mail provider refused the message: {words}")


def _words(answer: object) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    return " ".join(text.split())[:WORDS_LENGTH] or "no reason given"


def unreachable(error: Exception) -> str:
    """Say that no connection to the mail server could be made."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"The mail server could not be reached: {error.smtp_code} {_words(error.smtp_error)}"
    return f"The mail server could not be reached: {_words(error)}"
