"""One open question in one sentence: what a summary and a digest have room for. The fact has the rest."""

from __future__ import annotations

from harvester.model.display_names import spoken
from harvester.model.dossier import Dossier
from harvester.model.flags import NEEDS_A_LOOK, NOT_ESTABLISHED
from harvester.model.gaps import Gap
from harvester.model.times import counted, duration, moment, often
from harvester.pipeline.mails import absences
from harvester.pipeline.wording import titled


def open_question(dossier: Dossier, gap: Gap) -> str:
    """Subject, who was asked, when, and for how long no reply is recorded; what is not established says so (X6).

    When it was last asked, and that an automatic reply came, stands with it (P1, P2).
    """
    zone = dossier.engagement.us_hours.timezone
    asked = " and ".join(dict.fromkeys(_name(dossier, email) for email in gap.asked)) or "nobody by name"
    last = f", last on {moment(gap.chasers[-1].at, zone)}" if gap.chasers else ""
    tried = [f"asked again {often(len(gap.chasers))}{last}"] if gap.chasers else []
    if gap.attempts:
        tried.append(f"{counted(len(gap.attempts), 'call')} not taken")
    told = ", ".join([f"{titled(gap.subject)}", f"asked of {asked} on {moment(gap.started_at, zone)}", *tried])
    time = duration(gap.calendar_hours, gap.business_hours)
    why = "; ".join(NEEDS_A_LOOK[reason].label for reason in gap.reasons)
    if gap.claim == "firm":
        absent = " An automatic reply came in that time." if "auto_reply" in gap.flags else _announced(dossier, gap)
        return f"{told}: no reply recorded for {time}.{absent}"
    if NOT_ESTABLISHED.intersection(gap.reasons):
        return f"{told}: not established whether it was answered ({why})."
    return f"{told}: no reply recorded in this conversation for {time}; needs a person’s look ({why})."


def _announced(dossier: Dossier, gap: Gap) -> str:
    """Whose absence was announced, before the question or in another conversation."""
    start, end = gap.started_at, gap.ended_at or dossier.as_of
    near = (e for e in dossier.exchanges if e.side is gap.owed_by and e.at and absences.earliest(start) <= e.at <= end)
    phrases = dossier.engagement.phrases
    known = absences.announcements(near, phrases)[gap.owed_by]
    told = absences.reaching(known, start, end, phrases)
    asked = [_name(dossier, email) for email in gap.asked]
    of_them = (one.mail.author for one in told if absences.concerns(one, gap.asked, asked))
    who = " and ".join(dict.fromkeys(_name(dossier, email) for email in of_them))
    return f" {who} announced an absence; the fact has the words." if who else ""


def _name(dossier: Dossier, email: str) -> str:
    """The configured name, else the one that the address itself goes by in its newest mail."""
    people = (*dossier.engagement.us.people, *dossier.engagement.client.people)
    configured = [person.name for person in people if email in person.emails and person.name]
    written = [
        spoken(a.name, email)
        for one in reversed(dossier.exchanges)
        for a in one.message.authors
        if a.email == email and a.name
    ]
    return next(iter((*configured, *written)), email)
