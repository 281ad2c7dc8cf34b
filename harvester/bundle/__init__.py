"""The sealed evidence package: a folder that anybody can check without this program (evidence.md 5).

scope      which originals are handed over, and which are set aside
content    everything that lies in the bundle, file by file
extract    the journal, as far as it speaks of this matter
bag        the folder itself: hashed, listed, and complete or not there
check      whether a bundle is still what was written
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

from harvester import custody, workflow
from harvester.bundle.bag import refuse_taken, write_bag
from harvester.bundle.check import Checked, check
from harvester.bundle.content import material, payload, readme_of
from harvester.config import Config
from harvester.errors import TemporaryError
from harvester.model.dossier import Dossier
from harvester.pipeline import disclosure, exhibits

__all__ = ["Bundle", "Checked", "bundle", "check", "refuse_taken"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What was written."""

    folder: Path
    originals: int
    aside: int
    facts: int
    unaccepted: int
    """Facts that are not in it because nobody has accepted them."""
    unproven: tuple[str, ...]
    """Numbers of the facts that are not in it because they rest on what is set aside."""
    unstamped: str
    """Why the authority stamped nothing, in words; "" when it did, or none is configured."""
    unsealed: str
    """SHA-256 of its last list, to be noted elsewhere, where no authority stamped it; else ""."""


def bundle(config: Config, dossier: Dossier, out: Path, now: datetime, *, every_fact: bool = False) -> Bundle:
    """Writes the bundle of a dossier into the new folder `out`: the same store and `as_of` give the same bytes.

    Facts that nobody accepted stay out, unless `every_fact`. The journal and the bundle are stamped where an authority
    is configured; one that is down fails nothing. Raises UsageError when `out` is taken, IntegrityError when an
    original is damaged, HarvesterError when a passage that was redacted is found in any file.
    """
    refuse_taken(out)
    numbered = workflow.numbered(config, dossier, now)
    unstamped = custody.stamp(config, now, "harvester bundle")
    wanted = numbered if every_fact else exhibits.accepted(numbered)
    chosen = exhibits.proven(wanted)
    proven = {fact.no for fact in chosen.facts}
    made = material(config, disclosure.for_others(chosen), out.name)
    handed_over = ((f"data/{name}", content) for name, content in payload(made))
    seal = _Seal(config)
    write_bag(out, chain(handed_over, [("README.txt", readme_of(made))]), made.info, seal)
    return Bundle(
        folder=out,
        originals=len(made.handed_over),
        aside=len(made.aside),
        facts=len(made.dossier.facts),
        unaccepted=len(dossier.facts) - len(wanted.facts),
        unproven=tuple(fact.no for fact in wanted.facts if fact.no not in proven),
        unstamped=unstamped or seal.why,
        unsealed=seal.unsealed,
    )


class _Seal:
    """Has the whole bundle stamped: called with its manifest, it gives the stamp with its certificates."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.why = ""
        """Why there is no stamp, in words."""
        self.unsealed = ""

    def __call__(self, whole: bytes) -> Mapping[str, bytes]:
        sealed = self._stamp(whole)
        self.unsealed = "" if sealed else hashlib.sha256(whole).hexdigest()
        return sealed

    def _stamp(self, whole: bytes) -> Mapping[str, bytes]:
        if not self.config.timestamp.url:
            return {}
        from harvester.timestamps import ask

        try:
            stamp = ask(self.config.timestamp.url, whole)
        except TemporaryError as error:
            self.why = error.fact
            return {}
        return {"seal.tsr": stamp.token, "seal.chain.pem": "".join(stamp.chain).encode("ascii")}
