"""Exit codes, and which one counts when several apply."""

from __future__ import annotations

from collections.abc import Iterable

DONE = 0
UNEXPECTED = 1
USAGE = 2
PARTIAL = 3
FINDINGS = 9
FLAGGED = 10
"""Done, and at least one client is flagged."""
INTERRUPTED = 130
READER_LEFT = 141
"""As if ended by SIGPIPE: `harvester facts acme | head`."""

PRECEDENCE = (130, 1, 8, 7, 2, 4, 5, 3, 9, 10, 0)

LEGEND = """\
\b
Exit codes:
  0  done                              5  temporary, try again later
  1  unexpected error                  7  another run holds the store
  2  usage or configuration            8  integrity check failed
  3  partial: something could not      9  findings (lint, check)
     be looked at completely          10  done, and a client is flagged
  4  sign-in missing or refused      130  interrupted
                                     141  nobody read the output"""


def exit_code(codes: Iterable[int]) -> int:
    """The code that stands for several: the first of the precedence that occurs, 0 for none."""
    found = set(codes)
    return next((code for code in PRECEDENCE if code in found), UNEXPECTED if found else DONE)
