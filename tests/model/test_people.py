"""Who an address belongs to (A1, A8; robustness S1, S2, S5)."""

import pytest

from harvester.model.matter import Party, Person, Side
from harvester.model.people import Sides, look_alikes

SIDES = Sides(
    us=Party(name="Studio North", addresses=frozenset({"me@studionorth.example"}), domains=frozenset()),
    client=Party(
        name="Acme Ltd",
        domains=frozenset({"acme.example", "bücher.example"}),
        people=(Person(emails=("bob@acme.example", "bob.roe@gmail.com"), name="Bob Roe", contact=True),),
    ),
)


@pytest.mark.parametrize(
    ("address", "side"),
    [
        ("bob@acme.example", Side.CLIENT),
        ("BOB@ACME.EXAMPLE.", Side.CLIENT),
        ("anybody@eu.acme.example", Side.CLIENT),
        ("bob.roe@gmail.com", Side.CLIENT),
        ("bob.roe+acme@gmail.com", Side.CLIENT),
        ("anna@bücher.example", Side.CLIENT),
        ("anna@xn--bcher-kva.example", Side.CLIENT),
        ("me+acme@studionorth.example", Side.US),
        ("other@studionorth.example", Side.THIRD),
        ("someone@gmail.com", Side.THIRD),
        ("x@notacme.example", Side.THIRD),
        ("x@acme.example.evil.example", Side.THIRD),
        ("acme.example", Side.THIRD),
        ("", Side.THIRD),
    ],
)
def test_the_side_of_an_address_is_the_first_hit_at_a_label_boundary(address: str, side: Side) -> None:
    assert SIDES.of(address) is side


def test_all_addresses_of_a_person_are_one_person() -> None:
    assert SIDES.identity("bob.roe+x@gmail.com") == SIDES.identity("Bob@acme.example") == "bob@acme.example"
    assert SIDES.identity("carol+news@acme.example") == "carol@acme.example"


def test_an_imitation_of_the_client_domain_is_named() -> None:
    seen = ["x@acme.example.evil.example", "x@аcme.example", "bob@acme.example", "y@else.example", "z@notacme.example"]
    assert set(look_alikes(seen, SIDES.client)) == {
        "x@acme.example.evil.example", "x@аcme.example", "z@notacme.example"
    }  # fmt: skip
