"""Time stamps of an authority (RFC 3161): what was there, and not later than when (evidence.md 3).

A stamp of the journal is taken of the text that its last hash was made of, so that the stamped digest is that hash.
The answer is kept in the journal with the certificates that it holds; checking needs no network.
"""

from __future__ import annotations

import base64
import hashlib
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import urllib3
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.utils import CryptographyDeprecationWarning
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, VerifierBuilder, decode_timestamp_response
from rfc3161_client.errors import VerificationError

from harvester.errors import TemporaryError, UsageError
from harvester.files import file_bytes
from harvester.model.times import iso
from harvester.store import Store

KIND = "timestamp"
"""Kind of the entries of the journal."""
_PATIENCE_SECONDS = 20.0
_LARGEST = 200_000
_UNKNOWN_ROOT = ("unable to get local issuer certificate", "self-signed certificate", "self signed certificate")
_VERIFY_ERROR = re.compile(r"Verify error: ([^\"]+)\"")
_ASKED = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """An answer of an authority."""

    token: bytes
    """DER of the whole answer, as `openssl ts -verify -in` takes it."""
    digest: str
    """SHA-256 that was stamped."""
    at: datetime
    chain: tuple[str, ...]
    """PEM of every certificate that it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A stamp in the journal."""

    entry: int
    """Number of the entry that was stamped."""
    hash: str
    """Its hash, as the journal notes it."""
    url: str
    token: bytes


def stamp_journal(store: Store, url: str, now: datetime) -> bool:
    """Has the head of the journal stamped and keeps the answer; False: nothing was added since the last stamp.

    Inside `store.writer`. Raises TemporaryError when the authority does not answer as it should.
    """
    number, _ = store.head()
    last = next(iter(store.links(number)), None)
    if last is None or last.kind == f"note:{KIND}":
        return False
    stamp = ask(url, last.hashed.encode("ascii"))
    token = base64.b64encode(stamp.token).decode("ascii")
    store.record(KIND, {"entry": last.seq, "hash": last.hash, "url": url, "token": token}, now)
    return True


def kept(store: Store) -> tuple[Kept, ...]:
    """Every stamp of the journal, in order."""
    return tuple(
        Kept(
            entry=entry.payload["entry"],
            hash=entry.payload["hash"],
            url=entry.payload["url"],
            token=base64.b64decode(entry.payload["token"]),
        )
        for entry in store.recorded(KIND)
    )


def examined(store: Store, ca_file: Path | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """One sentence about each stamp of the journal, and what is wrong with them; `ca_file` as in `roots`."""
    known, hashes = roots(ca_file), {link.seq: link.hash for link in store.links()}
    sentences, problems = [], []
    for one in kept(store):
        name, stamp = f"time stamp of entry {one.entry}", read(one.token)
        if stamp is None or stamp.digest != hashes.get(one.entry):
            problems.append(f"{name}: it is of something else")
            continue
        if ca_file and (why := problem(stamp, known)):
            problems.append(f"{name}: not confirmed by {ca_file}: {why}")
        sentences.append(f"{name}: {told(stamp, known)}")
    return tuple(sentences), tuple(problems)


def ask(url: str, data: bytes) -> Stamp:
    """The stamp of an authority over `data`. Raises TemporaryError when there is none, or it is of something else."""
    request = TimestampRequestBuilder(data=data, hash_algorithm=HashAlgorithm.SHA256).build()
    stamp = read(_posted(url, request.as_bytes()))
    if stamp is None or stamp.digest != hashlib.sha256(data).hexdigest():
        raise _unusable(url, "its answer is no stamp of what was sent")
    return stamp


def read(token: bytes) -> Stamp | None:
    """What an answer says; None where it is no granted stamp of a SHA-256."""
    try:
        answer = decode_timestamp_response(token)
        if answer.status not in {0, 1} or len(answer.tst_info.message_imprint.message) != 32:
            return None
        certificates = map(x509.load_der_x509_certificate, answer.signed_data.certificates)
        pem = sorted(one.public_bytes(Encoding.PEM).decode("ascii") for one in certificates)
        info = answer.tst_info
        return Stamp(
            token=token,
            digest=info.message_imprint.message.hex(),
            at=info.gen_time.replace(tzinfo=info.gen_time.tzinfo or UTC),
            chain=tuple(pem),
        )
    except (ValueError, TypeError, AttributeError):
        return None


def problem(stamp: Stamp, roots: Sequence[x509.Certificate]) -> str:
    """Why a stamp is not confirmed by these roots, in words; "": it is."""
    if not roots:
        return "no root of an authority is known here"
    builder = VerifierBuilder(roots=list(roots), intermediates=list(_certificates(stamp)))
    try:
        builder.build().verify(decode_timestamp_response(stamp.token), bytes.fromhex(stamp.digest))
    except (VerificationError, ValueError) as error:
        return _in_words(str(error).removeprefix("Error while verifying certificates: "))
    return ""


def _in_words(error: str) -> str:
    """What a library says of a stamp, without the words in which it speaks to programs."""
    if any(known in error for known in _UNKNOWN_ROOT):
        return "none of the roots known here signed for its authority; --ca-file names another"
    told = _VERIFY_ERROR.search(error)
    if told:
        return told[1]
    return error if error and "ErrorStack" not in error else "its signature does not hold"


def told(stamp: Stamp, roots: Sequence[x509.Certificate]) -> str:
    """One sentence about a stamp: its time, and whether these roots confirm it."""
    why = problem(stamp, roots)
    confirmed = f"not confirmed on this machine ({why})" if why else "confirmed by a root that this machine trusts"
    return f"stamped on {iso(stamp.at)}; {confirmed}"


def roots(ca_file: Path | None) -> list[x509.Certificate]:
    """The roots that stamps are checked with: those of a PEM file, else those that ship with the program."""
    import certifi

    file = ca_file or Path(certifi.where())
    try:
        with warnings.catch_warnings():
            # an old root among those that ship has a serial number that the library warns of: no matter of the user's
            warnings.simplefilter("ignore", CryptographyDeprecationWarning)
            return x509.load_pem_x509_certificates(file_bytes(file))
    except (OSError, ValueError):
        raise UsageError(
            f"{file} cannot be read as PEM certificates.", "Name the root of the authority: --ca-file, or `ca_file`."
        ) from None


def _certificates(stamp: Stamp) -> Iterator[x509.Certificate]:
    """Those of the answer that are not their own issuers: a root is trusted by nobody for being sent along."""
    for pem in stamp.chain:
        one = x509.load_pem_x509_certificate(pem.encode("ascii"))
        if one.issuer != one.subject:
            yield one


def _posted(url: str, query: bytes) -> bytes:
    pool = urllib3.PoolManager(retries=urllib3.Retry(2, redirect=0), timeout=_PATIENCE_SECONDS)
    try:
        answer = pool.request("POST", url, body=query, headers=_ASKED, preload_content=False)
        content = answer.read(_LARGEST + 1)
        answer.release_conn()
    except (urllib3.exceptions.HTTPError, ValueError):
        raise _unusable(url, "it does not answer") from None
    finally:
        pool.clear()
    if answer.status != 200 or len(content) > _LARGEST:
        raise _unusable(url, f"it answered with status {answer.status}")
    return bytes(content)


def _unusable(url: str, why: str) -> TemporaryError:
    host = urllib3.util.parse_url(url).host
    return TemporaryError(f"The time-stamp authority {host} gave no stamp: {why}.", "Run it again later.")
