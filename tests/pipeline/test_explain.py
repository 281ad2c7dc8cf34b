"""The working of one gap in words, held against the gap itself."""

from __future__ import annotations

import pytest

from harvester.errors import UsageError
from harvester.model.dossier import Dossier
from harvester.pipeline import named
from harvester.pipeline.explain import business_days, explanation
from tests.pipeline.hours import BERLIN, berlin


def test_every_gap_can_be_explained_and_the_days_add_up_to_its_business_hours(sample_dossier: Dossier) -> None:
    hours = {"client": sample_dossier.engagement.client_hours, "us": sample_dossier.engagement.us_hours}
    for gap in sample_dossier.gaps:
        steps = explanation(sample_dossier, gap.gap_id)
        assert [step.rules for step in steps][-2:] == ["X5", "X6"]
        end = gap.ended_at or sample_dossier.as_of
        days = sum(worked for _, worked in business_days(hours[gap.owed_by.value], gap.started_at, end))
        assert days == pytest.approx(gap.business_hours)


def test_the_working_names_headers_reminders_and_what_asks_for_a_look(sample_dossier: Dossier) -> None:
    gap = next(gap for gap in sample_dossier.gaps if gap.chasers and gap.status == "open" and gap.claim == "firm")
    text = " ".join(step.text for step in explanation(sample_dossier, gap.gap_id))
    assert str(gap.opener.message_id) in text
    assert "its Date says 2026-04-10 07:45:47 UTC" in text
    assert "3 further questions or reminders were sent" in text
    assert "Nothing ended it up to Monday 4 May 2026 at 10:00 (CEST)" in text
    assert "It is established" in text


def test_what_stands_beside_a_gap_is_named_by_person_time_and_subject(sample_dossier: Dossier) -> None:
    """No Message-ID tells a reader which mail it was; the digits are those that `harvester show` takes."""
    told = [step.text for gap in sample_dossier.gaps for step in explanation(sample_dossier, gap.gap_id)]
    beside = [text for text in told if "Namely: " in text or text.startswith(("Further mail", "Before it"))]
    assert beside
    assert not [text for text in beside if "<" in text]
    mail = next(one for one in sample_dossier.exchanges if one.message.subject == "Re: Screen designs v1" and one.at)
    assert any(f"“Re: Screen designs v1” ({mail.originals[0][:12]})" in text for text in beside)
    assert any("Namely: “Acme: weekly call”, Thu 5 Feb 2026, 16:00 CET (weekly-2026@" in text for text in beside)


def test_an_unknown_gap_is_an_error_with_a_next_step(sample_dossier: Dossier) -> None:
    with pytest.raises(UsageError, match="harvester gaps"):
        explanation(sample_dossier, "G-0")


def test_a_gap_is_found_by_its_id_or_by_the_mail_that_opened_it(sample_dossier: Dossier) -> None:
    gap = sample_dossier.gaps[0]
    sha256, message_id = gap.opener.sha256, str(gap.opener.message_id)
    names = (gap.gap_id, gap.gap_id.lower(), sha256, sha256[:8], sha256.upper(), message_id, message_id.strip("<>"))
    assert {named.gap_id(name, sample_dossier) for name in names} == {gap.gap_id}
    for name in (sha256[:7], sha256 + "0", "G-0", ""):
        with pytest.raises(UsageError, match="There is no gap"):
            named.gap_id(name, sample_dossier)


def test_a_holiday_has_no_business_hours() -> None:
    days = dict(business_days(BERLIN, berlin("2026-04-02 16:00"), berlin("2026-04-07 10:00")))
    assert [day.isoformat() for day in days] == ["2026-04-02", "2026-04-07"]
