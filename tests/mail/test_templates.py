"""What holds for every mail template of the portal."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

FOLDER = Path(settings.BASE_DIR) / "templates"
MAILS = sorted(str(file.relative_to(FOLDER)).removesuffix(".subject.txt") for file in FOLDER.rglob("*.subject.txt"))


@pytest.mark.parametrize("mail", MAILS)
def test_every_mail_has_a_subject_a_text_and_html_in_our_frame(mail):
    for suffix in (".subject.txt", ".txt", ".html"):
        assert get_template(f"{mail}{suffix}")
    html = (FOLDER / f"{mail}.html").read_text()
    assert "mail/base.html" in html or "{% extends" in html
    assert "<style" not in html and "style=" not in html and "<img" not in html
    assert len((FOLDER / f"{mail}.subject.txt").read_text().strip().splitlines()) == 1


def test_mail_uses_the_colors_of_the_pages():
    tokens = (Path(settings.BASE_DIR) / "static/scss/_tokens.scss").read_text()
    pages = dict(re.findall(r'"([\w-]+)": (#[0-9a-f]{3,6})', tokens))
    styles = (Path(settings.BASE_DIR) / "isc_portal/mail/mail.css").read_text()
    colors = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", styles))
    assert len(colors) >= 10
    assert colors == {name: pages[name] for name in colors}
    assert not re.search(r"(?<!: )#[0-9a-f]{3,6}", styles.split("}", 1)[1]), "colors are named once, at the top"
