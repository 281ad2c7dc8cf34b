"""Markdown → the parts of a printed document: headings, paragraphs, lists, quotations, tables, and new pages (`---`).

A list with `+` is for the eyes and printed smaller than what is read aloud.
What Markdown could do beside that (HTML, links, images) is printed as the text it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from reports.blocks import Block, Break, Bullets, Heading, Letter, Row, Table, Text

_SHORT = 12
"""Rows of a table that stays on one page."""
_NARROW, _WIDE = 14, 40
"""Letters that a column has room for, at least and at most."""
_READER = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["link", "image", "autolink", "html_block"])


def blocks(markdown: str) -> tuple[Block, ...]:
    """The parts, in order. A heading of level 1 is the title's own and left to the caller."""
    return tuple(_blocks(_READER.parse(markdown)))


def plain(markdown: str) -> str:
    """The text of a Markdown document, one paragraph or item a line."""
    return "\n".join(_text(token) for token in _READER.parse(markdown) if token.type == "inline")


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    index = 0
    while index < len(tokens):
        token = tokens[index]
        end = _closing(tokens, index)
        inner = tokens[index + 1 : end]
        match token.type:
            case "heading_open":
                yield Heading(text=_text(inner[0]), level=min(3, max(1, int(token.tag[1]) - 1)))
            case "paragraph_open":
                yield _paragraph(_text(inner[0]))
            case "bullet_list_open" | "ordered_list_open":
                yield Bullets(items=tuple(_items(inner)), small=token.markup == "+")
            case "blockquote_open":
                yield Letter(passages=tuple((True, _text(one)) for one in inner if one.type == "inline"))
            case "hr":
                yield Break()
            case "table_open":
                yield _table(inner)
            case "fence" | "code_block":
                yield Text(text=token.content.rstrip("\n"), tone="note")
        index = end + 1


def _paragraph(text: str) -> Text:
    return Text(text=text, keep=text.endswith(":"))  # what it announces follows


def _items(tokens: Sequence[Token]) -> Iterator[str]:
    index = 0
    while index < len(tokens):
        end = _closing(tokens, index)
        yield "\n".join(_text(one) for one in tokens[index:end] if one.type == "inline")
        index = end + 1


def _table(tokens: Sequence[Token]) -> Table:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_text(token))
    head, *body = rows
    return Table(
        head=tuple(head),
        shares=tuple(_share([row[column] for row in body]) for column in range(len(head))),
        rows=tuple(Row(cells=tuple((cell,) for cell in row)) for row in body),
        whole=len(body) <= _SHORT,
    )


def _share(cells: Sequence[str]) -> float:
    """Room by what stands in a column; one that is empty is there to be written in."""
    longest = max(map(len, cells), default=0)
    return min(max(longest, _NARROW), _WIDE) if longest else _WIDE * 2


def _closing(tokens: Sequence[Token], start: int) -> int:
    """Where the part that opens at `start` ends."""
    depth = 0
    for index in range(start, len(tokens)):
        depth += tokens[index].nesting
        if depth == 0:
            return index
    return len(tokens) - 1


def _text(token: Token) -> str:
    """The words of a line; emphasis is left out, a line end inside stays one."""
    parts = []
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            parts.append("\n" if child.type == "hardbreak" else " ")
        else:
            parts.append(child.content)
    return "".join(parts)
