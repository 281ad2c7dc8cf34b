"""The pure middle: from parsed originals to a dossier. No input, no output, no clock.

Who is on which side is told by `model.people` (A). The modules stand in this order; each imports only from those
above it (checked in `pyproject.toml`):

    worktime, wording/    business time by table look-up; the sentences, in English         B, P3
    mails/                what each mail is, and whether it asks                            A4, C, D, T, X
    searched/             what was searched                                                 K
    names                 how people are called in sentences
    attendance            who was in a call by Google's own record                          M2
    calls                 calls and meetings out of calendars, call logs and mail           M
    evidence              what was collected, in an order of its own                        P4
    frames                turns in order, as one table                                      T4, T5
    activity              what may stand for an act and is no answer                        C11
    exchanges             mail by mail, all of the above joined; reduced to turns
    gaps/                 ball-in-court: whose turn it was, since when, for how long        R, B, F, S
    invitations/          from an invitation to the first response                          M5-M7
    contract/             obligations of both sides, invoices, what is still to mend        contract.md
    stats                 response times in few numbers                                     S1
    facts/                sentences with their proof                                        P2
    promised              what the contract is judged by
    rules                 the method in words
    summing               all of it as one dossier                                          P
    privilege, exhibits   what the facts cite, what is set aside
    conclusion            the whole of it, step by step: read this next

Beside it, on finished dossiers: `explain` (the working of one gap), `nightly` (what a night tells, S3), `known` and
`decidable` (what a person may decide), `named` (which originals a name stands for), `redaction` (what a person had
removed), `disclosure` (what may leave the program).
"""

from harvester.pipeline.conclusion import conclude
from harvester.pipeline.evidence import Evidence

__all__ = ["Evidence", "conclude"]
