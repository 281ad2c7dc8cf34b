"""The contract file: what it becomes, and that everything wrong with it is told at once, by line and key."""

import re
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from harvester.config.contract import load_contract, parsed_contract
from harvester.errors import ConfigError, UsageError
from harvester.model.contract import After, Contract, DueRule, ObligationType, ReceiptRule, Roll, Span, Unit
from harvester.model.matter import Side

SAMPLE = Path(__file__).parents[2] / "harvester" / "sample" / "contract.toml"
HEAD = '[contract]\nsigned = 2026-01-12\ntimezone = "Europe/Berlin"\ncurrency = "EUR"\n'


def deliverable(more: str = "", name: str = "wireframes", due: str = "2026-02-10") -> str:
    return (
        f'[[obligation]]\nid = "{name}"\nowed_by = "us"\ntype = "deliverable"\ndue = {due}\n'
        f'met_by = {{ direction = "out", subject = "Wireframes" }}\n{more}\n'
    )


def contract(text: str, head: str = HEAD) -> Contract:
    return parsed_contract(head + text, Path("/somewhere/contract.toml"))


def problems(text: str, head: str = HEAD) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        contract(text, head)
    return list(caught.value.problems)


def test_the_sample_contract_is_read() -> None:
    read = load_contract(SAMPLE)
    assert {one.type for one in read.obligations} == set(ObligationType)
    assert [one.id for one in read.of_side(Side.US)][:2] == ["wireframes", "designs"]
    designs = read.obligation("designs-approved")
    assert designs
    assert designs.due == (DueRule(after=After.SENT, of="designs", within=Span(amount=5, unit=Unit.BUSINESS_DAYS)),)
    invoice = read.invoice("2026-014")
    assert invoice
    assert invoice.amount == Decimal("4800.00")
    assert invoice.payments[0].amount == Decimal("1200.00")
    notice = read.obligation("notice")
    assert notice
    assert notice.deemed_receipt
    assert notice.deemed_receipt.rule is ReceiptRule.NEXT_BUSINESS_OPENING
    assert notice.deemed_receipt.unless == {"bounce", "ooo"}


def test_every_form_of_a_due_date() -> None:
    due = '[ 2026-02-10, { after = "signed", amount = 1, unit = "months", roll = "following" } ]'
    read = contract(deliverable("cutoff = 17:00:00", due=due)).obligations[0]
    assert read.cutoff == time(17)
    assert read.due == (
        DueRule(on=date(2026, 2, 10)),
        DueRule(after=After.SIGNED, within=Span(amount=1, unit=Unit.MONTHS), roll=Roll.FOLLOWING),
    )


