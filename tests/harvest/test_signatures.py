"""Signatures are checked when mail is collected, and told as what the check said (evidence.md 3)."""

from __future__ import annotations

import base64
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from harvester import custody, signatures, workflow
from harvester.config import Config, load
from harvester.store import Store, open_store
from reports import report
from tests.conftest import PULLED, SAMPLE
from tests.reports.readback import pdf_text, plain

KEY = rsa.generate_private_key(65537, 2048)
NAME = "s1._domainkey.acme.example"
RAW = (
    b"From: Bob Roe <bob@acme.example>\r\nTo: me@studionorth.example\r\nSubject: Signed mail\r\n"
    b"Date: Mon, 4 May 2026 09:00:00 +0200\r\nMessage-ID: <signed%d@acme.example>\r\n\r\nWhen do you send it?\r\n"
)


def record() -> str:
    raw = KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; p={base64.b64encode(raw).decode()}"


def signed(number: int) -> bytes:
    raw = RAW % number
    pem = KEY.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    made: bytes = dkim.sign(raw, b"s1", b"acme.example", pem, include_headers=[b"from", b"subject", b"date"])
    return made + raw


class Results:
    """As much of an Authentication-Results header as signing asks for: a forwarder that got no seal before."""

    authserv_id = "lists.example"
    method, result = "arc", "none"

    @classmethod
    def parse(cls, header: str) -> Results:
        assert "arc=none" in header
        return cls()

    @property
    def results(self) -> list[Results]:
        return [self]

    def __str__(self) -> str:
        return f"{self.method}={self.result}"


def forwarded(number: int, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A mail that a forwarder sealed (ARC) with the same key."""
    reading = SimpleNamespace(AuthenticationResultsHeader=Results, core=SimpleNamespace(SyntaxError=ValueError))
    monkeypatch.setattr(dkim, "authres", reading, raising=False)  # an optional part of the library, for signing only
    raw = b"Authentication-Results: lists.example; arc=none\r\n" + RAW % number
    pem = KEY.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    signed_headers = [b"from", b"subject", b"date"]
    seal: list[bytes] = dkim.arc_sign(
        raw, b"s1", b"acme.example", pem, b"lists.example", include_headers=signed_headers
    )
    assert len(seal) == 3
    return b"".join(seal) + raw


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """The sample with four more mails: signed, changed after that, not signed, and signed by a lost key."""
    folder = tmp_path / "matter"
    shutil.copytree(SAMPLE, folder)
    (folder / "config.toml").chmod(0o600)
    (folder / "more").mkdir()
    with (folder / "config.toml").open("a") as file:
        file.write('\n[sources.more]\nkind = "eml"\npath = "more"\n')
    mails = {
        "pass": signed(1),
        "fail": signed(2).replace(b"send it?", b"pay it?"),
        "no key": signed(3).replace(b"s=s1;", b"s=s2;"),
    }
    for name, raw in mails.items():
        (folder / "more" / f"{name}.eml").write_bytes(raw)
    return load(folder / "config.toml")


def pulled(config: Config, keys: signatures.Keys) -> tuple[Store, str]:
    workflow.pull(config, PULLED, workflow.Session(environment={}))
    store = open_store(config.store.url, config.folder)
    with store.writer("test"):
        return store, signatures.check_new(store, keys, PULLED)


def told(store: Store, config: Config) -> Mapping[str, str]:
    found = signatures.results(store)
    names = {seen.sha256: Path(seen.locator).stem for seen in store.sightings() if seen.source == "more"}
    return {names[sha]: said for sha, said in found.items() if sha in names}


def test_each_result_is_told_as_what_it_is_with_the_signed_headers(config: Config) -> None:
    store, why = pulled(config, {NAME: record()}.get)
    assert why == ""
    said = told(store, config)
    assert said["pass"].startswith("pass: acme.example signed from, subject, date")
    assert said["fail"].startswith("fail (body hash mismatch)")
    assert said["no key"].startswith("no key: acme.example signed")
    assert "no signature (checked 2026-05-04T09:00:00Z)" in signatures.results(store).values()
    (entry,) = store.recorded(signatures.KIND)
    assert entry.payload["keys"] == {NAME: record(), "s2._domainkey.acme.example": None}
    assert custody.verify(config).problems == ()


def test_without_a_name_server_nothing_fails_and_the_next_pull_asks_again(config: Config) -> None:
    def nobody(name: str) -> str | None:
        raise OSError("offline")

    store, why = pulled(config, nobody)
    assert "could not be asked" in why
    assert told(store, config) == {}
    with store.writer("test"):
        assert signatures.check_new(store, {NAME: record()}.get, PULLED) == ""
    assert set(told(store, config)) == {"pass", "fail", "no key"}


def test_the_seal_of_a_forwarder_is_told_beside_the_signature(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    mails = {"sealed": forwarded(4, monkeypatch), "broken": forwarded(5, monkeypatch).replace(b"send it?", b"pay it?")}
    for name, raw in mails.items():
        (config.folder / "more" / f"{name}.eml").write_bytes(raw)
    store, why = pulled(config, {NAME: record()}.get)
    assert why == ""
    said = told(store, config)
    assert said["sealed"].startswith("no signature; ARC pass (checked")
    assert said["broken"].startswith("no signature; ARC fail (checked")
    assert "ARC" not in said["pass"]


def test_a_slow_name_server_is_asked_no_further_and_the_rest_by_the_next_pull(config: Config) -> None:
    asked: list[str] = []

    def slow(name: str) -> str | None:
        asked.append(name)
        time.sleep(0.05)
        return {NAME: record()}.get(name)

    workflow.pull(config, PULLED, workflow.Session(environment={}))
    store = open_store(config.store.url, config.folder)
    with store.writer("test"):
        assert "slow" in signatures.check_new(store, slow, PULLED, seconds=0.01)
        assert len(asked) == 1
        first = {"pass", "fail"} if asked == [NAME] else {"no key"}
        assert set(told(store, config)) == first
        assert any(said.startswith("no signature") for said in signatures.results(store).values()), "needs no key"
        assert signatures.check_new(store, slow, PULLED, seconds=0.01) == ""
    assert len(asked) == 2
    assert set(told(store, config)) == {"pass", "fail", "no key"}


def test_what_was_checked_is_not_asked_for_again_when_the_key_is_gone(config: Config) -> None:
    store, _ = pulled(config, {NAME: record()}.get)
    with store.writer("test"):
        signatures.check_new(store, lambda _: None, PULLED)
    assert told(store, config)["pass"].startswith("pass")
    assert len(store.recorded(signatures.KIND)) == 1


def test_exhibits_print_the_result_and_say_where_nothing_was_checked(config: Config) -> None:
    workflow.pull(config, PULLED, workflow.Session(environment={}))
    before = workflow.numbered(config, workflow.conclude(config, "acme"), PULLED)
    assert plain("Signatures (DKIM) not checked") in pdf_text(report("exhibits")(before)["exhibits.pdf"])
    pulled(config, {NAME: record()}.get)
    after = workflow.numbered(config, workflow.conclude(config, "acme"), PULLED)
    assert plain("no signature (checked") in pdf_text(report("exhibits")(after)["exhibits.pdf"])
