"""The page in a real browser: no request, no error, no script needed, no sideways scrolling on a phone."""

from __future__ import annotations

import io
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pypdf import PdfReader

from harvester.model.dossier import Dossier
from reports import factlist
from reports.factlist import render
from tests.reports.dossiers import hostile, many, small

PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        made = play.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-background-networking"]
        )
        yield made
        made.close()


@pytest.fixture(scope="module", params=[small, hostile], ids=["small", "hostile"])
def file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(request.param(), tmp_path_factory.mktemp("page"))


def written(dossier: Dossier, folder: Path) -> Path:
    path = folder / "facts.html"
    path.write_bytes(render(dossier)["facts.html"])
    return path


def opened(browser: Browser, file: Path, *, script: bool = True, width: int = 1280) -> tuple[Page, list[str]]:
    """The page, and what it complained about or asked for."""
    context = browser.new_context(java_script_enabled=script, viewport={"width": width, "height": 740})
    page, heard = context.new_page(), list[str]()
    page.on("console", lambda message: heard.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: heard.append(f"error: {error}"))
    page.on("request", lambda request: heard.append(f"request: {request.url}"))
    page.on("dialog", lambda dialog: heard.append(f"dialog: {dialog.message}"))
    page.goto(file.as_uri())
    return page, [one for one in heard if one not in {f"request: {file.as_uri()}", "request: data:,"}]


def test_nothing_is_requested_and_nothing_complains(browser: Browser, file: Path) -> None:
    page, heard = opened(browser, file)
    page.get_by_role("button", name="Open all originals").click()
    page.wait_for_load_state("networkidle")
    assert heard == []
    assert "fact list" in page.title()
    assert page.locator("h1").count() == 1


def test_a_fact_opens_by_click_without_any_script(browser: Browser, file: Path) -> None:
    page, heard = opened(browser, file, script=False)
    letter = page.locator("#F-001 .letter").first
    assert not letter.is_visible()
    page.locator("#F-001 summary").click()
    assert letter.is_visible()
    assert not page.get_by_role("button").is_visible(), "what needs the script is not offered without it"
    assert heard == []


def test_the_button_opens_and_closes_every_original(browser: Browser, file: Path) -> None:
    page, _ = opened(browser, file)
    closed = page.locator("details.proof:not([open])")
    assert closed.count() > 0
    page.get_by_role("button", name="Open all originals").click()
    assert closed.count() == 0
    page.get_by_role("button", name="Close all originals").click()
    assert page.locator("details.proof[open]").count() == 0


def test_a_phone_does_not_scroll_sideways(browser: Browser, file: Path) -> None:
    page, _ = opened(browser, file, width=PHONE["width"])
    page.get_by_role("button", name="Open all originals").click()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert page.evaluate("document.querySelector('.timeline .scroll').scrollWidth") > PHONE["width"]


def test_a_bar_of_the_timeline_leads_to_its_fact(browser: Browser, tmp_path: Path) -> None:
    page, _ = opened(browser, written(small(), tmp_path))
    page.locator('svg a.bar[href="#F-005"] rect').click()
    assert page.url.endswith("#F-005")
    assert page.locator("#F-005 .statement").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_both_schemes(browser: Browser, tmp_path: Path, scheme: str) -> None:
    page, _ = opened(browser, written(small(), tmp_path))
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # the parameter is one of the literals
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for selector in (".statement", ".intro", ".small", ".claim.review", ".sides thead th", ".utc"):
        ink = page.locator(selector).first.evaluate("one => getComputedStyle(one).color")
        assert contrast(ink, paper) >= 4.5, (selector, ink, paper)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two rgb() colours (WCAG 2)."""
    lights = sorted(luminance(colour) for colour in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_print_names_every_original_and_leaves_the_navigation_out(browser: Browser, tmp_path: Path) -> None:
    page, _ = opened(browser, written(small(), tmp_path))
    page.emulate_media(media="print")
    assert page.locator("#F-004 .cites").is_visible()
    assert not page.locator("nav").is_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_the_print_opens_what_stands_beside_a_fact(browser: Browser, tmp_path: Path) -> None:
    base = small()
    fact = replace(base.facts[4], beside=tuple(f"Sentence {number}." for number in range(40)))
    page, _ = opened(browser, written(replace(base, facts=(fact,)), tmp_path), script=False)
    last = page.get_by_text("Sentence 39.")
    assert not last.is_visible()
    page.emulate_media(media="print")
    assert last.is_visible()


def test_a_page_of_thousands_of_facts_shows_and_prints_all_of_them(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, limit in (("SHOWN_LIMIT", 50), ("FACTS_AT_ONCE", 7), ("ROWS_AT_ONCE", 9)):
        monkeypatch.setitem(factlist._environment().globals, name, limit)
    dossier = many(60)
    page, heard = opened(browser, written(dossier, tmp_path))
    page.locator("#exchange").scroll_into_view_if_needed()
    newest = "(one) => one.scrollLeft + one.clientWidth > one.scrollWidth - 2"
    until = time.monotonic() + 30
    while not page.locator(".timeline .scroll").evaluate(newest) and time.monotonic() < until:
        page.wait_for_timeout(50)
    assert page.locator(".timeline .scroll").evaluate(newest)
    page.locator(f"#{dossier.facts[-1].no} .statement").scroll_into_view_if_needed()
    assert page.locator(f"#{dossier.facts[-1].no} .cites").is_visible()
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    told = Counter(no for one in printed.pages for no in re.findall(r"F-\d+", one.extract_text()))
    assert all(told[one.no] >= 2 for one in dossier.facts), "in the list, and in the table of response times"
    assert heard == []


def test_three_hundred_facts_open_quickly(browser: Browser, tmp_path: Path) -> None:
    page, heard = opened(browser, written(many(300), tmp_path))
    ready = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    assert ready < 5000
    assert heard == []
