"""The pure middle: from parsed originals to a dossier. No input, no output, no clock.

Who is on which side is told by `model.people` (A). The modules stand in this order; each imports only from those
above it:

    worktime, wording/   business time by table look-up; the sentences, in English   B, P3
    subjects             subjects without prefixes                                   D4
    identity             copies become one event, its author is settled              D1, A4
    coverage, mailboxes, search    what was searched                                  K
    zones                the zone of a side that none was configured for             B9
    times                when it happened                                            T
    threads              which mails belong together                                 D
    authenticity         whether servers and other clocks confirm it                 S6, T6
    classes              person or machine                                           C
    names                how people are called in sentences
    ownwords, expectation, asking    did it ask for an answer                        X, R17
    attendance           who was in a call by Google's own record                   M2
    calls                calls and meetings out of calendars, call logs and mail     M
    evidence             what was collected, in an order of its own                  P4
    invitations          what calendars and mail say of each meeting, in order       M5
    invitation_waits     from an invitation to the first response                    M5-M7
    delivery             what did not arrive                                         R13
    frames               turns in order, as one table                                T4, T5
    activity             what may stand for an act and is no answer                  C11
    exchanges            all of the above, joined; reduced to turns
    court                ball-in-court: what one mail does to whoever owes           R
    spans                the table of gaps in the making
    closing, line, turns    the mails in line, and their steps gathered into spans   R19, R
    lasting              how long something lasted, by the calendar of who owes      B
    signs                what happened inside a span                                 F
    decisions            what a person decided                                       C13
    gaps                 spans become rows                                           X5, X6
    contract/            obligations of both sides, invoices, what is still to mend   contract.md
    sensitivity, silence, stats    other readings, the silence clock, numbers        S
    invitation_gaps      invitations become rows                                     M, X6
    patience             what a question says about the time for its answer           P2
    facts/               sentences with their proof                                  P2
    promised             what the contract is judged by
    summing              all of it as one dossier                                    P
    privilege, exhibits  what the facts cite, what is set aside
    conclusion           the whole of it, step by step: read this next
    rules                the method in words

Beside it, on finished dossiers: `explain`, `explain_invitations` (the working of one gap), `nightly` (what a night
tells, S3), `known` and `decidable` (what a person may decide), `named` (which originals a name stands for), `redaction`
(what a person had removed), `disclosure` (what may leave the program).
"""

from harvester.pipeline.conclusion import conclude
from harvester.pipeline.evidence import Evidence

__all__ = ["Evidence", "conclude"]
