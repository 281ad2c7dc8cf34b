"""Files that lie in a document (ISO 32000-1, 7.11; ISO 19005-3, 6.8): written into it one by one, and let go.

They are no business of the compiler, which would hold them all.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pikepdf import Name, String

from reports.objects import Objects


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file that lies in the document."""

    name: str
    media_type: str
    description: str
    content: Callable[[], bytes]
    """Asked for once, when its turn comes."""


def enclose(file: Objects, attached: Sequence[Attached], at: datetime) -> bytes:
    """Writes the files; what the catalog says of them. `at`: when the document was made."""
    if not attached:
        return b""
    told = [(one.name, _enclosed(file, one, at)) for one in attached]
    names = b" ".join(b"%b %d 0 R" % (String(name).unparse(), number) for name, number in sorted(told))
    files = b" ".join(b"%d 0 R" % number for _, number in told)
    return b" /AF [ %b ] /Names << /EmbeddedFiles << /Names [ %b ] >> >>" % (files, names)


def _enclosed(file: Objects, one: Attached, at: datetime) -> int:
    content = one.content()
    made = at.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ").encode()
    about = b"/Type /EmbeddedFile /Subtype %b /Filter /FlateDecode /Params << /ModDate (%b) /Size %d >>" % (
        Name(f"/{one.media_type}").unparse(),
        made,
        len(content),
    )
    held = file.add_stream(about, zlib.compress(content))
    name = String(one.name).unparse()
    return file.add(
        b"<< /Type /Filespec /AFRelationship /Source /Desc %b /F %b /UF %b /EF << /F %d 0 R /UF %d 0 R >> >>"
        % (String(one.description).unparse(), name, name, held, held)
    )
