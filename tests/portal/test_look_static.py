"""The style sheet, the tokens and the templates as files: budgets, contrasts and rules that hold for all of them."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from isc_portal.templatetags.portal import ICONS

BASE_DIR = Path(settings.BASE_DIR)
BUILD = BASE_DIR / "static" / "build"
TEMPLATES = sorted((BASE_DIR / "templates").rglob("*.html"))
STYLE_SHEET = BUILD / "portal.css"
NOT_PAGES = {"mail", "pdf"}  # mail is styled in its lines when it is sent; documents are pressed, not served


def tokens() -> dict[str, str]:
    """The custom properties of tokens.css."""
    return dict(re.findall(r"--([a-z-]+): ?([^;}]+)", (BUILD / "tokens.css").read_text()))


def luminance(color: str) -> float:
    """Relative luminance of a hex color (WCAG 2.2)."""
    digits = color.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("color", "ground", "ratio"),
    [
        ("violet", "white", 10.2),
        ("violet", "violet-mist", 9.1),
        ("violet", "apricot-mist", 9.2),
        ("white", "violet-deep", 13.2),
        ("violet-vivid", "white", 6.7),
        ("violet-deep", "violet-soft", 8.0),
        ("navy", "white", 15.9),
        ("ink", "white", 17.9),
        ("ink", "apricot-mist", 16.2),
        ("quiet", "white", 6.7),
        ("quiet", "violet-mist", 6.0),
        ("apricot", "white", 2.2),
        ("apricot", "navy", 7.1),
        ("navy", "apricot-light", 9.6),
        ("apricot-ink", "white", 6.9),
        ("apricot-ink", "apricot-mist", 6.3),
        ("done", "white", 7.0),
        ("late", "white", 7.0),
        ("field", "white", 4.6),
        ("open", "white", 3.4),
    ],
)
def test_a_pair_of_colors_has_the_contrast_that_the_look_promises(color, ground, ratio):
    palette = tokens()
    # The look gives one decimal, mostly cut off.
    assert contrast(palette[color], palette[ground]) == pytest.approx(ratio, abs=0.35)


@pytest.mark.parametrize("ground", ["white", "paper", "violet-mist", "apricot-mist", "late-mist"])
@pytest.mark.parametrize("text", ["ink", "ink-soft", "navy", "quiet", "violet", "apricot-ink", "done", "late"])
def test_every_text_color_can_be_read_on_every_ground(text, ground):
    palette = tokens()
    assert contrast(palette[text], palette[ground]) >= 4.5


def test_changed_words_can_be_read():
    palette = tokens()
    assert contrast(palette["ink"], palette["done-mist"]) >= 4.5
    assert contrast(palette["ink"], palette["removed-mist"]) >= 4.5


def test_all_styles_together_stay_under_60_kilobytes_gzipped():
    assert len(gzip.compress(STYLE_SHEET.read_bytes(), 9)) < 60_000


def test_every_token_is_on_the_pages_and_in_the_documents_alike():
    style_sheet = STYLE_SHEET.read_text()
    assert len(tokens()) > 25
    for name, value in tokens().items():
        assert f"--{name}: {value}" in style_sheet, name


def test_patterns_take_their_colors_from_the_tokens():
    allowed = {"#fff", "#ffffff55", "#1d1c4b33", "#1d1c4b22", "#54548a", "#ece6f7", "#eaf6f3", "#c6cace"}
    strays = {
        f"{path.name}: {color}"
        for path in (BASE_DIR / "static" / "scss" / "patterns").glob("*.scss")
        for color in re.findall(r"#[0-9a-f]{3,8}\b", path.read_text())
        if color not in allowed
    }
    assert not strays


def test_every_custom_property_that_a_style_uses_exists():
    patterns = "".join(path.read_text() for path in (BASE_DIR / "static" / "scss" / "patterns").glob("*.scss"))
    used = set(re.findall(r"var\(--([a-z-]+)", patterns))
    assert "violet" in used
    # The measures of one pattern, and what may be left out because it comes with its default.
    own = set(re.findall(r"--([a-z-]+):|var\(--([a-z-]+),", patterns))
    own = {name for pair in own for name in pair if name}
    assert used <= set(tokens()) | own


def test_everything_that_the_style_sheet_names_is_served_by_us():
    named = {url for url in re.findall(r'url\("?([^")]*)"?\)', STYLE_SHEET.read_text()) if url}
    assert named
    for url in named:
        assert not re.match(r"(https?:)?//", url), url
        assert (BUILD / url).is_file(), url


def test_no_uswds_blue_is_left():
    # Two rules have their blue written into them (#162e51, #1a4480); patterns/_form.scss paints over both.
    style_sheet = STYLE_SHEET.read_text().lower()
    for blue in ("#005ea2", "#2491ff", "#0050d8", "#00bde3", "#e7f6f8"):
        assert blue not in style_sheet, blue
    for blue in ("#162e51", "#1a4480"):
        assert style_sheet.count(blue) == 1, blue


def test_the_icon_sheet_holds_every_icon_that_may_be_named():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (BUILD / "icons.svg").read_text()))
    assert drawn == ICONS
    names = json.loads((BASE_DIR / "isc_portal" / "icons.json").read_text())
    assert names == sorted(set(names)), "isc_portal/icons.json is sorted and names no icon twice"


def test_every_icon_that_a_template_names_is_in_the_icon_sheet():
    named = {
        (path, name)
        for path in TEMPLATES
        for name in re.findall(r"""(?:{% icon |<c-icon name=)["']([a-z_0-9]+)["']""", path.read_text())
    }
    assert named
    assert {name for _, name in named} <= ICONS


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(BASE_DIR / "templates")))
def test_a_template_begins_with_a_comment_and_holds_no_style_or_script_of_its_own(path):
    text = path.read_text()
    assert "{% comment %}" in text[:400], "a template begins with a comment: its blocks and its context"
    if NOT_PAGES.intersection(path.parts):
        return
    bare = re.sub(r"{% comment %}.*?{% endcomment %}|{%.*?%}", "", text, flags=re.S)
    assert not re.search(r"<style\b", bare)
    assert not re.search(r"\sstyle=", bare)
    assert not re.search(r"\son[a-z]+=", bare), "no handlers in attributes"
    assert not re.search(r"\bhx-on", bare), "no handlers in attributes"
    assert "javascript:" not in bare
    for script in re.findall(r"<script\b[^>]*>", bare):
        assert "src=" in script or 'type="application/json"' in script, script


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(BASE_DIR / "templates")))
def test_a_template_names_only_components_and_static_files_that_exist(path):
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.S)
    for name in set(re.findall(r"<c-([a-z][a-z0-9.-]*)", text)) - {"vars", "slot"}:
        component = BASE_DIR / "templates" / "cotton" / f"{name.replace('.', '/')}.html"
        assert component.is_file() or (component.with_suffix("") / "index.html").is_file(), f"<c-{name}>"
    for name in re.findall(r"""{% static ["']([^"']+)["'] %}""", text):
        assert finders.find(name), name


def test_every_component_says_what_it_takes():
    for path in (BASE_DIR / "templates" / "cotton").rglob("*.html"):
        text = path.read_text()
        comment = re.search(r"{% comment %}(.*?){% endcomment %}", text, re.S)
        assert comment, path
        for name in re.findall(r'{% required "[a-z.-]+" ([^%]+)%}', text):
            for attribute in re.findall(r'"([a-z_]+)"', name):
                assert attribute in comment[1] or attribute == "slot", (
                    f"{path.name} demands {attribute} and does not say so"
                )


def test_scripts_are_small_and_reach_for_nothing_elsewhere():
    for path in (BASE_DIR / "static" / "js").glob("*.js"):
        text = path.read_text()
        assert text.startswith("// "), f"{path.name} says what it is for"
        assert not re.search(r"https?://|\beval\(|new Function", text), path.name
