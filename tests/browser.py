"""A real browser for pages: Debian's Chromium, headless, with an empty profile and no way to the network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
WINDOW = (1280, 900)
# Nothing is asked of the network, at the start or later: pages must work from disk alone.
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND", f"--window-size={WINDOW[0]},{WINDOW[1]}", "--lang=zh-CN",
)  # fmt: skip


def started(profile: Path) -> Iterator[Chrome]:
    """The browser while a test session lasts; ``profile`` is a new, empty folder."""
    options = ChromeOptions()
    options.binary_location = str(BROWSER)
    for argument in (*ARGUMENTS, f"--user-data-dir={profile}"):
        options.add_argument(argument)
    # What the page writes to the console can be asked for: a script's error is a failure.
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    # The driver's path is given: selenium would fetch one otherwise.
    driver = Chrome(options, Service(str(DRIVER)))
    try:
        yield driver
    finally:
        driver.quit()
