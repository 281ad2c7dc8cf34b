"""The HTML page: what it says, and that nothing foreign in it ever runs."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup, Tag

from harvester.model.dossier import Dossier
from harvester.model.gaps import Stats
from harvester.model.matter import Side
from reports import factlist
from reports.factlist import render
from tests.reports.dossiers import ME, at, hostile, many, sha, small

NOT_NEUTRAL = r"\b(ignor\w*|refus\w*|fail\w*|breach\w*|default\w*|always|never|toxic\w*|obvious\w*)\b"


def soup(dossier: Dossier) -> BeautifulSoup:
    return BeautifulSoup(render(dossier)["facts.html"].decode(), "html.parser")


def part(page: Tag, selector: str) -> str:
    """The text of the first element, which must exist."""
    found = page.select_one(selector)
    assert found is not None, selector
    return found.get_text(" ", strip=True)


def words_of(page: BeautifulSoup) -> str:
    """The page's own words: without quoted material, style and script, titles and labels included."""
    for element in page.select("[data-quoted], style, script, meta"):
        element.decompose()
    attributes = [str(one[name]) for name in ("title", "aria-label") for one in page.select(f"[{name}]")]
    return re.sub("“[^”]*”", "", " ".join((page.get_text(" "), *attributes)))


@pytest.fixture(scope="module")
def page() -> BeautifulSoup:
    return soup(small())


@pytest.mark.parametrize("dossier", [small(), hostile(), many(2)], ids=["small", "hostile", "many"])
def test_the_pages_own_words_are_neutral(dossier: Dossier) -> None:
    assert re.findall(NOT_NEUTRAL, words_of(soup(dossier)), re.IGNORECASE) == []


def test_our_side_stands_before_the_clients(page: BeautifulSoup) -> None:
    order = [one["id"] for one in page.select("article.fact")]
    assert order == ["F-001", "F-002", "F-003", "F-004", "F-005", "F-006", "F-007", "F-008"]
    sections = [one["id"] for one in page.select("main > section")]
    assert sections[:4] == ["glance", "own", "exchange", "facts"]
    assert part(page, "table.sides thead th") == "Studio North"


def test_each_claim_stands_in_its_own_group_with_its_reason(page: BeautifulSoup) -> None:
    groups = {one["id"]: [fact["id"] for fact in one.select("article")] for one in page.select("section.group")}
    assert groups == {
        "ours": ["F-001", "F-002", "F-003"],
        "firm": ["F-004", "F-005", "F-006"],
        "review": ["F-007"],
        "not-established": ["F-008"],
    }
    assert "other contact between the sides" in part(page, "#F-007 .why")
    assert "“Projects” could not be opened" in part(page, "#F-008 .why")


def test_what_favours_the_other_side_stands_beside_the_fact(page: BeautifulSoup) -> None:
    beside = page.select_one("#F-005 .beside")
    assert beside is not None
    assert "out of the office" in beside.get_text()
    assert "tried to call" in beside.get_text()


def test_a_fact_opens_to_the_messages_it_rests_on(page: BeautifulSoup) -> None:
    letters = page.select("#F-004 details.proof .letter")
    assert [one.h4.get_text() for one in letters if one.h4] == ["The question", "The answer"]
    first, second = (one.get_text(" ", strip=True) for one in letters)
    for text in (
        "Ann North <me@studionorth.example>", "Mon 2 Mar 2026, 10:00:00 +01:00", "Could you please confirm the layout",
        "homepage-draft.pdf", "248 kB", sha("pdf"), sha("draft"), "mail / Sent (UID 7)", "2026-03-02 09:00:00 UTC",
        "the time that the mail server recorded", "rule C10", "asks for an answer",
    ):  # fmt: skip
        assert text in first
    assert "Thu 5 Mar 2026, 11:30 EST" in second, "the client's local time, beside UTC"
    assert "> the first draft" in part(page, "#F-004 .letter .body .quoted")


def test_every_cited_original_is_named_in_full(page: BeautifulSoup) -> None:
    for fact in small().facts:
        cites = page.select_one(f"#{fact.no} .cites")
        assert cites is not None
        assert all(one.sha256 in cites.get_text() for one in fact.evidence)


