"""Risky and civil sentences, read by `harvester lint` and by proselint: what each finds.

    python -m benchmarks.lint

proselint comes with the group `bench`. Anything found in a sentence counts; the class is ours alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from harvester.courtroom.likeness import judged
from harvester.courtroom.lint import lint
from harvester.courtroom.patterns import load
from tests.courtroom.sets import Sentence, sets

Finder = Callable[[str], bool]


def ours(text: str) -> bool:
    return bool(judged(text, "en"))


def patterns(text: str) -> bool:
    return bool(lint(text, load("en")))


def proselint() -> Finder:
    from proselint.checks import __register__
    from proselint.registry import CheckRegistry
    from proselint.tools import LintFile

    CheckRegistry().register_many(__register__)
    return lambda text: bool(LintFile("sentence", content=text).lint())


def table(title: str, sentences: Sequence[Sentence], finders: Mapping[str, Finder]) -> None:
    print(f"\n{title}\n{'':28}{'':>5}" + "".join(f"{name:>12}" for name in finders))
    groups = {"risky": [one for one in sentences if one.kind]}
    for one in sentences:
        groups.setdefault("  " + (one.kind or "civil"), []).append(one)
    for name, group in groups.items():
        found = [sum(finder(one.text) for one in group) for finder in finders.values()]
        print(f"{name:28}{len(group):5}" + "".join(f"{count:5} {count / len(group):6.1%}" for count in found))


def main() -> None:
    finders: dict[str, Finder] = {"ours": ours, "patterns": patterns}
    try:
        finders["proselint"] = proselint()
    except ModuleNotFoundError:
        print("proselint is not installed (group `bench`): ours alone.")
    for title, sentences in sets().items():
        table(title.capitalize(), sentences, finders)


if __name__ == "__main__":
    main()
