import itertools

import pytest

from harvester import errors
from harvester.cli.exits import LEGEND, PRECEDENCE, exit_code


def test_the_first_of_the_precedence_stands_for_all() -> None:
    assert exit_code([]) == 0
    for first, second in itertools.combinations(PRECEDENCE, 2):
        assert exit_code([second, first, 0]) == first


def test_an_unknown_code_is_never_taken_for_success() -> None:
    assert exit_code([77]) == 1


@pytest.mark.parametrize("kind", [errors.SignInError, errors.TemporaryError, errors.LockedError, errors.IntegrityError])
def test_every_code_is_explained(kind: type[errors.HarvesterError]) -> None:
    assert f" {kind.exit_code}  " in LEGEND
