"""Which mails belong to one conversation (D2 to D5)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from harvester.model.phrases import Phrases
from harvester.model.subjects import Subjects
from harvester.pipeline.mails.threads import Node, Threads, threads

SUBJECTS = Subjects(
    Phrases(
        reply_prefixes=("re", "aw", "sv", "antw", "rv"),
        forward_prefixes=("fwd", "fw", "wg"),
        generic_subjects=("invoice", "question", "hello"),
    )
)
ME, BOB = "me@studionorth.example", "bob@acme.example"


def node(key: str, subject: str, *, parents: str = "", refs: str = "", author: str = ME, day: int = 0) -> Node:
    return Node(
        key=key,
        message_ids=(f"<{key}>",),
        in_reply_to=tuple(f"<{p}>" for p in parents.split()),
        references=tuple(f"<{r}>" for r in refs.split()),
        subject=subject,
        at=datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(days=day),
        author=author,
        participants=frozenset({ME, BOB}),
    )


def joined(*nodes: Node) -> Threads:
    return threads(nodes, SUBJECTS, 30)


def same(found: Threads, *keys: str) -> bool:
    return len({found.of[key] for key in keys}) == 1


def test_a_reply_belongs_to_what_it_answers_even_under_another_subject() -> None:
    found = joined(node("a", "Draft"), node("b", "Something else", parents="a", author=BOB, day=1))
    assert same(found, "a", "b")
    assert found.flags["b"] == ["topic_changed"]
    assert found.refers_to["b"] == ("a",)


def test_a_reference_alone_links_only_under_the_same_subject() -> None:
    """D2."""
    found = joined(
        node("a", "Draft of homepage"),
        node("b", "Re: Draft of homepage", refs="a", author=BOB, day=1),
        node("c", "New matter", refs="a", author=BOB, day=2),
    )
    assert same(found, "a", "b")
    assert not same(found, "a", "c")
    assert found.flags["c"] == ["refs_only_subject_differs"]


def test_two_answers_to_a_mail_that_nobody_has_are_one_conversation() -> None:
    """D3, K3."""
    found = joined(node("b", "Re: Old", parents="lost"), node("c", "Re: Old", parents="lost", author=BOB, day=1))
    assert same(found, "b", "c")
    assert found.flags["b"] == ["left_truncated"]


def test_a_generic_subject_never_joins() -> None:
    """D4."""
    assert not same(joined(node("a", "Invoice"), node("b", "Re: Invoice", author=BOB, day=1)), "a", "b")


def test_a_distinctive_subject_joins_for_a_look_when_the_parent_was_rewritten() -> None:
    """D4."""
    found = joined(
        node("a", "Draft of homepage"), node("b", "Re: Draft of homepage", parents="relay-1", author=BOB, day=1)
    )
    assert same(found, "a", "b")
    assert "subject_link" in found.flags["b"]


def test_a_subject_joins_neither_after_a_month_nor_without_a_reply_prefix_nor_by_a_forward() -> None:
    """D4."""
    for other in (
        node("b", "Re: Draft of homepage", author=BOB, day=31),
        node("b", "Draft of homepage", author=BOB, day=1),
        node("b", "Fwd: Draft of homepage", author=BOB, day=1),
        node("b", "Re: Draft of homepage", author=ME, day=1),
    ):
        assert not same(joined(node("a", "Draft of homepage"), other), "a", "b")


def test_cycles_and_self_references_are_legal_input() -> None:
    """S10."""
    found = joined(node("a", "Draft", parents="b a"), node("b", "Draft", parents="a", day=1))
    assert same(found, "a", "b")


def test_prefixes_in_several_languages_and_tags_are_no_part_of_a_subject() -> None:
    for subject in ("Re: Draft", "AW: Re: draft", "[EXTERNAL] Re[2]: Draft", "WG: Draft", "re:Draft"):
        assert SUBJECTS.base(subject) == "draft"


def hinted(node: Node, hint: str) -> Node:
    return replace(node, hint=hint)


def test_a_reply_without_a_parent_joins_the_providers_own_thread_for_a_look() -> None:
    first = hinted(node("a", "Invoice"), "gm 1")
    for reply in (node("b", "Re: Invoice", author=BOB, day=40), node("b", "Other", parents="lost", author=BOB, day=1)):
        found = joined(first, hinted(reply, "gm 1"))
        assert same(found, "a", "b")
        assert "subject_link" in found.flags["b"]
        assert found.refers_to["b"] == ()


def test_a_providers_thread_never_joins_new_mail_nor_splits_nor_doubts_a_link_by_ids() -> None:
    first = hinted(node("a", "Draft"), "gm 1")
    assert not same(joined(first, hinted(node("b", "Draft", author=BOB, day=1), "gm 1")), "a", "b")
    other = hinted(node("b", "Re: Invoice", author=BOB, day=1), "gm 2")
    assert not same(joined(hinted(node("a", "Invoice"), "gm 1"), other), "a", "b")
    lost = [hinted(node(key, "Re: Draft", parents="lost", day=day), "gm 1") for day, key in enumerate("ab")]
    assert "subject_link" not in joined(*lost).flags["b"]
    linked = joined(first, hinted(node("b", "Re: Draft", parents="a", author=BOB, day=1), "gm 2"))
    assert same(linked, "a", "b")
    assert not linked.flags["b"]