def test_an_original_that_is_not_held_is_named_all_the_same() -> None:
    dossier = replace(small(), exchanges=())
    made = soup(dossier)
    assert sha("draft") in part(made, "#F-004 details")
    assert not made.select("#exchange"), "nothing dated, nothing drawn"


def sides(page: BeautifulSoup) -> dict[str, list[str]]:
    """The table of both sides: name of the row -> cells."""
    rows = page.select(".sides tbody tr")
    return {row.th.get_text(): [td.get_text(" ") for td in row("td")] for row in rows if row.th}


def test_an_incomplete_search_carries_no_response_times(page: BeautifulSoup) -> None:
    rows = sides(page)
    for name in ("Half answered within", "Four in five within", "Longest open"):
        assert rows[name] == ["not established", "not established"]
    assert rows["No answer recorded"][1] == "2 0 established, 1 to look at, 1 not established"


def test_the_summary_puts_both_sides_beside_each_other() -> None:
    rows = sides(soup(replace(small(), complete=True)))
    assert rows["Questions received"] == ["2", "4"]
    assert rows["Half answered within"] == ["5 days 16 h 28.2 business hours", "15 days 5 h 89 business hours"]
    assert rows["Four in five within"] == ["not reached", "not reached"]
    assert rows["Open"][1] == "2 0 established, 1 to look at, 1 not established"


def test_a_side_without_questions_has_no_times_at_all() -> None:
    none = Stats(n=0, answered=0, open=0, chasers=0, median_hours=None, p80_hours=None, median_business_hours=None,
                 p80_business_hours=None, longest_open_hours=None)  # fmt: skip
    made = soup(replace(small(), complete=True, stats={Side.US: none, Side.CLIENT: small().stats[Side.CLIENT]}))
    row = next(row for row in made.select(".sides tbody tr") if "Half answered" in row.get_text())
    assert row("td")[0].get_text() == "–"


def test_the_search_is_laid_open(page: BeautifulSoup) -> None:
    text = part(page, "#coverage")
    for piece in (
        "15,204", "not complete the server refused to open it: [NOPERM]", "up to Thu 26 Mar 2026, 03:00 CET",
        "imap.example.com:993", "UID 4711: larger than 50 MB", f"No usable time: {sha('undated')}",
        f"the header could not be read : {sha('broken')}",
    ):  # fmt: skip
        assert piece in text


def test_people_clocks_method_and_thresholds_are_printed(page: BeautifulSoup) -> None:
    people = part(page, "#people")
    assert ME in people
    assert "Monday to Friday 09:00–17:00, America/New_York not given; assumed" in people
    method = part(page, "#method")
    assert "The start is the first unanswered message" in method
    assert "A further mail counts as asking again from: 4 hours" in method
    assert "0.1.0" in part(page, "footer")


def test_level_b_stands_in_the_appendix_only(page: BeautifulSoup) -> None:
    tables = page.select("#gaps table")
    assert "Photos" not in tables[0].get_text()
    assert "Photos" in tables[1].get_text()
    assert not page.select('svg a[href="#gap-g-photos"]')


def test_a_persons_decision_is_shown() -> None:
    first, *others = small().facts
    told, looked = "Ann North decided: “Checked.”.", "Ann North decided: “I asked Bob.”."
    facts = (replace(first, status="accepted", reviewed=told), replace(others[0], status="rejected"), *others[1:])
    gaps = (replace(small().gaps[0], decided=(looked,)), *small().gaps[1:])
    made = soup(replace(small(), facts=facts, gaps=gaps))
    assert told in part(made, "#F-001")
    assert looked in part(made, f"#gap-{gaps[0].gap_id}")
    assert "accepted by a person" in part(made, "#F-001 header")
    assert "A person has accepted 1 of 8 facts; set aside by a person: 1." in made.get_text()


def test_every_link_leads_somewhere_on_the_page(page: BeautifulSoup) -> None:
    ids = {one["id"] for one in page.select("[id]")}
    assert len(ids) == len(page.select("[id]")), "ids are unique"
    assert {str(one["href"])[1:] for one in page.select("a[href]")} <= ids


