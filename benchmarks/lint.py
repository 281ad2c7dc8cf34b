"""Risky and civil sentences, read by `harvester lint` and by proselint: what each finds.

    python -m benchmarks.lint

proselint comes with the group `bench`. Anything found in a sentence counts; the class is ours alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from harvester.courtroom.lint import lint
from harvester.courtroom.patterns import load

SENTENCES = Path(__file__).parents[1] / "tests" / "courtroom"
Finder = Callable[[str], bool]
Sentence = Mapping[str, object]


def ours(text: str) -> bool:
    return bool(lint(text, load("en")))


def proselint() -> Finder:
    from proselint.checks import __register__
    from proselint.registry import CheckRegistry
    from proselint.tools import LintFile

    CheckRegistry().register_many(__register__)
    return lambda text: bool(LintFile("sentence", content=text).lint())


def read(name: str) -> list[Sentence]:
    return list(tomllib.loads((SENTENCES / name).read_text("utf-8"))["sentence"])


def situations(*, aside: bool) -> list[Sentence]:
    """The sentences of new situations; every second one of each list is kept aside."""
    data = tomllib.loads((SENTENCES / "situations.toml").read_text("utf-8"))
    return [
        {"text": text, "class": name if kind == "risky" else ""}
        for name, lists in data.items()
        for kind in ("risky", "civil")
        for text in lists[kind][int(aside) :: 2]
    ]


def table(title: str, sentences: Sequence[Sentence], finders: Mapping[str, Finder]) -> None:
    print(f"\n{title}\n{'':28}{'':>5}" + "".join(f"{name:>12}" for name in finders))
    groups = {"risky": [one for one in sentences if one["class"]]}
    for one in sentences:
        groups.setdefault("  " + str(one["class"] or "civil"), []).append(one)
    for name, group in groups.items():
        found = [sum(finder(str(one["text"])) for one in group) for finder in finders.values()]
        print(f"{name:28}{len(group):5}" + "".join(f"{count:5} {count / len(group):6.1%}" for count in found))


def main() -> None:
    finders = {"ours": ours, "proselint": proselint()}
    known = read("sentences.toml")
    table("Open half", [one for one in known if not one["aside"]], finders)
    table("Half kept aside", [one for one in known if one["aside"]], finders)
    table("New situations, open half", situations(aside=False), finders)
    table("New situations, kept aside", situations(aside=True), finders)
    table("Written after the patterns", read("unseen.toml"), finders)


if __name__ == "__main__":
    main()
