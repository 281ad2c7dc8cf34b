"""What was found becomes sentences with their proof (evidence.md 4). Ours come first; both sides by the same code (P5).

Every open level A gap is a fact, and every answered one over the limit; the rest stays in the table of gaps.

Each module imports only from those above it (checked in `pyproject.toml`):

    searched      what was searched, in words
    looked_up     the mail of a matter, put in order once
    around_calls  what stands beside a call not taken         P2
    calls         calls and meetings that a side missed       M
    invitations   invitations, moved and vanished meetings    M6
    findings      what the other facts are built from, and which gaps become facts
    beside        what stands beside a gap                    P2
    questions     a question, and what became of it
    undelivered   mails of ours that did not arrive           R13
    lapsed        accepted facts that are told no more
    listing       every fact, in order, with its number
"""
