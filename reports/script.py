"""The script of the talk, and the brief of the second who sits in (conversation.md 1, 2).

Both are Markdown templates that a user may copy and change; what fills them is data, and nothing in a mail or a
template can run. Only facts that a person accepted are in them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

from harvester.errors import UsageError
from harvester.model import Dossier, Fact, Fix, ObligationType, Party, Side, Standing, Status
from harvester.model.amounts import money
from harvester.model.flags import DOUBTS
from harvester.model.times import day, moment, utc_moment
from reports import marked, words
from reports.blocks import Paper
from reports.text import markdown, one_line

TEMPLATES = Path(__file__).parent / "templates"
_ASIDE = re.compile(
    r" \([^()\s@]+@[^()\s@]+\)| at \d\d:\d\d \([^()]{2,8}\)| \([^()]*\d folders?[^()]*\)"
    r"| Since the last of them: [^.]*\."
)
_ADDRESS = re.compile(r" \([^()\s@]+@[^()\s@]+\)")
"""An address after a name: nobody reads it aloud."""
STRONGEST = 7
"""Facts about the client that a talk can carry; the others stay in the list."""
_PERFORMED = frozenset({Status.MET, Status.MET_LATE, Status.CURED})
_OF_THE_CONTRACT = ("The contract says", "How the date was found", "By ")
"""Beginnings of what stands beside a fact and speaks for neither side."""
_OPEN = frozenset({Status.MISSED, Status.PENDING, Status.UNPROVEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One fact, as it is read aloud."""

    no: str
    statement: str
    when: str
    exhibits: tuple[str, ...]
    clause: str
    fair: tuple[str, ...]
    """What speaks for the other side, beside it."""
    late: bool

    @property
    def cite(self) -> str:
        """“[F-003, X-004]”."""
        return f"[{', '.join((self.no, *self.exhibits))}]"


class NotSaidError(ValueError):
    """A fact that is in the list and that nobody has accepted."""


def written(dossier: Dossier, name: str, template: str | None = None) -> str:
    """The text of `script` or `brief` as Markdown. Raises UsageError where nothing was accepted or a template fails."""
    context = material(dossier)
    key = dossier.engagement.key
    if not context["all_facts"] and (waiting := context["left_out"]):
        raise UsageError(
            f"No accepted fact can be said yet: a person must first look at what stands beside {waiting[0]}.",
            f"Look at `harvester facts {key}` and `harvester gaps {key}`; each gap names its command with `--explain`.",
        )
    if not context["all_facts"]:
        raise UsageError(
            f"No fact about {dossier.engagement.client.name or dossier.engagement.key} has been accepted yet, and only "
            "accepted facts are said.",
            f"Look at `harvester facts {key}`, then accept what you stand by: "
            "`harvester mark fact F-001 accept --reason TEXT`.",
        )
    source = template if template is not None else template_text(name)
    return filled(source, context, f"the template of {name}")


def template_text(name: str) -> str:
    """The template as it ships."""
    return (TEMPLATES / f"{name}.md").read_text("utf-8")


