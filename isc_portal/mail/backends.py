"""Sending by SMTP in a way that lets us know, after a failure, whether the server can have the message."""

import smtplib

from django.core.mail.backends.smtp import EmailBackend


class _SMTP(smtplib.SMTP):
    """Remembers whether the message's text has gone out since the last MAIL command."""

    text_was_sent = False

    def mail(self, sender, options=()):
        self.text_was_sent = False
        return super().mail(sender, options)

    def data(self, msg):
        self.text_was_sent = True
        return super().data(msg)


class _SecureSMTP(_SMTP, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class SMTPBackend(EmailBackend):
    """Django's SMTP backend; `may_have_arrived` tells a broken line before the text from one after it."""

    @property
    def connection_class(self):
        return _SecureSMTP if self.use_ssl else _SMTP

    @property
    def may_have_arrived(self) -> bool:
        """Whether the text of the last message was on its way when the conversation ended."""
        return isinstance(self.connection, _SMTP) and self.connection.text_was_sent
