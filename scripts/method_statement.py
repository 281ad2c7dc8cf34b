"""Writes docs/method.md: the method statement, from the tables that the program itself uses.

python scripts/method_statement.py
"""

from __future__ import annotations

from pathlib import Path

from harvester.model.flags import NEEDS_A_LOOK, STAYS_FIRM
from harvester.pipeline.rules import CONTRACT_RULES, RULES

HEAD = """\
# How Harvester measures

This page says how a span between a question and its answer is found, timed and worded. It is written for a lawyer and
for a client alike, and it is made from the same table of rules that the program prints with every report.

A span (“gap”) begins with a delivered mail that asks something of the other side and ends with the other side’s next
mail in the same conversation, or with an attended call. Both sides are measured by the same program. Doubts are
counted against the side that made the report, so a span is rather told too short than too long.

## The rules
"""


def statement() -> str:
    """The page as Markdown."""
    rules = "\n".join(f"* **{rule.id}** {rule.text}" for rule in RULES)
    agreed = "\n".join(f"* **{rule.id}** {rule.text}" for rule in CONTRACT_RULES)
    firm = "\n".join(f"* **{flag.label}**: {flag.sentence}" for flag in STAYS_FIRM.values())
    look = "\n".join(f"* **{flag.label}**: {flag.sentence}" for flag in NEEDS_A_LOOK.values())
    return (
        f"{HEAD}\n{rules}\n\n## With a contract\n\n{agreed}\n\n"
        f"## What is printed beside a span, which stays established\n\n{firm}\n\n"
        f"## What makes a person look first\n\n{look}\n\n"
        "With one of the last two a span is printed as *not established*: the search does not carry a claim.\n"
    )


if __name__ == "__main__":
    Path("docs/method.md").write_text(statement(), encoding="utf-8")
