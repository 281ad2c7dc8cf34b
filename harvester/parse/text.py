"""Bytes and HTML to text: what a reader saw, without anything that the sender hid (robustness S13)."""

from __future__ import annotations

import html
import re
import unicodedata

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PageElement, PreformattedString
from bs4.exceptions import ParserRejectedMarkup

LONGEST_HTML = 400_000
LONGEST_TEXT = 400_000

_DROPPED = frozenset(
    {"script", "style", "head", "title", "template", "noscript", "svg", "object", "select", "textarea"}
)
_BLOCKS = frozenset(
    {"p", "div", "tr", "table", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "section",
     "article", "header", "footer", "hr", "dl", "dt", "dd", "center", "address", "form", "fieldset"}
)  # fmt: skip
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "table"})
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?![.\d]*[1-9])"
    r"|max-height\s*:\s*0(?![.\d]*[1-9])|mso-hide\s*:\s*all|(?<![-\w])color\s*:\s*transparent"
    r"|(?:text-indent|(?<![-\w])(?:left|right|top))\s*:\s*-\d{3,}"
    r"|(?<![-\w])(?:height|width)\s*:\s*0(?![.\d]*[1-9])[^\"'<>]*overflow\s*:\s*hidden"
    r"|overflow\s*:\s*hidden[^\"'<>]*(?<![-\w])(?:height|width)\s*:\s*0(?![.\d]*[1-9])",
    re.IGNORECASE,
)
_QUOTE_CLASSES = frozenset({"gmail_quote_container", "yahoo_quoted", "protonmail_quote", "moz-forward-container"})
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_DEEPEST = 400

_SPANS = (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"), ("<title", "</title>"))
_STRAY = re.compile(r"<(?![^<>]{0,8000}>)")
_LOOSE_BREAK = re.compile(r"<(?:br|p|/p|div|/div|tr|li|h[1-6])\b[^<>]*>", re.IGNORECASE)
_LOOSE_TAG = re.compile(r"<[^<>]*>")
_MOST_TAGS = 30_000
_NO_WORDS = re.compile(r"https?://\S+|www\.\S+|mailto:\S+|\[(?:cid|image|logo|img)\b[^\]]*\]|\S+@\S+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")


def html_text(source: str) -> tuple[str, frozenset[str]]:
    """Visible text of an HTML body with quoted blocks marked by "> ", and its defects.

    Nothing is fetched. `hidden_text`: words in it were hidden. `text_doubtful`: markup beyond reason, its tags cut
    out, so that neither quotes nor hidden words can be told apart.
    """
    if len(source) > LONGEST_HTML or source.count("<") > _MOST_TAGS:
        return loose_text(source), frozenset({"text_doubtful"})
    try:
        writer = _Writer()
        writer.write(BeautifulSoup(_tamed(source), "html.parser"), 0)
    except (RecursionError, ValueError, AssertionError, ParserRejectedMarkup):
        return loose_text(source), frozenset({"text_doubtful"})
    return writer.text(), frozenset({"hidden_text"} if writer.hid_words else ())


def _tamed(source: str) -> str:
    """The source without comments and scripts, each `<` that opens no tag escaped: html.parser is quadratic in them."""
    for start, end in _SPANS:
        source = _without_spans(source, start, end)
    return _STRAY.sub("&lt;", source)


def loose_text(source: str) -> str:
    """The source with its tags cut out: cheap, and blind to what is hidden or quoted."""
    source = _tamed(source[:LONGEST_HTML])
    return html.unescape(_LOOSE_TAG.sub(" ", _LOOSE_BREAK.sub("\n", source))).strip()


def _without_spans(source: str, start: str, end: str) -> str:
    """The source without what stands from each `start` to the next `end`, in one pass."""
    lowered = source.lower()
    kept, position = [], 0
    while (opened := lowered.find(start, position)) >= 0 and (closed := lowered.find(end, opened)) >= 0:
        kept.append(source[position:opened])
        position = closed + len(end)
    return "".join(kept) + source[position:]


def unlike_words(plain: str, source: str) -> tuple[frozenset[str], frozenset[str]]:
    """Words that a plain text says and the HTML beside it does not show, and the other way round (S13).

    Addresses and links are left out.
    """
    words = _words(plain)
    if words == _words(loose_text(source)) and not _HIDING.search(source):
        return frozenset(), frozenset()
    words, shown = _words(_whole(plain)), _words(_whole(html_text(source)[0]))
    return words - shown, shown - words


def _whole(text: str) -> str:
    """Without what stands unseen inside a word, and with each letter written in one way."""
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text))


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(_NO_WORDS.sub(" ", text[:LONGEST_TEXT])))


def unflowed(text: str, *, delsp: bool = False) -> str:
    """The paragraphs of a format=flowed text (RFC 3676), each on one line."""
    lines: list[str] = []
    open_quote: str | None = None
    for line in text.replace("\r\n", "\n").split("\n"):
        quote = line[: len(line) - len(line.lstrip(">"))]
        content = line[len(quote) :]
        content = content[1:] if content.startswith(" ") else content
        if open_quote == quote and lines and content != "-- ":
            lines[-1] += content
        else:
            lines.append(f"{quote} {content}" if quote else content)
        flows = content.endswith(" ") and content != "-- "
        open_quote = quote if flows else None
        if flows and delsp:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


class _Writer:
    """Walks a parsed tree and writes lines, quoted ones with their mark."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quote = 0
        self.hid_words = False

    def write(self, node: PageElement, depth: int) -> None:
        if depth > _DEEPEST:
            raise RecursionError
        if isinstance(node, NavigableString):
            if not isinstance(node, PreformattedString):
                self._line.append(str(node))
        elif isinstance(node, Tag):
            self._write_tag(node, depth)

    def _write_tag(self, tag: Tag, depth: int) -> None:
        if tag.name in _DROPPED:
            return
        if tag.name == "br":
            self._end_line()
        elif _is_hidden(tag):
            self.hid_words = self.hid_words or bool(_WORD.search(tag.get_text()))
        elif tag.name in _BLOCKS or _is_quote(tag):
            self._write_block(tag, depth)
        else:
            for child in tag.children:
                self.write(child, depth + 1)
            if tag.name in {"td", "th"}:
                self._line.append(" ")

    def _write_block(self, tag: Tag, depth: int) -> None:
        quoted = _is_quote(tag)
        self._end_line(only_if_open=True)
        self._quote += quoted
        for child in tag.children:
            self.write(child, depth + 1)
        self._end_line(only_if_open=True)
        self._quote -= quoted
        if tag.name in _PARAGRAPHS:
            self._lines.append("> " * self._quote)

    def _end_line(self, *, only_if_open: bool = False) -> None:
        text = _SPACE.sub(" ", "".join(self._line)).strip()
        self._line.clear()
        if text or not only_if_open:
            self._lines.append("> " * self._quote + text)

    def text(self) -> str:
        self._end_line(only_if_open=True)
        lines = (line.rstrip() for line in self._lines)
        return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _is_quote(tag: Tag) -> bool:
    if tag.name == "blockquote":
        return True
    classes = tag.get("class") or []
    return bool(_QUOTE_CLASSES.intersection(classes))


def _is_hidden(tag: Tag) -> bool:
    if tag.has_attr("hidden"):
        return True
    style = tag.get("style")
    return isinstance(style, str) and bool(_HIDING.search(style))
