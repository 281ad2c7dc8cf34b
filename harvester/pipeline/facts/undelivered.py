"""Mails of ours that did not arrive."""

from __future__ import annotations

from harvester.model.addresses import normal_address
from harvester.model.facts import Fact, fingerprint
from harvester.model.matter import Side
from harvester.pipeline import wording
from harvester.pipeline.facts.findings import Findings, cited
from harvester.pipeline.facts.searched import coverage_words
from harvester.pipeline.wording import questions


def undelivered(known: Findings) -> list[Fact]:
    """R13: mails of ours that did not reach an address of the client (P2); a mail that reached nobody owes nothing."""
    zone, found = known.engagement.us_hours.timezone, []
    for key, addresses in sorted(known.deliveries.failed.items()):
        mail, report = known.exchanges[key], known.exchanges[known.deliveries.reported_by[key]]
        theirs = sorted(a for a in addresses if known.names.sides.of(a) is Side.CLIENT)
        if not theirs or mail.at is None or report.at is None or report.at > known.coverage.as_of:
            continue
        reached = any(
            known.names.sides.of(a.email) is Side.CLIENT and normal_address(a.email) not in addresses
            for a in mail.message.to
        )
        sentence = questions.undelivered(
            known.names.of(mail.author), theirs, wording.moment(mail.at, zone), mail.message.subject,
            wording.moment(report.at, zone),
        )  # fmt: skip
        found.append(
            Fact(
                no="",
                fact_id=f"undelivered:{key}",
                at=mail.at,
                precision="second",
                party=Side.US,
                kind="undelivered",
                statement=sentence + (questions.REACHED_OTHERS if reached else questions.NOT_COUNTED),
                people=(mail.author, *theirs),
                evidence=(
                    cited(mail.originals[0], mail.message.message_id, mail.message.subject),
                    cited(report.originals[0], report.message.message_id),
                ),
                claim="firm",
                fingerprint=fingerprint(mail.originals[0], report.originals[0], "undelivered", "firm"),
                strength="E4",
                coverage=coverage_words(known.coverage, zone),
            )
        )
    return found
