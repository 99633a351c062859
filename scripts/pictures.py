"""Take the pictures in docs/pictures/ again, from a demonstration that is running (`make run`).

It signs in with the demonstration's buttons, photographs main pages in Chromium as a desk (1280 wide), a phone
(375 wide) and a wall (1920 wide) show them, and turns two pages of a Guiding Blueprint into pictures with `pdftoppm`
(poppler-utils).
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER, MAIL = ROOT / "docs" / "pictures", ROOT / "var" / "mail"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
Color = tuple[int, int, int]
DESK, PHONE, WALL = 1280, 375, 1920
TALLEST = {DESK: 1500, PHONE: 1400, WALL: 1080}  # in pixels; what is further down a page stays out of its picture
COLORS, FREQUENT = 256, 160  # of a picture, and those of them that are chosen for their number
CITY_HOME = r"^/cities/[^/]+/[^/]+/$"
BLUEPRINT_PAGES = {1: "blueprint-cover", 4: "blueprint-page"}


def main() -> int:
    """Take every picture; 1 where something that is needed is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://localhost:8000", help="address of the running demonstration")
    parser.add_argument("--mail", type=Path, default=MAIL, help="folder in which the demonstration keeps its mail")
    asked = parser.parse_args()
    url, mails = asked.url.rstrip("/"), asked.mail
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    missing = [name for name, path in (("chromium", chromium), ("pdftoppm", shutil.which("pdftoppm"))) if not path]
    if missing:
        print(f"Missing: {', '.join(missing)}. On Debian: apt-get install chromium poppler-utils", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        take_public(browser, url)
        take_city(browser, url)
        take_cohort(browser, url)
        take_clinic(browser, url)
        take_guidebook(browser, url, mails)
        browser.close()
    return 0


def take_public(browser: Browser, url: str) -> None:
    """What everybody sees: the front page and the sign-in page."""
    page = open_browser(browser, url, DESK).new_page()
    take(page, "/", "front-page")
    take(page, "/accounts/login/", "sign-in")


def take_city(browser: Browser, url: str) -> None:
    """What editors see: a city's home and blueprint where the intake is done, a section of it where it is not."""
    for width, suffix in ((DESK, ""), (PHONE, "-phone")):
        context = open_browser(browser, url, width)
        page = signed_in(context, "Irene Saenz")
        take(page, f"{first_link(page, CITY_HOME)}intake/sections/money/", f"intake{suffix}")
        context.close()
        context = open_browser(browser, url, width)
        page = signed_in(context, "Ana Reyes")
        city = first_link(page, CITY_HOME)
        take(page, city, f"city-home{suffix}")
        if width == DESK:
            page.goto(f"{city}documents/")
            take(page, first_link(page, r"^/documents/blueprint/\d+/$"), "document")
            take_blueprint(context, first_link(page, r"^/documents/file/\d+/$"))
        context.close()


def take_cohort(browser: Browser, url: str) -> None:
    """A facilitator's cohort and a review, and an administrator's outbox."""
    context = open_browser(browser, url, DESK)
    page = signed_in(context, "Helen Osei")
    cohort = first_link(page, r"^/cohorts/[^/]+/$")
    take(page, cohort, "cohort-grid")
    page.goto(f"{cohort}reviews/?show=decided")
    take(page, first_link(page, rf"^{cohort}reviews/[^/]+/$"), "review")
    context.close()
    context = open_browser(browser, url, DESK)
    take(signed_in(context, "Ruth Adler"), "/mail/", "mail")
    context.close()


def take_clinic(browser: Browser, url: str) -> None:
    """The live clinic: its console, its screen on the wall, an expert's seat; and a mayor's answers to another one."""
    context = open_browser(browser, url, DESK)
    page = signed_in(context, "Helen Osei")
    page.goto(f"{first_link(page, r'^/cohorts/[^/]+/$')}clinics/")
    clinic = page.get_by_role("link", name=re.compile("^Stockton, CA")).first.get_attribute("href") or ""
    take(page, f"{clinic}console/", "clinic-console")
    page.set_viewport_size({"width": WALL, "height": TALLEST[WALL]})
    take(page, f"{clinic}screen/", "clinic-screen")
    context.close()
    context = open_browser(browser, url, PHONE)
    page = signed_in(context, "Denise Fuller")
    page.set_viewport_size({"width": PHONE, "height": TALLEST[PHONE]})  # its foot stays at the lower edge
    take(page, f"{clinic}seat/", "clinic-seat-phone")
    context.close()
    context = open_browser(browser, url, DESK)
    page = signed_in(context, "Lorraine Whitcomb")
    take(page, f"{first_link(page, CITY_HOME)}answers/", "answers")
    context.close()


def take_guidebook(browser: Browser, url: str, mails: Path) -> None:
    """A search of the directory, the library, a roster to be decided about, and what a confirmation mail leads to."""
    context = open_browser(browser, url, DESK)
    page = signed_in(context, "Ana Reyes")
    take(page, "/directory/?q=procurment", "directory")
    take(page, "/library/", "library")
    context.close()
    context = open_browser(browser, url, DESK)
    page = signed_in(context, "Ruth Adler")
    page.goto("/directory/rosters/")
    page.goto(first_link(page, r"^/directory/rosters/\d+/$"))
    take(page, urljoin(page.url, first_link(page, r"doubtful")), "roster")
    context.close()
    context = open_browser(browser, url, DESK)
    take(context.new_page(), link_in_mail(mails), "confirmation")
    context.close()


def link_in_mail(mails: Path) -> str:
    """Where the newest mail that asks an expert leads to."""
    link = re.compile(r"^https?://[^/\s]+(/directory/check/[\w:-]+/)$", re.MULTILINE)
    for file in sorted(mails.glob("*.log"), key=lambda one: one.stat().st_mtime, reverse=True):
        if found := link.findall(file.read_text(errors="replace")):
            return found[-1]
    sys.exit(f"{mails} holds no mail that asks an expert: is the demonstration's worker running?")


def take_blueprint(context: BrowserContext, path: str) -> None:
    """Some pages of the blueprint at this address."""
    answer = context.request.get(path)
    if not answer.ok:
        sys.exit(f"{answer.url} answered {answer.status}: there is no blueprint to photograph.")
    with tempfile.TemporaryDirectory() as folder:
        pdf = Path(folder, "blueprint.pdf")
        pdf.write_bytes(answer.body())
        for number, name in BLUEPRINT_PAGES.items():
            only = ["-f", str(number), "-l", str(number), "-singlefile"]
            subprocess.run(["pdftoppm", "-png", "-r", "80", *only, pdf, Path(folder, name)], check=True)
            keep(Path(folder, f"{name}.png").read_bytes(), name)


def open_browser(browser: Browser, url: str, width: int) -> BrowserContext:
    """A browser of this width that nobody has used."""
    return browser.new_context(base_url=url, viewport={"width": width, "height": 800}, reduced_motion="reduce")


def signed_in(context: BrowserContext, name: str) -> Page:
    """A page on which one of the demonstration's people has just signed in."""
    page = context.new_page()
    page.goto("/accounts/login/")
    button = page.get_by_role("button", name=name, exact=True)
    if not button.count():
        sys.exit(f"{page.url} has no button for {name}: is it the demonstration (DEMO=1, `manage.py demo`)?")
    button.click()
    page.wait_for_url("**/home/")
    return page


def first_link(page: Page, pattern: str) -> str:
    """The first address on the page that the pattern fits."""
    addresses = page.eval_on_selector_all("main a[href]", "links => links.map(link => link.getAttribute('href'))")
    for address in addresses:
        if re.search(pattern, address):
            return address
    sys.exit(f"{page.url} has no link like {pattern}.")


def take(page: Page, path: str, name: str) -> None:
    """Photograph the page at this address, from its top."""
    answer = page.goto(path, wait_until="load")
    if not answer or not answer.ok:
        sys.exit(f"{path} answered {answer.status if answer else 'nothing'}.")
    page.evaluate("document.fonts.ready")
    width = page.viewport_size["width"]
    height = page.evaluate("document.documentElement.scrollHeight")
    clip = {"x": 0, "y": 0, "width": width, "height": min(height, TALLEST[width])}
    keep(page.screenshot(full_page=True, clip=clip, animations="disabled"), name)


def keep(png: bytes, name: str) -> None:
    """Write the picture in few colors: its surfaces and marks exactly, the rims of letters nearly."""
    path = FOLDER / f"{name}.png"
    picture = Image.open(BytesIO(png)).convert("RGB")
    counts = {color: count for count, color in picture.getcolors(picture.width * picture.height)}
    chosen = few_colors(counts)
    nearest = {color: min(range(len(chosen)), key=lambda n: distance(chosen[n], color)) for color in counts}
    few = Image.new("P", picture.size)
    few.putpalette([part for color in chosen for part in color])
    pixels = iter(picture.tobytes())
    few.putdata([nearest[color] for color in zip(pixels, pixels, pixels, strict=True)])
    few.save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size // 1000} KB")


def few_colors(counts: dict[Color, int]) -> list[Color]:
    """The most frequent colors, and those farthest from them: apricot is on few pixels and says the most."""
    chosen = sorted(counts, key=counts.__getitem__, reverse=True)[:FREQUENT]
    gaps = {color: min(distance(color, other) for other in chosen) for color in counts}
    while len(chosen) < min(COLORS, len(counts)):
        farthest = max(gaps, key=gaps.__getitem__)
        chosen.append(farthest)
        gaps = {color: min(gap, distance(color, farthest)) for color, gap in gaps.items()}
    return chosen


def distance(one: Color, other: Color) -> int:
    """How far two colors are from each other, squared."""
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 + (one[2] - other[2]) ** 2


if __name__ == "__main__":
    sys.exit(main())
