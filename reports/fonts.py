"""Which characters the PDF can show: fonts of the compiler first, those of this machine only for the rest."""

from __future__ import annotations

import json
import re
import unicodedata
import warnings
from collections.abc import Mapping

import typst

from harvester.errors import Shortcoming

_COMMON = re.compile("[\\x00-\\x7e\u00a0-\u024f\u2010-\u2026\u200b\u2212]")
"""What every text holds and the fonts of the compiler cover."""
_UNKNOWN = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_EAST_ASIAN = re.compile("CJK|HIRAGANA|KATAKANA|HANGUL|BOPOMOFO|IDEOGRAPHIC|FULLWIDTH|HALFWIDTH")
_REMEMBERED = 10
_PROBE = b"""
#set document(title: "probe")
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"), fallback: sys.inputs.fallback == "yes")
#for one in json("characters.json") [#box(one) ]
"""


def compile_pdf(
    files: Mapping[str, bytes], *, system: bool, standards: list[typst.PDFStandard], timestamp: int = 0
) -> bytes:
    """The PDF that `main` of the files makes; nothing else is read, but fonts of this machine where `system`."""
    inputs = {"fallback": "yes" if system else "no"}
    # A mapping of files is taken as well, which its type does not say.
    compiler = typst.Compiler(dict(files), ignore_system_fonts=not system, sys_inputs=inputs)  # type: ignore[type-var]
    made = compiler.compile(format="pdf", pdf_standards=standards, timestamp=timestamp)
    if not isinstance(made, bytes):
        raise TypeError("one document is one file")
    return made


def forget() -> None:
    """Has the compiler let go of what it worked out: it remembers that of the last ten documents, however large."""
    for _ in range(_REMEMBERED + 1):
        compile_pdf({"main": b"a"}, system=False, standards=["a-3u"])


def uncovered(characters: str, *, system: bool) -> frozenset[str]:
    """The characters that no font can show; `system`: with the fonts of this machine."""
    rare = sorted(set(_COMMON.sub("", characters)))
    if not rare:
        return frozenset()
    files = {"main": _PROBE, "characters.json": json.dumps(rare).encode("utf-8", "replace")}
    try:
        compile_pdf(files, system=system, standards=["a-3u"])
    except typst.TypstError as error:
        found = {_plain(match) for match in _UNKNOWN.findall(f"{error.message}\n{error.diagnostic}")}
        if not found:
            raise
        return frozenset("".join(found)) & frozenset(rare)
    return frozenset()


def spelled(text: str, missing: frozenset[str]) -> str:
    """`text` with each missing character by its number, ⟨U+4E2D⟩: shown, and never lost."""
    if missing.isdisjoint(text):
        return text
    return "".join(f"⟨U+{_number(one):04X}⟩" if one in missing else one for one in text)


def tell_missing(kind: str, missing: frozenset[str]) -> None:
    """Warns that a document of this kind shows letters by their numbers, and names the fonts that would show them.

    What has no font anywhere (control characters, private and unassigned numbers) is not spoken of.
    """
    letters = sorted(one for one in missing if _is_letter(one))
    if not letters:
        return
    many = f"{len(letters)} characters that are" if len(letters) > 1 else "a character that is"
    warnings.warn(
        Shortcoming(
            f"{kind}: the PDF holds {many} in no font of this machine and printed by number, "
            f"{'as ' if len(letters) > 1 else ''}{spelled(letters[0], missing)}.",
            f"Install {' and '.join(sorted(set(map(_package, letters))))} (so named in Debian and Ubuntu), or another "
            "font that has them, and write it again. HTML and Word show them as they are.",
        ),
        stacklevel=2,
    )


def _is_letter(character: str) -> bool:
    pictured = 0x2400 <= ord(character) < 0x2420  # of a control character
    return not pictured and not unicodedata.category(character).startswith("C")


def _package(character: str) -> str:
    if _EAST_ASIAN.match(unicodedata.name(character, "")):
        return "fonts-noto-cjk"
    return "fonts-symbola" if unicodedata.category(character) == "So" else "fonts-noto-core"


def _number(character: str) -> int:
    """The picture of a control character stands for that character (`text.shown`)."""
    code = ord(character)
    return code - 0x2400 if 0x2400 <= code < 0x2420 else code


def _plain(told: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), told)