def filled(source: str, context: Mapping[str, Any], where: str) -> str:
    """A Markdown template with its data, in a sandbox; every inserted word is text. Raises UsageError with the line."""
    environment = SandboxedEnvironment(
        undefined=StrictUndefined, finalize=_literal, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    try:
        return environment.from_string(source).render(context)
    except TemplateSyntaxError as error:
        raise UsageError(f"{where}, line {error.lineno}: {error.message}.", "Correct the placeholder.") from None
    except UndefinedError as error:
        raise UsageError(f"{where}: {error.message}.", f"Known are: {', '.join(sorted(context))}.") from None
    except (SecurityError, TemplateError, TypeError, ValueError) as error:
        raise unfilled(where, error) from None


def unfilled(where: str, error: Exception) -> UsageError:
    """What keeps a template or the user's own script from being filled, with the way out."""
    way = "Correct the placeholder."
    if isinstance(error, NotSaidError):
        way = "Accept it with `harvester mark fact F-… accept --reason TEXT`, or take its placeholder out."
    return UsageError(f"{where} cannot be filled ({one_line(str(error))}).", way)


def paper(dossier: Dossier, name: str, text: str) -> Paper:
    """The text as a document to print, in large type."""
    zone = dossier.engagement.us_hours.timezone
    return Paper(
        kind={"script": "Script", "brief": "Brief for the second"}.get(name, "Script"),
        title=one_line(dossier.engagement.client.name),
        subtitle=f"with {one_line(dossier.engagement.us.name or 'our side')}",
        as_of=f"As of {moment(dossier.as_of, zone, long=True)} ({utc_moment(dossier.as_of)})",
        at=dossier.as_of,
        blocks=marked.blocks(text),
        foot=f"Harvester {dossier.version}",
        large=True,
    )


def material(dossier: Dossier) -> dict[str, Any]:
    """Everything that a template may use, by name."""
    engagement, contract = dossier.engagement, dossier.engagement.contract
    accepted = [fact for fact in dossier.facts if fact.status == "accepted"]
    lines = {fact.no: _line(dossier, fact) for fact in accepted}
    theirs = [fact for fact in accepted if fact.party is Side.CLIENT and fact.claim == "firm"]
    in_time = [fact for fact in theirs if fact.obligation and not _is_late(dossier, fact)]
    strongest = sorted((fact for fact in theirs if fact not in in_time), key=_strength)[:STRONGEST]
    ours = [fact for fact in accepted if fact.party is Side.US]
    cited = {one.no for one in (*ours, *theirs)}

    def fact(number: str) -> Line:
        if number in lines:
            return lines[number]
        if any(one.no == number for one in dossier.facts):
            raise NotSaidError(f"{number} is not accepted")
        raise ValueError(f"there is no fact {number}")

    return {
        "us": engagement.us.name or "our side",
        "client": engagement.client.name,
        "contact": _contact(engagement.client),
        "people": {"us": _people(engagement.us), "client": _people(engagement.client)},
        "as_of": moment(dossier.as_of, engagement.us_hours.timezone, long=True),
        "fix_first": [_fix(fix, engagement.us_hours.timezone) for fix in dossier.fix_first],
        "unsure": _unsure(dossier),
        "contract": contract.title if contract else "",
        "outcome": contract.outcome if contract else "",
        "fallback": contract.fallback if contract else "",
        "floor": contract.floor if contract else "",
        "ends": day(contract.ends) if contract and contract.ends else "",
        "money": _money(dossier),
        "checks": _checks(dossier),
        "our_terms": [lines[one.no] for one in ours if one.obligation],
        "ours": [lines[one.no] for one in ours],
        "our_late": [lines[one.no] for one in ours if _is_late(dossier, one)],
        "facts": [lines[one.no] for one in sorted(strongest, key=lambda one: (str(one.at), one.no))],
        "in_time": [lines[one.no] for one in in_time],
        "all_facts": [lines[one.no] for one in accepted if one.no in cited],
        "left_out": [one.no for one in accepted if one.no not in cited],
        "handover": [
            one.obligation.promise
            for one in _of(dossier, Side.US, _OPEN)
            if one.obligation.type is ObligationType.DELIVERABLE
        ],
        "exhibits": [
            {"no": one.no, "facts": ", ".join(no for no in one.facts if no in cited), "sha256": one.sha256}
            for one in dossier.exhibits
            if one.no and cited & set(one.facts)
        ],
        "fact": fact,
    }


def _literal(value: object) -> object:
    """Every inserted text is literal: no markup comes out of a mail."""
    return markdown(value) if isinstance(value, str) else "" if value is None else value


def _line(dossier: Dossier, fact: Fact) -> Line:
    zone = dossier.engagement.us_hours.timezone
    return Line(
        no=fact.no,
        statement=spoken(fact.statement),
        when=moment(fact.at, zone, long=True) if isinstance(fact.at, datetime) else day(fact.at),
        exhibits=tuple(dict.fromkeys(one.exhibit for one in fact.evidence if one.exhibit)),
        clause=fact.clause or "",
        fair=tuple(_ADDRESS.sub("", one_line(told)) for told in fact.beside if not told.startswith(_OF_THE_CONTRACT)),
        late=_is_late(dossier, fact),
    )


def spoken(statement: str) -> str:
    """The sentences without what only a reader needs: addresses, minutes, names of folders. Nothing is added."""
    return _ASIDE.sub("", one_line(statement)).replace(" .", ".")


def _strength(fact: Fact) -> tuple[str, str, str]:
    """E4 before E0; what is open before what was answered; the older before the newer."""
    return (f"{9 - int(fact.strength[1:] or 0)}", "0" if fact.kind.startswith("unanswered") else "1", str(fact.at))


def _is_late(dossier: Dossier, fact: Fact) -> bool:
    """Whether it tells of something late or open: an answer, or what the contract names."""
    if fact.gap_id or not fact.obligation:
        return fact.kind in {"late_answer", "unanswered"} or bool(fact.gap_id)
    late = {one.obligation.id for one in dossier.obligations if one.status in {Status.MET_LATE, Status.MISSED}}
    return fact.obligation in late


def _of(dossier: Dossier, side: Side, statuses: frozenset[Status]) -> list[Standing]:
    return [one for one in dossier.obligations if one.obligation.owed_by is side and one.status in statuses]


def _fix(fix: Fix, zone: str) -> dict[str, str]:
    return {
        "what": fix.what,
        "clause": fix.clause,
        "how": fix.how,
        "by": moment(fix.by, zone, long=True) if fix.by else "",
        "proof": fix.proof,
    }


def _unsure(dossier: Dossier) -> list[dict[str, str]]:
    """What nobody should rely on: not accepted, not firm, or not proven."""
    found = [
        {"no": fact.no, "why": one_line(fact.reason or "no person has accepted it")}
        for fact in dossier.facts
        if fact.party is Side.CLIENT and (fact.claim != "firm" or fact.status in {"disputed", "unsure"})
    ]
    told = {fact.obligation for fact in dossier.facts if fact.no in {one["no"] for one in found}}
    unproven = _of(dossier, Side.CLIENT, frozenset({Status.UNPROVEN, Status.DISPUTED}))
    return found + [
        {"no": one.obligation.clause or one.obligation.id, "why": _doubt(one)}
        for one in unproven
        if one.obligation.id not in told
    ]


def _doubt(one: Standing) -> str:
    return DOUBTS[one.doubt.value] if one.doubt else words.label(words.OBLIGATION_STATUSES, one.status.value)


def _money(dossier: Dossier) -> dict[str, Any]:
    accounts = dossier.accounts
    invoices = [
        {
            "number": one.number,
            "amount": money(one.amount, one.currency),
            "outstanding": money(one.outstanding, one.currency),
            "due": day(one.due) if one.due else "",
            "interest": money(one.interest.amount, one.currency) if one.interest else "",
            "fixed_sum": money(one.interest.fixed_sum, one.currency) if one.interest and one.interest.fixed_sum else "",
            "overdue": one.status == "overdue",
            "standing": words.label(words.INVOICES, one.status),
        }
        for one in accounts.invoices
    ]
    reckonings = []
    if accounts.recoup:
        for one in (accounts.recoup.low, accounts.recoup.expected, accounts.recoup.high):
            currency = accounts.recoup.currency
            reckonings.append(
                {
                    "name": one.name,
                    "total": money(one.total, currency),
                    "items": [{"words": item.words, "amount": money(item.amount, currency)} for item in one.items],
                    "assumptions": list(one.assumptions),
                }
            )
    return {"invoices": invoices, "reckonings": reckonings}


def _checks(dossier: Dossier) -> list[str]:
    """What to look up before the call, as far as the contract names it."""
    found = []
    for one in dossier.obligations:
        about = one.obligation
        named = f"{about.promise or about.id} ({about.clause})" if about.clause else about.promise or about.id
        if about.type is ObligationType.NOTICE:
            found.append(f"{named}: {'to ' + about.to if about.to else 'form and address'}.")
        elif about.type is ObligationType.CURE and one.due:
            found.append(f"{named}: the time runs until {day(one.due.on)}.")
    return found


def _contact(party: Party) -> str:
    named = [person.name for person in party.people if person.contact and person.name]
    return next(iter(named), "")


def _people(party: Party) -> Sequence[str]:
    return [f"{one.name}, {one.role}" if one.role else one.name for one in party.people if one.name]
