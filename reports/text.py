"""Foreign text made fit to print: nothing hidden, nothing that a program would act on (S5, S16, S19)."""

from __future__ import annotations

import re
import textwrap
from unicodedata import east_asian_width

# Overrides, embeddings and isolates reorder what stands around them; the others take no room and hide in names.
_BIDI = "\u202a-\u202e\u2066-\u2069"
_INVISIBLE = (
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
)
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_UNFIT = re.compile(f"[{_CONTROL}{_BIDI}{_INVISIBLE}\ud800-\udfff\ufffe\uffff]")
_SPACE = re.compile(r"\s+")
_PARTED_FORMULA = re.compile(r";(?=[=+\-@＝＋－＠|%])")
"""Where the list separator is a semicolon, a spreadsheet parts a line at it, whatever the file says: a formula would
begin there."""
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠|%")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~!$])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
"""What Markdown would read as another letter; any other & stays one, since a mail is copied from a script."""
_LINK = re.compile(r"(?i)(://|www\.)")
_COMMAND = re.compile(r"`[^`“”\n]{1,200}`")
_KEPT = "\0"
"""Stands for a blank at which no line ends; text that is fit to print holds none."""
_SECOND = "\1"
"""Stands for the second place of a wide letter; text that is fit to print holds none."""


def shown(text: str) -> str:
    """`text` with every control, direction and invisible character visible as ⟨U+202E⟩; line ends and tabs stay."""
    return _UNFIT.sub(_named, text.replace("\r\n", "\n").replace("\r", "\n"))


def _named(match: re.Match[str]) -> str:
    code = ord(match.group())
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    return chr(0x2400 + code) if code < 0x20 else f"⟨U+{code:04X}⟩"


def one_line(text: str) -> str:
    """`shown`, on one line."""
    return _SPACE.sub(" ", shown(text)).strip()


def shortened(text: str, limit: int) -> str:
    """`one_line`, cut to `limit` characters with an ellipsis."""
    line = one_line(text)
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def wrapped(text: str, width: int, first: str = "", then: str = "", *, whole: bool = False) -> list[str]:
    """`text`, fit to print, in lines of `width` places, of which a wide letter takes two.

    A command between “`” is never parted, so it can be pasted.
    `first` stands before the first line, `then` before the others. A command alone may be longer than `width`, and
    so may any word that is kept `whole`.
    """
    room = width - len(then)
    lines = textwrap.wrap(
        _COMMAND.sub(lambda command: command.group().replace(" ", _KEPT), "".join(map(_in_places, text))),
        width,
        initial_indent=first,
        subsequent_indent=then,
        break_on_hyphens=False,
        break_long_words=not whole and all(len(command) <= room for command in _COMMAND.findall(text)),
    )
    return [line.replace(_KEPT, " ").replace(_SECOND, "") for line in lines]


def _in_places(letter: str) -> str:
    return letter + _SECOND if east_asian_width(letter) in "WF" else letter


def cell(value: object) -> str:
    """A cell of a CSV file: no control characters, and nothing that a spreadsheet would run as a formula (S19)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    line = _PARTED_FORMULA.sub("; ", one_line(text))
    return f"'{line}" if text[:1] in _FORMULA or line[:1] in _FORMULA else line


def markdown(text: str) -> str:
    """`one_line` as literal text of Markdown: no markup, no link and no HTML comes out of it."""
    line = _ENTITY.sub("&amp;", one_line(text))
    return _LINK.sub(lambda m: m.group().replace(":", "\\:").replace(".", "\\."), _MARKDOWN.sub(r"\\\1", line))
