"""The script and the brief: from accepted facts only, fit to be read out, and in the user's own document."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from harvester.courtroom.claims import check
from harvester.courtroom.likeness import judged
from harvester.courtroom.proof import proven, quotable
from harvester.courtroom.texts import markdown_text, read_text
from harvester.errors import UsageError
from harvester.model.dossier import Dossier
from harvester.model.ending import EndingPoint, EndingStep
from harvester.model.exhibits import Exhibit
from harvester.model.matter import Side
from harvester.model.money import Accounts
from harvester.pipeline.exhibits import numbered
from reports.attach import attached
from reports.docx import docx_file
from reports.paper_html import html
from reports.pdf import pdf
from reports.script import paper, template_text, written
from reports.talk import material
from reports.talk.lines import spoken
from reports.text import markdown

SECTIONS = [
    "Before the call", "Outcome", "Opening", "How we met the contract", "The facts", "The decision", "If you are told",
    "Handover and close", "Exhibits",
]  # fmt: skip


@pytest.fixture(scope="module")
def accepted(sample_dossier: Dossier) -> Dossier:
    """As if a person had accepted what is firm."""
    facts = tuple(
        replace(fact, no=f"F-{n:03d}", status="accepted" if fact.claim == "firm" else "proposed")
        for n, fact in enumerate(sample_dossier.facts, 1)
    )
    return replace(sample_dossier, facts=facts)


def disagreements(dossier: Dossier, text: str) -> list[str]:
    return [f"{claim.text}: {claim.detail}" for claim in check(text, proven(dossier)) if not claim.agrees]


def test_all_nine_sections_stand_in_their_order(accepted: Dossier) -> None:
    text = written(accepted, "script")
    places = [text.index(f"## {n}. {title}") for n, title in enumerate(SECTIONS, 1)]
    assert places == sorted(places)


@pytest.mark.parametrize("name", ["script", "brief"])
@pytest.mark.parametrize("form", ["md", "docx", "html"])
def test_what_is_written_passes_lint_and_claim_check(accepted: Dossier, tmp_path: Path, name: str, form: str) -> None:
    text = written(accepted, name)
    printed = paper(accepted, name, text)
    raw = {"md": lambda: text.encode(), "docx": lambda: docx_file(printed), "html": lambda: html(printed)}[form]()
    file = tmp_path / f"{name}.{form}"
    file.write_bytes(raw)
    read = read_text(file)
    assert [one.text for one in judged(read, "en", quotable(accepted))] == []
    held = proven(accepted, scripts=[markdown_text(text)])
    assert [f"{claim.text}: {claim.detail}" for claim in check(read, held) if not claim.agrees] == []


def test_a_script_without_a_day_for_the_end_passes_lint(accepted: Dossier) -> None:
    contract = accepted.engagement.contract
    assert contract
    undated = replace(accepted, engagement=replace(accepted.engagement, contract=replace(contract, ends=None)))
    text = written(undated, "script")
    assert "no day is entered for the end" in text
    assert [one.text for one in judged(markdown_text(text), "en", quotable(undated))] == []


def test_only_accepted_facts_are_said_and_our_own_lapses_are(accepted: Dossier) -> None:
    told = written(accepted, "script")
    facts, brief = told[told.index("## 4.") :], written(accepted, "brief")
    for fact in accepted.facts:
        if fact.status != "accepted":
            assert f"{fact.no}," not in facts
    late = material(accepted)["our_late"]
    assert late
    for line in late:
        assert line.no in told
        assert line.no in brief


def test_three_to_seven_facts_with_what_speaks_for_the_other_side(accepted: Dossier) -> None:
    lines = material(accepted)["facts"]
    assert 3 <= len(lines) <= 7
    assert any(line.fair for line in lines)
    assert "Beside it:" in written(accepted, "script")


def test_the_brief_holds_neither_fallback_nor_floor(accepted: Dossier) -> None:
    contract = accepted.engagement.contract
    assert contract is not None
    secret = replace(contract, fallback="planted-fallback", floor="planted-floor")
    dossier = replace(accepted, engagement=replace(accepted.engagement, contract=secret))
    assert "planted-floor" in written(dossier, "script").replace("\\", "")
    assert "planted" not in written(dossier, "brief")


def test_the_pdf_has_the_sections_as_bookmarks_and_is_the_same_twice(accepted: Dossier) -> None:
    text = written(accepted, "script")
    first, second = (pdf(paper(accepted, "script", text)) for _ in range(2))
    assert first == second
    titles = [str(one.title) for one in PdfReader(io.BytesIO(first)).outline if not isinstance(one, list)]
    assert [title.partition(". ")[2].removesuffix(" …") for title in titles] == SECTIONS


def test_without_an_accepted_fact_nothing_is_written(sample_dossier: Dossier) -> None:
    left = replace(sample_dossier, facts=sample_dossier.facts[3:])  # as after a purge: the first numbers are gone
    with pytest.raises(UsageError, match="has been accepted yet") as told:
        written(left, "script")
    assert f"`harvester mark fact {left.facts[0].no} accept " in told.value.next_step


def own_script(folder: Path, *paragraphs: str) -> Path:
    document = docx.Document()
    document.add_heading("My talk", 1)
    for text in paragraphs:
        document.add_paragraph(text).runs[0].italic = True
    document.sections[0].header.paragraphs[0].text = "My header"
    file = folder / "mine.docx"
    document.save(str(file))
    return file


def text_of(raw: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(raw)).paragraphs]


def test_placeholders_of_the_users_own_script_are_filled_and_the_rest_is_as_it_was(
    accepted: Dossier, tmp_path: Path
) -> None:
    number = material(accepted)["facts"][0].no
    file = own_script(tmp_path, "Good morning.", f"{{{{ fact('{number}') }}}}", "Wanted: {{ outcome }}")
    before = file.read_bytes()
    raw = attached(accepted, file, tmp_path / "new.docx")
    told = text_of(raw)
    assert told[:2] == ["My talk", "Good morning."]
    assert f"[{number}" in told[2]
    assert "Recover what is left of invoice 2026-014" in told[3]
    document = docx.Document(io.BytesIO(raw))
    assert document.sections[0].header.paragraphs[0].text == "My header"
    assert document.paragraphs[1].runs[0].italic
    assert file.read_bytes() == before


def test_a_script_without_placeholders_gets_the_evidence_at_its_end(accepted: Dossier, tmp_path: Path) -> None:
    file = own_script(tmp_path, "Good morning.")
    raw = attached(accepted, file, tmp_path / "new.docx")
    assert text_of(raw)[:2] == ["My talk", "Good morning."]
    assert "Evidence" in text_of(raw)
    held, made = (zipfile.ZipFile(source) for source in (file, io.BytesIO(raw)))
    untouched = set(held.namelist()) - {"word/document.xml", "docProps/core.xml"}
    for name in untouched:
        assert held.read(name) == made.read(name), name
    assert disagreements(accepted, "\n".join(text_of(raw))) == []


def test_a_markdown_script_is_filled_or_gets_an_appendix(accepted: Dossier, tmp_path: Path) -> None:
    file = tmp_path / "mine.md"
    file.write_text("# Mine\n\n{% for line in facts %}\n* {{ line.statement }} {{ line.cite }}\n{% endfor %}\n")
    filled = attached(accepted, file, tmp_path / "new.md").decode()
    assert filled.count("\n* ") == len(material(accepted)["facts"])
    file.write_text("# Mine\n\nNo placeholder.\n")
    assert "## Evidence" in attached(accepted, file, tmp_path / "new.md").decode()


@pytest.mark.parametrize("asked", ["{{ facts }}", "{% for f in facts %}\n- {{ f }}\n{% endfor %}", "ONE", ""])
def test_a_fact_in_ones_own_script_comes_with_what_stands_beside_it(
    accepted: Dossier, tmp_path: Path, asked: str
) -> None:
    line = next(one for one in material(accepted)["facts"] if one.absence)
    text, file = asked.replace("ONE", f'{{{{ fact("{line.no}") }}}}'), tmp_path / "mine.md"
    file.write_text(f"Good morning.\n\n{text}\n")
    told = attached(accepted, file, tmp_path / "new.md").decode()
    assert told.count(f"\\[{line.no}") == 1
    assert f"{markdown(line.cite)}\\\n  Beside it: {markdown(line.absence)}" in told
    assert "Line(" not in told
    own = own_script(tmp_path, *(text or "Hello.").replace("{% ", "{%p ").split("\n"))
    paragraph = next(one for one in text_of(attached(accepted, own, tmp_path / "new.docx")) if f"[{line.no}" in one)
    assert f"{line.cite}\nBeside it: {line.absence}" in paragraph
    assert paragraph.count("[F-") == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ factz }}", "'factz' is undefined"),
        ("{{ fact('F-999') }}", "there is no fact F-999"),
        ("{{ fact('PROPOSED') }}", "is not accepted"),
        ("{% for %}", "mine.md"),
        ("{{ ''.__class__.__mro__ }}", "mine.md"),
        ("{{ fact.__globals__ }}", "mine.md"),
        ("Hello.\n\n{{ factz }}", "mine.md, line 3: 'factz' is undefined"),
        ("Hello.\n{{ fact('F-999') }}", "mine.md, line 2 cannot be filled"),
        ("{{ 'a' * 9000000000 }}", "is too large"),
        ("{{ 9 ** 9999999 }}", "is too large"),
        ("{% for a in range(1000000000) %}x{% endfor %}", "line 1 cannot be filled"),
    ],
)
def test_what_cannot_be_filled_is_named(accepted: Dossier, tmp_path: Path, text: str, told: str) -> None:
    proposed = next(fact.no for fact in accepted.facts if fact.status == "proposed")
    file = tmp_path / "mine.md"
    file.write_text(text.replace("PROPOSED", proposed))
    with pytest.raises(UsageError, match=told):
        attached(accepted, file, tmp_path / "new.md")


def test_a_new_page_begins_with_its_heading_and_not_with_an_empty_line(accepted: Dossier, tmp_path: Path) -> None:
    """A break that is a line of its own leaves an empty page where the page before it is full."""
    script = docx_file(paper(accepted, "script", written(accepted, "script")))
    own = attached(accepted, own_script(tmp_path, "Good morning."), tmp_path / "new.docx")
    for raw, title in ((script, "3. Opening"), (own, "Evidence")):
        found = docx.Document(io.BytesIO(raw)).paragraphs
        assert [one.text for one in found if one.paragraph_format.page_break_before] == [title]
        assert all('w:type="page"' not in one._p.xml for one in found)


def test_the_last_lines_before_a_new_page_go_over_together(accepted: Dossier) -> None:
    """One line of them that ran over would stand on a page of its own."""
    found = docx.Document(io.BytesIO(docx_file(paper(accepted, "script", written(accepted, "script"))))).paragraphs
    texts = [one.text for one in found]
    first, last = texts.index("The money behind it") + 1, texts.index("3. Opening") - 1
    assert last > first
    assert [one.paragraph_format.keep_with_next for one in found[first : last + 1]] == [True] * (last - first) + [None]


def test_every_reason_not_to_rely_on_a_fact_is_a_whole_sentence(accepted: Dossier) -> None:
    told = written(accepted, "script").partition("### Do not rely on these")[2].partition("##")[0].strip().splitlines()
    assert len(told) > 1
    assert all(one.startswith("+ ") and one.endswith(".") and not one.endswith("..") for one in told)


def test_an_answer_of_theirs_is_told_with_its_question(accepted: Dossier) -> None:
    card = written(accepted, "script").partition("### “We did answer you.”")[2].partition("###")[0]
    told = [one for one in card.splitlines() if "recorded reply" in one]
    assert told
    assert all(
        re.match(r"- On \w+day \d+ \w+ \d{4}, .* wrote to .* about “.*The first recorded reply", one) for one in told
    )


def test_what_is_no_document_or_holds_macros_is_refused(accepted: Dossier, tmp_path: Path) -> None:
    broken = tmp_path / "mine.docx"
    broken.write_bytes(b"not a document")
    with pytest.raises(UsageError, match="is no Word document"):
        attached(accepted, broken, tmp_path / "new.docx")
    file = own_script(tmp_path, "Good morning.")
    with zipfile.ZipFile(file, "a") as packed:
        packed.writestr("word/vbaProject.bin", b"macro")
    with pytest.raises(UsageError, match="holds macros"):
        attached(accepted, file, tmp_path / "new.docx")


def test_words_of_a_mail_are_never_markup_nor_code(accepted: Dossier) -> None:
    """S24."""
    ours = {line.no for line in material(accepted)["our_terms"]}
    first = next(fact for fact in accepted.facts if fact.status == "accepted" and fact.no in ours)
    evil = replace(first, statement="On 1 May, “{{ 7 * 7 }} <script>x</script> **bold** [a](http://x)” was sent.")
    dossier = replace(accepted, facts=tuple(evil if one is first else one for one in accepted.facts))
    page = html(paper(dossier, "script", written(dossier, "script"))).decode()
    assert "{{ 7 * 7 }}" in page
    assert "<script>" not in page
    assert "<a " not in page
    assert "**bold**" in page


def test_the_wording_can_be_taken_out_and_changed(accepted: Dossier) -> None:
    changed = template_text("script").replace("Thank you for making time.", "Thanks for the hour.")
    assert "Thanks for the hour." in written(accepted, "script", changed)


def accepting(dossier: Dossier, *numbers: str) -> Dossier:
    """Only these facts as accepted."""
    facts = (replace(one, status="accepted" if one.no in numbers else "proposed") for one in dossier.facts)
    return replace(dossier, facts=tuple(facts))


def exhibited(dossier: Dossier) -> Dossier:
    """Each fact with an exhibit of its own number."""
    exhibits = (
        Exhibit(key=one.no, sha256=one.evidence[0].sha256, no=one.no.replace("F", "X"), facts=(one.no,))
        for one in dossier.facts
    )
    return replace(dossier, exhibits=tuple(exhibits))


def first(dossier: Dossier, side: Side, claim: str) -> str:
    return next(one.no for one in dossier.facts if one.party is side and one.claim == claim)


def test_an_accepted_fact_that_needs_a_look_is_named_and_not_said(accepted: Dossier, tmp_path: Path) -> None:
    ours, doubtful = first(accepted, Side.US, "firm"), first(accepted, Side.CLIENT, "review")
    dossier = exhibited(accepting(accepted, ours, doubtful))
    for name in ("script", "brief"):
        told = written(dossier, name)
        assert f"[{doubtful}" not in told.replace("\\", "")
    assert f"before a person has looked at what stands beside it: {doubtful}." in written(dossier, "script")
    brief = written(dossier, "brief")
    assert doubtful in brief[brief.index("Not to be said by anybody") : brief.index("To write down")]
    assert [one["facts"] for one in material(dossier)["exhibits"]] == [ours]
    file = tmp_path / "mine.md"
    file.write_text("# Mine\n\nNo placeholder.\n")
    assert doubtful not in attached(dossier, file, tmp_path / "new.md").decode()
    file.write_text(f"{{{{ fact('{doubtful}') }}}}")
    with pytest.raises(UsageError, match=f"a person must first look at what stands beside {doubtful}") as refused:
        attached(dossier, file, tmp_path / "new.md")
    assert "--explain " in refused.value.next_step
    with pytest.raises(UsageError, match=f"a person must first look at what stands beside {doubtful}"):
        written(accepting(accepted, doubtful), "script")


def test_the_wording_that_ships_can_be_attached_as_ones_own_script(accepted: Dossier, tmp_path: Path) -> None:
    file = tmp_path / "wording.md"
    file.write_text(template_text("script"))
    dossier = exhibited(accepted)
    made = attached(dossier, file, tmp_path / "mine.md").decode()
    listed = made[made.index("## 9.") :]
    assert listed == written(dossier, "script")[-len(listed) :]
    assert "+ X-" in listed
    file.write_text("{{ exhibits }}")
    assert (
        "X-003, no usable time: An original that is named only, for F-003"
        in attached(dossier, file, tmp_path / "mine.md").decode()
    )


def test_interest_and_the_fixed_sum_are_told_apart(accepted: Dossier) -> None:
    invoice = accepted.accounts.invoices[0]
    assert invoice.interest is not None
    told = written(accepted, "script")
    assert f"interest {invoice.interest.amount:,.2f} EUR, fixed sum {invoice.interest.fixed_sum:,.2f} EUR" in told


@pytest.mark.parametrize("status", ["paid", "open", "unproven"])
def test_money_is_asked_for_only_where_it_is_overdue(accepted: Dossier, status: str) -> None:
    asked = "Of invoice 2026-014, 3,600.00 EUR is not in our payment ledger up to Sunday 3 May 2026."
    assert asked in written(accepted, "script")
    invoices = tuple(replace(one, status=status) for one in accepted.accounts.invoices)
    dossier = replace(accepted, accounts=replace(accepted.accounts, invoices=invoices))
    assert asked not in written(dossier, "script")


@pytest.mark.parametrize("status", ["proposed", "unsure", "disputed"])
def test_what_of_ours_is_not_settled_is_never_denied(accepted: Dossier, status: str) -> None:
    facts = [replace(one, status=status) if one.party is Side.US else one for one in accepted.facts]
    told = written(replace(accepted, facts=tuple(facts)), "script")
    for fact in facts:
        assert fact.party is not Side.US or fact.no in told[: told.index("## 2.")]
    assert "among the facts that we hold" not in told
    assert told.count("We are still looking at our own side.") == 2


def test_reading_aloud_changes_no_quotation() -> None:
    subject = "“Kick-off at 10:00 (CET) moved (bob@acme.example), 2.0 business hours .”"
    told = spoken(
        f"On Monday 2 March 2026 at 09:00 (CET), Ann North (me@north.example) wrote about {subject}: “a “b” c”"
    )
    assert told == f"On Monday 2 March 2026, Ann North wrote about {subject}: “a “b” c”"


def test_what_was_not_delivered_is_told_as_often_as_it_was(accepted: Dossier) -> None:
    (one,) = [fact for fact in accepted.facts if fact.kind == "undelivered"]
    assert "that one could not be delivered, and we do not count it:" in written(accepted, "script")
    two = replace(accepted, facts=(*accepted.facts, replace(one, no="F-900", fact_id=f"{one.fact_id}-2")))
    assert "these could not be delivered, and we do not count them:" in written(two, "script")


def without_contract(dossier: Dossier) -> Dossier:
    about = replace(dossier.engagement, contract=None)
    facts = tuple(one for one in dossier.facts if not one.obligation)
    return replace(dossier, engagement=about, facts=facts, obligations=(), accounts=Accounts(), ending=(), fix_first=())


def without_money(dossier: Dossier) -> Dossier:
    facts = tuple(one for one in dossier.facts if one.kind != "invoice")
    return replace(dossier, facts=facts, accounts=Accounts())


def ours_alone(dossier: Dossier) -> Dossier:
    """We are at fault: their part is one late answer."""
    theirs = first_of(dossier, "late_answer")
    late = {one.no for one in dossier.facts if one.party is Side.US and one.kind != "obligation_met"}
    facts = (replace(one, claim="firm") if one.party is Side.US else one for one in dossier.facts)
    return accepting(replace(dossier, facts=tuple(facts)), theirs, *late)


def first_of(dossier: Dossier, kind: str) -> str:
    return next(
        one.no for one in dossier.facts if one.kind == kind and one.claim == "firm" and one.party is Side.CLIENT
    )


def silent(dossier: Dossier) -> Dossier:
    """The client answered nothing."""
    numbers = [one.no for one in dossier.facts if one.party is Side.CLIENT and one.kind in ("unanswered", "no_show")]
    return accepting(dossier, *numbers)


def for_cause(dossier: Dossier) -> Dossier:
    """No clause ends it without a reason, and the time to put things right runs."""
    kept = tuple(
        EndingStep(point=EndingPoint.CAUSE, clause="SOW 9.1", quote=one.quote, established=True)
        if one.point is EndingPoint.CONVENIENCE
        else one
        for one in dossier.ending
        if one.point is not EndingPoint.CAUSE
    )
    return replace(dossier, ending=kept)


MATTERS: dict[str, tuple[Callable[[Dossier], Dossier], str, str]] = {
    "no contract": (without_contract, "our list holds no agreement", "under the agreement"),
    "no money": (without_money, "names no invoice, so no sum is established", "is not in our payment ledger"),
    "at fault": (ours_alone, "Name ours first, and draw no conclusion.", "Nothing of that kind is among the facts"),
    "silent": (silent, "Please name the mail. If we missed it", "Yes, and we say so"),
    "for cause": (for_cause, "runs until Monday 4 May 2026. It stands in SOW 8.2", "We are ending our work together"),
}
"""What the matter is -> how the sample becomes it, what is said then, and what is not."""


@pytest.mark.parametrize("matter", MATTERS)
def test_each_kind_of_matter_can_be_read_out(accepted: Dossier, matter: str) -> None:
    change, said, unsaid = MATTERS[matter]
    dossier = change(exhibited(accepted))
    told = written(dossier, "script")
    assert said in told
    assert unsaid not in told
    for text in (told, written(dossier, "brief")):
        assert [one.text for one in judged(text, "en", quotable(dossier))] == []
        assert disagreements(dossier, text) == []
    sections = re.split(r"^###? .*$", told, flags=re.MULTILINE)
    headings = re.findall(r"^###? (.*)$", told, flags=re.MULTILINE)
    parents = {"1. Before the call", "7. If you are told …"}
    empty = [title for title, text in zip(headings, sections[1:], strict=True) if not text.strip("- \n")]
    assert set(empty) <= parents, "a heading with nothing below it"


def test_nothing_is_decided_nor_promised_while_the_time_to_put_it_right_runs(accepted: Dossier) -> None:
    told = written(for_cause(accepted), "script")
    assert "we will tell you in writing what we have decided" in told
    assert "18 May 2026" not in told[told.index("## 6.") :]
    assert "28 May 2026" not in told[told.index("## 6.") :]


@pytest.mark.parametrize(
    ("owed_by", "said"),
    [
        (Side.US, "We will do that by"),
        (Side.CLIENT, "Please do that by"),
        (None, "hands over the files of what is paid.”\n"),
    ],
)
def test_a_handover_is_promised_by_the_side_that_owes_it(accepted: Dossier, owed_by: Side | None, said: str) -> None:
    steps = (replace(one, owed_by=owed_by) if one.point is EndingPoint.HANDOVER else one for one in accepted.ending)
    told = written(replace(accepted, ending=tuple(steps)), "script")
    mail = told[told.index("The mail to send") :]
    assert said in mail
    assert ("We will do that" in mail) == (owed_by is Side.US)


def test_a_day_that_was_chosen_too_early_is_told_beside_the_decision(accepted: Dossier) -> None:
    contract = accepted.engagement.contract
    assert contract is not None
    early = replace(contract, ends=date(2026, 5, 10))
    dossier = replace(accepted, engagement=replace(accepted.engagement, contract=early))
    caution = "the time in SOW 9.1 runs until Monday 18 May 2026. The day that you chose is earlier."
    assert caution in written(dossier, "script")
    assert caution not in written(accepted, "script")


def test_what_stands_beside_several_facts_is_read_aloud_once(accepted: Dossier) -> None:
    told = written(accepted, "script")
    facts = told[told.index("## 5.") : told.index("## 6.")]
    beside = [line for line in facts.splitlines() if "our side owed an answer as well: about “Editor training”" in line]
    assert len(beside) == 1
    assert facts.count("the point about “Editor training”, as beside F-029.") >= 2
    for block in facts.split("\n\n"):
        points = [line for line in block.splitlines() if "Beside it:" in line]
        assert len(points) == len(set(points)), "one place is not named twice beside a fact"


def test_an_answer_within_the_time_agreed_is_no_reproach(accepted: Dossier) -> None:
    """P2: two days are long for an answer, and the contract gives three: it is said so, and told among what was met."""
    limit = "This was within the time agreed (SOW 4.2), which ran until Friday 10 April 2026 at 23:59 (CEST)."
    (fact,) = [one for one in accepted.facts if one.kind == "late_answer" and limit in one.beside]
    assert (fact.status, fact.claim) == ("accepted", "firm")
    told = written(accepted, "script")
    reproached, _, met = told[told.index("## 5.") : told.index("## 6.")].partition("### What you did in time")
    assert fact.no not in reproached
    assert fact.no in met
    assert limit in met
    assert fact.no not in written(accepted, "brief").partition("Not to be said by anybody")[0]
    late = [one for one in accepted.facts if any("earlier than the answer" in told for told in one.beside)]
    assert not any("within the time agreed" in told for one in late for told in one.beside)


def test_a_call_without_a_title_is_told_by_who_was_called(accepted: Dossier) -> None:
    calls = tuple(replace(call, title="") for call in accepted.calls)
    numbers = {one.key: f"X-{n:03d}" for n, one in enumerate(accepted.exhibits, 1)}
    listed = written(numbered(replace(accepted, calls=calls), numbers), "script").partition("## 9.")[2]
    assert "Call or meeting with Bob Roe, for F-032" in listed
    assert "“”" not in listed


@pytest.mark.parametrize("everything", [False, True])
def test_the_brief_has_two_pages_however_much_was_accepted(accepted: Dossier, everything: bool) -> None:
    facts = (replace(one, claim="firm", status="accepted") for one in accepted.facts)
    told = replace(accepted, facts=tuple(facts)) if everything else accepted
    dossier = numbered(told, {one.key: f"X-{n:03d}" for n, one in enumerate(told.exhibits, 1)})
    text = written(dossier, "brief")
    assert len(PdfReader(io.BytesIO(pdf(paper(dossier, "brief", text)))).pages) <= 2
    late = [line.no for line in material(dossier)["our_late"]]
    assert late
    assert all(no in text for no in late), "the rest is named by its number"


def test_one_sum_is_told_once_and_a_side_of_one_person_by_one_name(accepted: Dossier) -> None:
    accounts, engagement = accepted.accounts, accepted.engagement
    assert accounts
    assert accounts.recoup
    sums = {name: replace(getattr(accounts.recoup, name), total=Decimal(700)) for name in ("low", "expected", "high")}
    same = replace(accounts, recoup=replace(accounts.recoup, **sums))
    us = replace(engagement.us, name="Ann North", people=())
    client = replace(engagement.client, name="Roe & Roe", people=())
    dossier = exhibited(replace(accepted, accounts=same, engagement=replace(engagement, us=us, client=client)))
    told = written(dossier, "script")
    assert told.count("| Money") == 1
    assert "Every invoice that was sent" not in told
    assert "> Dear Roe & Roe,\n" in told, "copied from the file, it is the mail"
    assert "+ Ann North\n" in written(dossier, "brief")
