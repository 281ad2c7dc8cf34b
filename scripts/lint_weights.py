"""Learns the weights of `harvester/courtroom/likeness.py` from the sentences in `tests/courtroom` and writes its data.

    uv run --group bench python scripts/lint_weights.py

Halves that are kept aside teach nothing. The limit is the risk above which, in words that taught nothing, at most three
of a hundred civil sentences are told in any set: each set in turn is judged by weights that the other sets gave.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from harvester.courtroom.likeness import features  # noqa: E402
from harvester.courtroom.lint import placed  # noqa: E402
from harvester.courtroom.patterns import load  # noqa: E402
from harvester.courtroom.texts import markdown_text  # noqa: E402
from tests.courtroom.sets import KEPT, Sentence, sets  # noqa: E402

SCALE = 100
SEEN = 2
"""Sentences in which a feature must stand to count."""
CIVIL = 0.03
OFTEN = 5
_MARKUP = re.compile(r"\{[{%#].*?[}%#]\}|\*\*|^[#>+-]+ ", re.DOTALL | re.MULTILINE)


def taught() -> dict[str, list[Sentence]]:
    """The sentences to learn from, by set; what the program itself writes is civil, and is said often."""
    made = {name: list(those) for name, those in sets().items() if name not in KEPT}
    told = [(ROOT / "tests" / "reports" / "golden" / f"{name}.md").read_text("utf-8") for name in ("script", "brief")]
    told += [
        _MARKUP.sub(" ", file.read_text("utf-8")) for file in sorted((ROOT / "reports" / "templates").glob("*.md"))
    ]
    own = {one.strip() for text in told for _, _, one in placed(markdown_text(text), ())}
    made["own"] = [Sentence(one, "") for one in sorted(own) for _ in range(OFTEN)]
    return made


class Learned:
    """Rarity and weights of each feature, learned from sentences."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        counts = [Counter(features(one.text)) for one in sentences]
        seen = Counter(name for one in counts for name in one)
        self.names = {name: place for place, name in enumerate(sorted(n for n, c in seen.items() if c >= SEEN))}
        self.rarity = np.array([math.log((1 + len(counts)) / (1 + seen[name])) + 1 for name in self.names])
        self.kinds = [one.name for one in load("en").classes]
        short = {kind.replace("-", " "): place for place, kind in enumerate(self.kinds, 1)}
        marks = [next((place for kind, place in short.items() if kind.startswith(one.kind)), 0) if one.kind else 0
                 for one in sentences]  # fmt: skip
        self.model = LogisticRegression(C=5, max_iter=3000).fit(self.matrix(counts), marks)

    def matrix(self, counts: Sequence[Mapping[str, int]]) -> csr_matrix:
        """One row a sentence, each of length 1."""
        rows = [{self.names[name]: 1 + math.log(count) for name, count in one.items() if name in self.names}
                for one in counts]  # fmt: skip
        lengths = [
            math.sqrt(sum((value * self.rarity[place]) ** 2 for place, value in one.items())) or 1 for one in rows
        ]
        values = [value * self.rarity[place] / length for one, length in zip(rows, lengths, strict=True)
                  for place, value in one.items()]  # fmt: skip
        places = [place for one in rows for place in one]
        ends = np.cumsum([0, *map(len, rows)])
        return csr_matrix((values, places, ends), shape=(len(rows), len(self.names)))

    def risks(self, sentences: Sequence[Sentence]) -> np.ndarray:
        """Probability that each is risky."""
        return 1 - self.model.predict_proba(self.matrix([Counter(features(one.text)) for one in sentences]))[:, 0]


def limit_of(made: Mapping[str, Sequence[Sentence]]) -> float:
    """The limit, from sentences that the weights were not learned from."""
    tops = []
    for held in (name for name in made if name != "own"):
        learned = Learned([one for name, some in made.items() if name != held for one in some])
        tops.append(float(np.quantile(learned.risks([one for one in made[held] if not one.kind]), 1 - CIVIL)))
    return round(max(tops), 2)


def main() -> None:
    """Writes the data file."""
    made = taught()
    limit = limit_of(made)
    learned = Learned([one for some in made.values() for one in some])
    weights = np.rint(learned.model.coef_.T * SCALE).astype(int)
    rarity = np.rint(learned.rarity * SCALE).astype(int)
    rows = {name: [int(rarity[place]), *map(int, weights[place])] for name, place in learned.names.items()}
    data = {"kinds": learned.kinds, "limit": limit, "scale": SCALE,
            "base": [round(one * SCALE) for one in learned.model.intercept_], "rows": rows}  # fmt: skip
    out = ROOT / "harvester" / "courtroom" / "data" / "en-weights.json"
    lines = ",\n".join(
        f"{json.dumps(name, ensure_ascii=False)}:{json.dumps(row, separators=(',', ':'))}" for name, row in rows.items()
    )
    head = json.dumps({name: one for name, one in data.items() if name != "rows"})[:-1]
    out.write_text(f'{head}, "rows": {{\n{lines}\n}}}}\n', "utf-8")
    sys.stdout.write(f"{len(rows)} features, limit {limit}, {out.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
