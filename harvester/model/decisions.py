"""What a person decided, kept in the journal and printed with its reason wherever it changes a result (C13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision.

    Keys of `payload` by `kind`; times are ISO 8601 with zone:

    fact      fact, status (accepted | rejected | disputed | unsure), fingerprint
    message   message (SHA-256 or Message-ID), and any of class, expects, closes (bool), gap,
              gives_time (bool: whether it gives more time)
    call      call, outcome, gaps (list), and what was noted: present, said, agreed, against (lists)
    contact   client, time, end, channel, note, closes (bool), and what was noted, as of a call
    gap       gap, flags (list: looked at, no longer counted)
    pause     client, start, end, evidence (SHA-256 or Message-ID)
    folder    source, folder, state (gone | confirmed)
    flag      client, rule, until
    hold      client
    obligation  client, obligation, verdict (void | waived | excused | disputed | extended | matched | rejected),
              and for extended `date` and `message`, for matched and rejected `message` (SHA-256 or Message-ID)
    undo      id
    """

    kind: str
    payload: Mapping[str, Any]
    by: str
    reason: str
    at: datetime
    id: int = 0
    """Number of its journal entry; given by the store."""
