"""A mailbox of 50,000 mails: each is looked at, in little memory; with nothing new a pull is done at once (F27)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import invariants
from tests.harvest.server import mail
from tests.harvest.test_refusals import CONFIG
from tests.servers.dovecot import PASSWORD, Dovecot, DovecotMailbox

pytestmark = pytest.mark.long
MAILS = 50_000
EVERY = 100
"""One mail in so many is of the client."""
MOST_MEMORY = 500_000  # kilobytes
MOST_SECONDS = 5
_PULL = """
import sys
from harvester.cli import main
from tests.servers.memory import peak
code = main(sys.argv[1:])
print(peak(), file=sys.stderr)
sys.exit(code)
"""


@pytest.fixture
def account(dovecot: Dovecot) -> DovecotMailbox:
    account = dovecot.mailbox()
    account.add(
        "INBOX",
        (
            mail(*(() if number % EVERY == 0 else ("zoe@other.example",)), mid=f"{number}@mail.example", body="x" * 800)
            for number in range(MAILS)
        ),
    )
    return account


def ran(config: Path, *words: str) -> tuple[int, float]:
    """Kilobytes at the most, and seconds."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", _PULL, "--config", str(config), *words],
        env=os.environ | {"HARVESTER_PASSWORD": PASSWORD}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return int(done.stderr.splitlines()[-1]), time.monotonic() - began


def test_fifty_thousand_mails(account: DovecotMailbox, tmp_path: Path) -> None:
    config, store = tmp_path / "config.toml", tmp_path / "evidence.db"
    config.write_text(CONFIG.format(port=account.server.plain_port).replace('"ann"', f'"{account.user}"'))
    config.chmod(0o600)

    memory, _ = ran(config, "pull")
    assert memory < MOST_MEMORY
    assert (len(invariants.sighted(store)), len(invariants.passed_over(store))) == (
        MAILS // EVERY,
        MAILS - MAILS // EVERY,
    )

    before = invariants.evidence(store)
    memory, seconds = ran(config, "pull")
    assert memory < MOST_MEMORY
    assert seconds < MOST_SECONDS
    assert invariants.evidence(store) == before

    memory, _ = ran(config, "verify")
    assert memory < MOST_MEMORY
    assert invariants.problems(store) == []
