"""The method statement is made from the tables that the program uses."""

from pathlib import Path

from scripts.method_statement import statement

ROOT = Path(__file__).parents[2]


def test_the_published_method_is_the_one_in_use() -> None:
    assert (ROOT / "docs" / "method.md").read_text(encoding="utf-8") == statement()
