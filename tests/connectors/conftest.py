"""The contract of all connectors asserts on behalf of its tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.register_assert_rewrite("tests.connectors.contract", "tests.connectors.event_contract")

from tests.servers import google, pages, radicale  # noqa: E402 (the contracts must be registered before)


@pytest.fixture(scope="session")
def radicale_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[radicale.Radicale]:
    """One real CalDAV server; every test takes an account of its own."""
    with radicale.running(tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture
def google_server() -> Iterator[google.Google]:
    """Google on this machine, with one empty calendar."""
    with google.running() as server:
        yield server


@pytest.fixture
def web_pages() -> Iterator[pages.Pages]:
    """A web server without TLS."""
    with pages.running() as server:
        yield server
