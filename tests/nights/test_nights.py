"""Nights over a real mailbox: what is told, once, and what is not told when it is not known (S3, evidence.md 1)."""

from __future__ import annotations

import os
import re
from datetime import timedelta

import pytest

from harvester.errors import SignInError, TemporaryError
from harvester.model.night import FlagState
from harvester.nights import Watched
from tests.cli.mailboxes import BOB, ME, message
from tests.nights.conftest import Watch, at, mail
from tests.servers.dovecot import PASSWORD

ASK = mail(2, "Texts", "Could you send us the texts?")
AGAIN = mail(4, "Re: Texts", "Could you send them?", parent=str(ASK["Message-ID"]))
ANSWER = mail(6, "Re: Texts", "Here they are.", ours=False, parent=str(AGAIN["Message-ID"]))
OTHER = mail(1, "Kick-off", "See you on Monday.", ours=False)


def states(watched: Watched, rule: str = "unanswered") -> list[str]:
    return [flag.state.value for flag in watched.night.flags if flag.key.rule == rule]


def subjects(watch: Watch) -> list[str]:
    return [str(sent["Subject"]) for sent in watch.post.taken]


def test_a_question_is_flagged_when_it_is_overdue_told_once_and_cleared_by_its_answer(watch: Watch) -> None:
    watch.deliver(OTHER, ASK)
    assert states(watch.night(at(3))) == []
    assert states(watch.night(at(4))) == []
    watch.deliver(AGAIN)
    assert states(watch.night(at(5))) == [], "three business days are not over"
    assert watch.post.taken == []
    found = watch.night(at(6))
    assert states(found) == ["new"]
    assert found.night.flagged
    assert subjects(watch) == ["Harvester: 1 new"]
    assert "“Texts”, asked of bob.roe@acme.example" in watch.post.taken[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert watch.post.recipients == [[ME]]
    assert states(watch.night(at(6, 4))) == ["standing"]
    assert len(watch.post.taken) == 1, "nothing new, nothing sent"
    watch.deliver(ANSWER)
    assert states(watch.night(at(7))) == ["cleared"]
    assert subjects(watch) == ["Harvester: 1 new", "Harvester: 1 cleared"]
    assert states(watch.night(at(8))) == []
    assert len(watch.post.taken) == 2


def test_a_week_without_the_server_flags_nobody_and_says_so_loudly(watch: Watch) -> None:
    watch.deliver(OTHER, ASK, AGAIN)
    watch.night(at(5))
    watch.environment["MAIL"] = "changed"
    outage = watch.night(at(6))
    assert isinstance(outage.pulled["mail"].error, SignInError)
    assert [flag.state for flag in outage.night.flags if flag.key.client == "acme"] in ([], [FlagState.SUPPRESSED] * 1)
    assert not outage.night.flagged
    assert subjects(watch)[-1].startswith("Harvester: the search needs a look")
    sent = len(watch.post.taken)
    watch.night(at(7))
    assert len(watch.post.taken) == sent, "the same trouble is not told twice"
    watch.deliver(ANSWER)
    watch.environment["MAIL"] = PASSWORD
    back = watch.night(at(8))
    assert not back.night.flagged
    assert states(back, "source") == ["cleared"]


def test_a_digest_that_did_not_go_out_is_told_by_the_next_night(watch: Watch) -> None:
    watch.deliver(OTHER, ASK, AGAIN)
    watch.post.refuse = "451 try later"
    with pytest.raises(TemporaryError, match="451"):
        watch.night(at(6))
    assert watch.post.taken == []
    watch.post.refuse = ""
    assert states(watch.night(at(7))) == ["new"]
    assert len(watch.post.taken) == 1


def test_a_mail_that_is_sent_again_keeps_its_message_id(watch: Watch) -> None:
    watch.deliver(OTHER, ASK, AGAIN)
    found = watch.night(at(6), told=False)
    from harvester.cli.telling import send
    from harvester.config import load

    for _ in range(2):  # as after a crash between sending and writing it down
        send(load(watch.config), found.night, watch.environment)
    first, second = watch.post.taken
    assert first["Message-ID"] == second["Message-ID"]


def test_no_subject_names_a_client_and_no_mail_carries_what_was_written(watch: Watch) -> None:
    secret = message((ME, BOB), at(2, 10), "Terms", "Could you confirm? The planted-body-marker must stay here.")
    watch.deliver(OTHER, secret, mail(4, "Re: Terms", "Could you?", parent=str(secret["Message-ID"])))
    watch.night(at(9))
    (sent,) = watch.post.taken
    assert "Acme" not in str(sent["Subject"])
    assert b"planted-body-marker" not in sent.as_bytes()
    assert sent["Auto-Submitted"] == "auto-generated"


def test_a_run_that_did_not_come_is_told_by_the_next_one(watch: Watch) -> None:
    watch.deliver(OTHER)
    watch.night(at(2))
    late = watch.night(at(2) + timedelta(days=5))
    (flag,) = [flag for flag in late.night.flags if flag.key.rule == "overdue"]
    assert "2026-03-02T03:00:00Z" in flag.detail
    assert states(watch.night(at(8)), "overdue") == [], "told once, and over"


def test_a_result_that_reads_otherwise_later_is_told(watch: Watch) -> None:
    """K5."""
    watch.deliver(OTHER, ASK, ANSWER)
    watch.night(at(7))
    earlier = mail(5, "Re: Texts", "They come on Wednesday.", ours=False, parent=str(ASK["Message-ID"]))
    watch.arrive("Junk", earlier)
    (client,) = watch.night(at(8)).night.clients
    (sentence,) = client.changed
    assert "was recorded as answered on Friday 6 March 2026" in sentence
    assert "answered on Thursday 5 March 2026" in sentence


def test_a_clock_behind_the_last_search_is_told(watch: Watch) -> None:
    watch.deliver(OTHER)
    watch.night(at(9))
    told = watch.night(at(3))
    assert states(told, "clock") == ["new"]
    (detail,) = [flag.detail for flag in told.night.flags if flag.key.rule == "clock"]
    assert re.search(r"earlier than the last search \(\w{3} \d+ \w{3} \d{4}, \d\d:\d\d \w+\)", detail), detail


def test_secrets_stand_in_no_digest(watch: Watch) -> None:
    watch.environment["MAIL"] = "planted-secret"
    watch.night(at(9))
    assert b"planted-secret" not in watch.post.taken[0].as_bytes()
    assert os.environ.get("MAIL") is None
