"""Public suffixes as tldextract tells them, from the same list."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import tldextract

from harvester.config.suffixes import public_suffix

LIBRARY = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def rules() -> list[str]:
    package = find_spec("tldextract")
    assert package
    assert package.origin
    lines = Path(package.origin).with_name(".tld_set_snapshot").read_text("utf-8").splitlines()
    return [line for line in map(str.strip, lines) if line and not line.startswith("//")]


def test_every_rule_reads_as_the_library_reads_it() -> None:
    listed = rules()
    assert len(listed) > 9000
    stars = {rule[2:] for rule in listed if rule.startswith("*.")}
    differing = []
    for rule in listed:
        domain = rule.removeprefix("!").removeprefix("*.").encode("idna").decode()
        for one in (domain, f"x.{domain}", f"y.x.{domain}"):
            if public_suffix(one) != LIBRARY(one).suffix:
                differing.append(one)
    # A name that a star covers and that has rules of its own below it: there the library forgets the star.
    assert [one for one in differing if one.partition(".")[2] not in stars] == []
    assert len(differing) < 20


def test_what_no_rule_covers_has_no_suffix() -> None:
    assert [public_suffix(one) for one in ("acme.example", "localhost", "")] == ["", "", ""]
    assert public_suffix("mail.acme.co.uk") == "co.uk"
    assert public_suffix("www.city.kawasaki.jp") == "kawasaki.jp"  # !city.kawasaki.jp
