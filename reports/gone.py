"""After a redaction: every finished file is opened again and searched (evidence.md 5)."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence

from harvester.errors import HarvesterError

_TAG = re.compile(r"<[^>]*>")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SHORT = 10
"""Below so many characters a passage is looked for by whole words only: it stands inside too many others."""


def refuse_remains(files: Mapping[str, bytes], wanted: Sequence[re.Pattern[str]]) -> None:
    """Raises HarvesterError naming the file in which a passage is still found."""
    for name, data in files.items():
        for text in _texts(name, data):
            plain = _DIGEST.sub(" ", text.replace("\u200b", ""))
            glued = re.sub(r"[\W_]+", "", plain).casefold()
            for one in wanted:
                letters = re.sub(r"[\W_]+", "", re.sub(r"\\.|\[[^]]*\]|\(\?[^)]*\)|\*", "", one.pattern)).casefold()
                if one.search(plain) or (len(letters) >= _SHORT and letters in glued):
                    raise HarvesterError(
                        f"A passage that was to be removed is still in {name}; nothing was written.",
                        "Redact it in every message that holds it, or leave those out: harvester mark exhibit.",
                    )


def _texts(name: str, data: bytes) -> Iterator[str]:
    """All that a file says, as a reader's program finds it."""
    if name.endswith(".pdf"):
        yield from _pdf_texts(data)
    elif name.endswith((".docx", ".xlsx")):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for part in packed.namelist():
                text = packed.read(part).decode("utf-8", "replace")
                yield html.unescape(_TAG.sub("", text))
                yield html.unescape(text)
    else:
        text = data.decode("utf-8", "replace")
        yield html.unescape(_TAG.sub("", text))
        yield text.replace("\\n", " ").replace("\\\\", "")


def _pdf_texts(data: bytes) -> Iterator[str]:
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(data))
    yield "\n".join(page.extract_text() for page in reader.pages)
    yield str(dict(reader.metadata or {}))
    yield data.decode("latin-1")
    for found in reader.attachments.values():
        for content in found:
            yield content.decode("utf-8", "replace")
