"""One Dovecot for all tests of a session."""

from collections.abc import Iterator

import pytest

from tests.servers.dovecot import Dovecot, running

pytest.register_assert_rewrite("tests.connectors.contract")


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    with running() as server:
        yield server
