"""What was read for one client serves the next, and changes nothing."""

from __future__ import annotations

from pathlib import Path

from harvester import collection, workflow
from harvester.config import load


def test_a_client_reads_the_same_from_what_another_one_had_read(sample_folder: Path) -> None:
    config = load(sample_folder / "config.toml")
    acme = config.clients["acme"]
    other = acme.replaced(domains=("elsewhere.example",), people={}, contract="")
    both = config.replaced(clients={"other": other, "acme": acme})
    shared: collection.Shared = {}
    workflow.conclude(both, "other", shared=shared)
    assert len(shared) == 1
    assert workflow.conclude(both, "acme", shared=shared) == workflow.conclude(config, "acme")
    assert len(shared) == 1, "one mailbox, read once"