def test_everything_is_told_at_once_with_line_and_key() -> None:
    text = deliverable('depnds_on = ["texts"]', due='"5.4.2026"') + deliverable(
        'depends_on = ["wirefames"]', name="wireframes", due="2026-02-30"
    )
    assert problems(text) == [
        "line 9, obligation “wireframes”, due: “5.4.2026” can be read as 2026-04-05 or 2026-05-04; "
        "write the one that is meant, without quotation marks",
        "line 11, obligation “wireframes”, depnds_on: is unknown; did you mean depends_on?",
        "line 13, obligation “wireframes”, id: “wireframes” stands in the file twice; every id is given once",
        "line 16, obligation “wireframes”, due: “2026-02-30” is no date; "
        "write it without quotation marks, year first: 2026-04-05",
        "line 18, obligation “wireframes”, depends_on: there is no “wirefames”; did you mean wireframes?",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (deliverable().replace('"us"', '"me"'), "owed_by: “me” is none of us, client"),
        ('[[ending]]\nabout = "cure"\nclause = "9"\nquote = "x"\nowed_by = "third"\n', "“third” is none of us, client"),
        (deliverable().replace('"deliverable"', '"delivrable"'), "type: “delivrable” is none of"),
        (deliverable().replace('"deliverable"', '"delivrable"'), "did you mean deliverable?"),
        (deliverable('within = { amount = 3, unit = "days" }'), "within: says nothing about a deliverable"),
        (deliverable(due='{ after = "sent:photos", amount = 3, unit = "days" }'), "there is no “photos”"),
        (deliverable(due='{ after = "sent:", amount = 3, unit = "days" }'), "“sent:” starts nothing"),
        (deliverable(due='{ after = "sent", amount = 3, unit = "days" }'), "“sent” of what?"),
        (deliverable(due='{ after = "signed", amount = 3, unit = "hours" }'), "hours count from an instant"),
        (deliverable(due='{ after = "signed", amount = -3, unit = "days" }'), "should be a whole number"),
        (deliverable(due='{ after = "signed", amount = 3, unit = "fortnights" }'), "“fortnights” is none of days"),
        (deliverable(due='"15.4.2026"'), "should be written 2026-04-15"),
        (deliverable(due='"31.2.2026"'), "is a day that no calendar has"),
        (deliverable(due='{ after = "sent:wireframes", amount = 3, unit = "days" }'), "waits for itself"),
        (
            deliverable('depends_on = ["b"]', name="a") + deliverable('depends_on = ["a"]', name="b"),
            "depends_on: waits for itself: a → b → a",
        ),
        (deliverable().replace('subject = "Wireframes"', 'sha256 = "12"'), "is no SHA-256"),
        (deliverable().replace(', subject = "Wireframes"', ""), "names nothing"),
        (deliverable().replace('subject = "Wireframes"', 'file = "gone.pdf"'), "gone.pdf cannot be read"),
        (deliverable("confirmed_on = 2026-01-15"), "confirmed_by: is missing"),
        ('[[obligation]]\nid = "x"\nowed_by = "us"\ntype = "notice"\n', "to: is missing; a notice needs it"),
        ('[[invoice]]\nnumber = "1"\namount = "-5"\n', "amount: -5 is no amount above nought"),
        ('[[invoice]]\nnumber = "1"\namount = 5.5\n', "should be an amount in quotation marks"),
        ('[[invoice]]\nnumber = "1"\namount = "4.800,00"\n', "is no amount; write it with a point"),
        ('[[invoice]]\nnumber = "1"\namount = "5"\ncurrency = "GBP"\n', "is GBP, and the contract is in EUR"),
        (
            '[[invoice]]\nnumber = "1"\namount = "5"\npayments = [ { on = 2026-04-02, amount = "x" } ]\n',
            "payments.amount: “x” is no amount",
        ),
        ("[[obligation]]\n", "id: is missing"),
        ("[obligations]\n", "obligations: is unknown; did you mean obligation?"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_told(text: str, told: str) -> None:
    assert told in "\n".join(problems(text))


def test_a_zone_a_week_and_a_place_that_nobody_knows() -> None:
    head = '[contract]\ntimezone = "CEST"\nwork_week = "Mon-Fry"\nholidays = "XX"\ncurrency = "euro"\n'
    told = "\n".join(problems("", head))
    assert "line 2, contract, timezone: “CEST” is no time zone; did you mean Europe/Berlin?" in told
    assert "work_week: " in told
    assert "holidays: “XX” is no country" in told
    assert "currency: “euro”" in told


def test_observed_holidays_are_a_field_of_the_contract() -> None:
    kept = contract("", HEAD + 'holidays = "US"\n').hours
    on_their_day = contract("", HEAD + 'holidays = "US"\nobserved = false\n').hours
    assert kept
    assert on_their_day
    assert date(2026, 7, 3) in kept.closed
    assert date(2026, 7, 3) not in on_their_day.closed


def test_a_named_file_stands_for_its_hash(tmp_path: Path) -> None:
    (tmp_path / "wireframes.pdf").write_bytes(b"%PDF-1.7")
    text = deliverable().replace('subject = "Wireframes"', 'file = "wireframes.pdf"')
    read = parsed_contract(HEAD + text, tmp_path / "contract.toml").obligations[0]
    assert read.met_by
    assert len(read.met_by.sha256) == 64
    assert read.met_by.file == "wireframes.pdf"


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot be read \(No such file"):
        load_contract(tmp_path / "contract.toml")
    (tmp_path / "contract.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_contract(tmp_path / "contract.toml")
    with pytest.raises(ConfigError, match="it is no TOML"):
        contract("[[obligation]\n")


def test_the_example_of_the_documentation_holds_every_type_and_is_read() -> None:
    """docs/contract.md: its blocks of TOML are one contract file."""
    page = (Path(__file__).parents[2] / "docs" / "contract.md").read_text("utf-8")
    read = parsed_contract("\n".join(re.findall(r"^```toml\n(.*?)^```", page, re.DOTALL | re.MULTILINE)), SAMPLE)
    assert {one.type for one in read.obligations} == set(ObligationType)
    assert read.hours
    assert read.invoices
