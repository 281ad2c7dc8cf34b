"""What the columns of a call log are called: ours, and those of common exports."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CALL_COLUMNS = (
    "start",
    "duration_s",
    "direction",
    "contact",
    "number",
    "outcome",
    "note",
    "event_uid",
    "recurrence_id",
)
"""The columns of a call log (interfaces.md, call log)."""

CALL_PRESETS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "": {column: (column,) for column in CALL_COLUMNS},
        "android": {
            "start": ("date", "call date", "date/time", "datetime", "time"),
            "duration_s": ("duration", "duration_s", "call duration", "duration (s)", "duration (sec)"),
            "direction": ("type", "call type", "call_type"),
            "outcome": ("type", "call type", "call_type"),
            "contact": ("name", "contact", "contact name", "cached name"),
            "number": ("number", "phone number", "phone", "phonenumber"),
        },
        "ios": {
            "start": ("date", "date/time", "call date", "start time"),
            "duration_s": ("duration", "call duration"),
            "direction": ("call type", "type", "direction"),
            "outcome": ("call type", "type", "status"),
            "contact": ("contact", "name", "contact name"),
            "number": ("number", "phone number", "phone"),
        },
        "voip": {
            "start": ("calldate", "start time", "start", "date", "date/time", "datetime", "call time"),
            "duration_s": ("billsec", "talk time", "duration", "duration_s", "duration (s)", "call duration"),
            "direction": ("direction", "call type", "type"),
            "outcome": ("disposition", "outcome", "result", "status", "call result", "action result"),
            "contact": ("contact", "name", "caller id", "clid"),
            "number": ("number", "remote number", "external number", "dst", "phone number"),
            "note": ("note", "notes", "comment"),
        },
    }
)
"""For common exports: our column -> the names that it goes by there, the first that the file has."""
