"""The header block of a message: where it ends, whether its line ends can be trusted, and its decoded values."""

from __future__ import annotations

import re
import unicodedata
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message as Mime

_END = re.compile(rb"\r?\n\r?\n")
_FORGED = re.compile(rb"\r(?!\n)|\x00")
_FOLD = re.compile(r"[\r\n]+[ \t]*")
_SPACE = re.compile(r"\s+")
_LONGEST_VALUE = 20_000
_MOST_VALUES = 60

FALLBACK_CHARSETS = ("utf-8", "cp1252")
_NEVER_CODECS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "unknown_8bit"})


def header_block(raw: bytes) -> tuple[bytes, bytes]:
    """The header block without its blank line, and the rest of the message."""
    if raw.startswith((b"\n", b"\r\n")):
        return b"", raw
    end = _END.search(raw)
    return (raw, b"") if end is None else (raw[: end.start()], raw[end.start() :])


def repaired_block(block: bytes) -> tuple[bytes, bool]:
    """The block with each bare CR and NUL as a space, and whether there was one.

    Parsers take a bare CR for a line end, so `Subject: s<CR>Date: …` would backdate a message (robustness S9).
    """
    if not _FORGED.search(block):
        return block, False
    return _FORGED.sub(b" ", block), True


def raw_values(head: Mime, name: str) -> list[str]:
    """Values of every header of that name as they stand, unfolded, undecoded; long ones are cut."""
    wanted = name.lower()
    found = [str(value) for key, value in head.raw_items() if key.lower() == wanted]
    return [_FOLD.sub(" ", value[:_LONGEST_VALUE]).strip() for value in found[:_MOST_VALUES]]


def grouped(head: Mime) -> dict[str, list[str]]:
    """Lower-case name → raw values in their order, at most 60 a name."""
    groups: dict[str, list[str]] = {}
    for key, value in head.raw_items():
        values = groups.setdefault(key.lower(), [])
        if len(values) < _MOST_VALUES:
            values.append(_FOLD.sub(" ", str(value)).strip())
    return groups


def decoded_bytes(data: bytes, charset: str | None) -> tuple[str, bool]:
    """The text, and whether the declared charset had to be replaced by a guess."""
    declared = (charset or "").strip().strip("\"'").lower().replace("-", "_")
    if declared in {"iso_8859_1", "latin_1", "latin1"}:
        declared = "cp1252"
    if declared in {"us_ascii", "ascii"}:
        declared = ""
    if declared and declared not in _NEVER_CODECS:
        try:
            return data.decode(declared), False
        except (LookupError, UnicodeError, ValueError):
            pass
    for guess in FALLBACK_CHARSETS:
        try:
            return data.decode(guess), bool(declared) or not data.isascii()
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", "replace"), True


def decoded_value(raw: str) -> str:
    """A header value as a person reads it: encoded words and 8-bit bytes decoded, on one line (S13, S26)."""
    raw = raw[:_LONGEST_VALUE]
    text = _octets_decoded(raw)
    if "=?" in text:
        text = _words_decoded(text)
    return readable_line(text)


def readable_line(text: str) -> str:
    """The text on one line, without control, bidirectional and zero-width characters (S5, S26)."""
    if text.isascii() and text.isprintable():
        return _SPACE.sub(" ", text).strip()
    kept = "".join(_shown(character) for character in text)
    return _SPACE.sub(" ", kept).strip()


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    if category == "Cf":
        # A zero-width joiner inside an emoji is harmless, yet a name that differs only by it is not.
        return "" if character == "\u00ad" else f"\\u{ord(character):04x}"
    return "\ufffd" if category == "Cs" else character


def _octets_decoded(raw: str) -> str:
    """8-bit bytes come from the standard library as surrogates."""
    if raw.isascii():
        return raw
    try:
        data = raw.encode("ascii", "surrogateescape")
    except UnicodeEncodeError:
        return raw.encode("utf-8", "replace").decode("utf-8", "replace")
    return decoded_bytes(data, None)[0]


def _words_decoded(text: str) -> str:
    try:
        pieces = decode_header(text)
    except (HeaderParseError, ValueError, LookupError):
        return text
    shown = []
    for piece, charset in pieces:
        if isinstance(piece, str):
            shown.append(piece)
        elif charset is None:
            shown.append(piece.decode("latin-1"))
        else:
            shown.append(decoded_bytes(piece, charset.split("*", 1)[0])[0])
    return "".join(shown)
