"""What a pull waits for is told while it waits."""

from __future__ import annotations

import time

import pytest

from connectors import waits
from harvester.cli.progress import progress


def test_a_wait_that_a_person_would_notice_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    with progress():
        waits.pause(40.0)
        waits.pause(0.2)
    waits.pause(50.0)
    assert slept == [40.0, 0.2, 50.0]
    assert capsys.readouterr().err == "Waiting for the server: going on in 40 s.\n"
