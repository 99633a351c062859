"""The name of a browser as its owner knows it."""

import re

# The first that matches counts: browsers claim to be others, the older ones last.
BROWSERS = [
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
]
SYSTEMS = [
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("ChromeOS", r"CrOS"),
    ("Windows", r"Windows"),
    ("Mac", r"Macintosh|Mac OS"),
    ("Linux", r"Linux|X11"),
]


def browser_name(user_agent: str) -> str:
    """Such as "Firefox on Windows"; what a browser does not say is left out."""
    browser, system = (
        next((name for name, pattern in known if re.search(pattern, user_agent)), "") for known in (BROWSERS, SYSTEMS)
    )
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or "A browser that does not say its name"
