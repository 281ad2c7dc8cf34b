"""Addresses that no person reads or writes at (measurement.md C8); their mail is searched for the client's people."""

from __future__ import annotations

import pytest

from harvester.model.robots import is_robot_address


@pytest.mark.parametrize(
    "local",
    [
        *("no-reply", "noreply", "do-not-reply", "donotreply", "dont_reply", "noreply-maps", "noreply+abc", "no.reply"),
        *("comments-noreply", "drive-shares-dm-noreply", "calendar-notification", "acme-notifications", "docusign"),
        *("notifications", "notify", "notifier", "alerts", "billing-alerts", "alerts2", "mailer-daemon", "bounces"),
        *("bounce+xyz", "jira", "jira-notifications", "basecamp", "dse_NA4", "securemail", "secure-message"),
        *("voicemail", "voice-mail", "esign", "automated", "auto-confirm", "automailer", "robot", "system"),
        *("system-messages", "reply+0123abcd", "invoice.noreply", "unmonitored"),
        *("nicht-antworten", "keine-antwort", "keineantwort", "bitte.nicht.antworten", "benachrichtigungen"),
        *("ne-pas-repondre", "nepasrepondre", "pas-de-reponse", "no-responder", "noresponder", "no-contestar"),
        *("non-rispondere", "nonrispondere", "niet-antwoorden", "nietbeantwoorden", "geen-antwoord"),
        *("nao-responda", "nie-odpowiadaj", "svara-inte", "svar-ikke", "ei-vastata"),
    ],
)  # fmt: skip
def test_robots_are_known_wherever_the_word_stands(local: str) -> None:
    assert is_robot_address(f"{local}@portal.example")


@pytest.mark.parametrize(
    "local",
    [
        *("bob.roe", "bob", "jira.novak", "petr.jira", "info", "office", "d.seidel", "dsegal", "robotham", "dse"),
        *("norbert.reply", "replyman", "alertson", "systems.engineer", "solar-system", "voicemailer", "postmaster"),
        *("mailerman", "reply-team", "asystem", "basecampbell", "noreplyer"),
    ],
)  # fmt: skip
def test_people_are_no_robots(local: str) -> None:
    assert not is_robot_address(f"{local}@acme.example")


def test_a_domain_alone_decides_nothing() -> None:
    assert not is_robot_address("bob.roe@docusign.example")
    assert not is_robot_address("ann@noreply.example")
    assert is_robot_address("NO-REPLY@X.example")
    assert is_robot_address("dse@eu.docusign.example")
    assert not is_robot_address("")
