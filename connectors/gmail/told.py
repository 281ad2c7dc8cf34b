"""What the Gmail API tells of one message, in our words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from connectors.gmail.api import Told
from connectors.gmail.headers import header_block

_LABELS = {
    "INBOX": "\\Inbox",
    "SENT": "\\Sent",
    "DRAFT": "\\Draft",
    "SCHEDULED": "\\Scheduled",  # not documented; without it, mail that was never sent might count as a question
    "IMPORTANT": "\\Important",
    "STARRED": "\\Starred",
}
"""Google's own labels, as its IMAP server calls them."""
_FLAGS = {"STARRED": "\\Flagged", "DRAFT": "\\Draft"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def labels(said: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, ...]:
    """Labels of a message: Google's own as its IMAP server spells them, the user's by their `names`."""
    ids = [str(one) for one in said.get("labelIds") or ()]
    own = [_LABELS[one] for one in ids if one in _LABELS]
    return (*own, *(names.get(one, one) for one in ids if one.startswith("Label_")))


def block(said: Told | None) -> bytes | None:
    """The header block, where what is told of it reads in one way; else None."""
    payload = said.get("payload") if isinstance(said, dict) else None
    headers = payload.get("headers") if isinstance(payload, dict) else None
    return header_block([one for one in headers if isinstance(one, dict)]) if isinstance(headers, list) else None


def arrived(said: Told | None, since: date | None) -> bool:
    """Whether a message came in the window; one of which that is not known may have."""
    at = instant(said) if isinstance(said, dict) else None
    return since is None or at is None or at >= datetime(since.year, since.month, since.day, tzinfo=UTC)


def instant(said: Mapping[str, Any]) -> datetime | None:
    """When Google took a message in; aware UTC."""
    milliseconds = whole(said, "internalDate")
    try:
        return _EPOCH + timedelta(milliseconds=milliseconds) if milliseconds > 0 else None
    except OverflowError:
        return None


def whole(said: Mapping[str, Any], key: str) -> int:
    """A number that the API may write as text; 0 for anything else."""
    try:
        return int(said.get(key) or 0)
    except (ValueError, TypeError):
        return 0


def flags(said: Mapping[str, Any]) -> tuple[str, ...]:
    """Flags as an IMAP server shows them."""
    held = said.get("labelIds") or ()
    seen = () if "UNREAD" in held else ("\\Seen",)
    return (*seen, *(_FLAGS[label] for label in _FLAGS if label in held))
