"""Reading what the portal has put in line for somebody."""

import re

from isc_portal.mail.models import Message


def mails_to(address: str) -> list[Message]:
    """The messages to this address, the oldest first."""
    return list(Message.objects.filter(address=address).order_by("pk"))


def newest_mail(address: str) -> Message:
    """The last message to this address."""
    return mails_to(address)[-1]


def code_in(message: Message) -> str:
    """The code that a message carries."""
    return re.search(r"^[A-Z]{4}-[A-Z]{4}$", message.text, re.MULTILINE)[0]


def link_in(message: Message) -> str:
    """The path of the invitation's link in a message."""
    return re.search(r"https?://[^/\s]+(/accounts/invitation/\S+)", message.text)[1]
