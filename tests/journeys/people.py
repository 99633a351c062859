"""The people of a journey: each with a browser and a mailbox of their own."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from playwright.sync_api import Browser, Page

from tests.signing_in import sign_in
from tests.sink import wait_until
from tests.web import web  # noqa: F401

DESK = (1280, 900)


class Person:
    """Somebody with a browser and a mailbox of their own."""

    def __init__(self, browser: Browser, server, sink, email: str, name: str, size: tuple[int, int] = DESK) -> None:
        self.email, self.name, self.server, self.sink = email, name, server, sink
        self.page: Page = browser.new_context(viewport={"width": size[0], "height": size[1]}).new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, path: str) -> Page:
        self.page.goto(self.server.url + path)
        return self.page

    def mail(self, about: str):
        """The newest mail whose subject contains the words, once it has arrived."""
        found = lambda: [mail for mail in self.sink.to(self.email) if about.lower() in mail.subject.lower()]  # noqa: E731
        wait_until(lambda: bool(found()), f"a mail to {self.email} about “{about}”", seconds=40)
        return found()[-1]

    def accept_invitation(self) -> None:
        """Open the link in the invitation, and press the button: looking alone changes nothing."""
        link = re.search(r"/accounts/invitation/\S+", self.mail("invit").text)[0]
        self.open(link)
        self.page.get_by_label("Your name").fill(self.name)
        self.page.get_by_role("button", name="Accept and open my account").click()
        self.page.wait_for_load_state()

    def sign_in(self) -> None:
        """Sign in with a mailed code."""
        seen = len(self.sink.to(self.email))
        self.open("/accounts/login/")
        self.page.get_by_label("Email address").first.fill(self.email)
        self.page.get_by_role("button", name="Mail me a code").click()

        def codes() -> list[str]:
            texts = "\n".join(mail.text for mail in self.sink.to(self.email)[seen:])
            return re.findall(r"^[A-Z]{4}-[A-Z]{4}$", texts, re.MULTILINE)

        wait_until(lambda: bool(codes()), f"a code for {self.email}", seconds=40)
        self.page.get_by_role("textbox").first.fill(codes()[-1])
        self.page.get_by_role("main").get_by_role("button", name="Sign in").click()
        self.page.wait_for_load_state()

    def pass_second_step(self, secret: str) -> None:
        """Type the number that the authenticator app with this secret shows."""
        self.page.get_by_role("textbox").first.fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
        self.page.get_by_role("main").get_by_role("button").first.click()
        self.page.wait_for_load_state()

    def be_signed_in_as(self, user) -> None:
        """Have a session already, for a journey in which signing in is somebody else's part."""
        client = Client()
        sign_in(client, user)
        self._take([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.server.url}])

    def share_session_of(self, other: "Person") -> None:
        """Be signed in as somebody is in another browser: the laptop at the projector."""
        self._take(other.page.context.cookies())

    def sign_out(self) -> None:
        self.open("/accounts/logout/")
        self.page.get_by_role("main").get_by_role("button", name="Sign out").click()

    def _take(self, cookies: list[dict]) -> None:
        self.page.context.add_cookies(cookies)


@pytest.fixture
def people(web, smtp_sink, browser):  # noqa: F811
    """A function that gives a person a browser; at the end nobody's page may have had a script error."""
    made: list[Person] = []

    def person(email: str, name: str, size: tuple[int, int] = DESK) -> Person:
        made.append(Person(browser, web, smtp_sink, email, name, size))
        return made[-1]

    yield person
    for one in made:
        one.page.context.close()
    assert [one.errors for one in made if one.errors] == []