def test_nothing_is_loaded_and_nothing_foreign_is_markup() -> None:
    made = soup(hostile())
    assert [one.name for one in made.select("script")] == ["script"]
    assert not made.select("img, iframe, object, embed, form, [src], [style], [onerror], [onload]")
    assert [one["href"] for one in made.select("link")] == ["data:,"]
    assert all(str(one["href"]).startswith("#") for one in made.select("a[href]"))
    assert not any("free" in one.get_text() for one in made.select("h1"))
    text = render(hostile())["facts.html"].decode()
    assert "{{ 7*7 }}" in text, "template syntax in a mail stays what it was"
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f]", text)
    assert "⟨U+202E⟩" in text


def test_a_long_text_says_where_the_rest_is() -> None:
    base = small()
    first = base.exchanges[0]
    message = replace(first.message, text="x" * 30_000)
    made = soup(replace(base, exchanges=(replace(first, message=message), *base.exchanges[1:])))
    letter = made.select_one("#F-004 .letter")
    assert letter is not None
    assert len(letter.get_text()) < 22_000
    assert "stands in the original" in letter.get_text()


def test_a_sentence_is_not_cut_however_long_its_subject_is() -> None:
    end = "No reply to it is recorded."
    fact = replace(small().facts[6], statement=f"Ann North wrote about “{'y' * 5000}”. {end}")
    assert part(soup(replace(small(), facts=(fact,))), "#F-007 .statement").endswith(end)


def test_many_sentences_beside_a_fact_are_all_there() -> None:
    fact = replace(small().facts[4], beside=tuple(f"Sentence {number}." for number in range(40)))
    text = part(soup(replace(small(), facts=(fact,))), "#F-005 .beside")
    assert "and 35 more" in text
    assert "Sentence 39." in text


def test_three_hundred_facts_stay_light() -> None:
    made = render(many(300))["facts.html"]
    assert len(made) < 4_000_000
    assert made.count(b'<article class="fact') == 300


def test_an_empty_matter_still_prints() -> None:
    empty = replace(
        small(), exchanges=(), calls=(), gaps=(), contacts=(), silences=(), stats={}, facts=(), balance="", notes=(),
        found_own=(), found_client=(), undated=(), unreadable=(), message_counts={}, rules=(), problems=(),
        complete=True,
    )  # fmt: skip
    made = soup(empty).get_text(" ")
    assert "No fact about our side came out of what was searched." in made
    assert "Every place was searched completely." in made


def test_a_call_that_is_cited_is_shown_as_a_call() -> None:
    base = small()
    call = base.calls[0]
    cited = replace(base.facts[4].evidence[0], sha256=sha("call"), message_id=None, event_uid=call.id)
    fact = replace(base.facts[4], evidence=(cited,), at=at(20, 10))
    made = soup(replace(base, facts=(fact,)))
    text = part(made, "#F-005 details")
    assert "Outcome voicemail" in text


def test_a_page_of_thousands_of_facts_names_its_originals_and_says_how_to_read_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dossier = many(12)
    whole = soup(dossier).get_text()
    monkeypatch.setitem(factlist._environment().globals, "SHOWN_LIMIT", 11)
    long = soup(dossier).get_text()
    text = "A line of a longer message."
    assert text in whole
    assert text not in long
    assert f"harvester show {dossier.facts[0].no}" in long
    assert "harvester report acme --format exhibits" in long
    assert all(one.sha256 in long for fact in dossier.facts for one in fact.evidence)


def test_a_long_page_comes_in_pieces_with_every_fact_and_row_once(monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = many(60)
    for name, limit in (("SHOWN_LIMIT", 50), ("FACTS_AT_ONCE", 7), ("ROWS_AT_ONCE", 5)):
        monkeypatch.setitem(factlist._environment().globals, name, limit)
    made = soup(dossier)
    assert sorted(str(one["id"]) for one in made.select(".some > .fact")) == sorted(one.no for one in dossier.facts)
    rows = [str(one["id"]) for one in made.select("#gaps tr[id^=gap-]")]
    assert len(rows) == len(set(rows)) == 60
    tables = made.select("#gaps .some > table")
    assert len(tables) >= 12
    for table in tables:
        assert len(table.select("tr[id]")) <= 5
        assert [one.get_text() for one in table.select("thead th")][:2] == ["Subject", "Asked"]
        assert table.select_one(".source")
