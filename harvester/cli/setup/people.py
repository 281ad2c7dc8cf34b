"""Step: our own addresses as sent mail shows them, and who writes for the client."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from harvester.cli.places import client_word
from harvester.cli.setup.asking import Asker
from harvester.cli.setup.given import Answers, Given
from harvester.config.sides import is_shared, own_address, own_domain
from harvester.errors import UsageError
from harvester.harvest.survey import Survey
from harvester.model.times import counted

_LISTED = 12
"""People of the client that are proposed by name; the others count by their domain."""
_NAMED = 3


def a_client(text: str) -> str:
    """A domain of the client, or one address. ValueError in words, for shared-mail domains too (A2)."""
    word = client_word(text)
    if "@" in word:
        return own_address(word)
    try:
        return own_domain(word)
    except ValueError as error:
        raise ValueError(re.sub(r"; list the single .*", "; write the one address of the client", str(error))) from None


def not_our_own(asker: Asker, answers: Answers) -> None:
    """The client is somebody else; asked again before any server is."""
    while problem := _own_side(answers):
        if not asker.asks:
            raise UsageError(problem, "Name the client's domain with --client.")
        asker.trouble(problem)
        answers.client = asker.text("--client", "The client's domain, or an address", a_client)


def the_other_side(asker: Asker, answers: Answers) -> None:
    """The client wrote or was written to; else the nearest name is proposed."""
    while problem := _unseen(answers):
        if not asker.asks:
            asker.trouble(problem)
            return
        near = _near(answers)
        asker.trouble(problem, near and f"Did you mean {near}?")
        again = asker.text("--client", "The client's domain, or an address", a_client, near or answers.client)
        if again == answers.client:
            return
        answers.client = again
        not_our_own(asker, answers)


def is_client(answers: Answers, address: str) -> bool:
    """Whether an address is the client's, by the domain or the address that was named (A1)."""
    if "@" in answers.client:
        return address == answers.client
    return f".{address.rpartition('@')[2]}".endswith(f".{answers.client}")


def _own_side(answers: Answers) -> str:
    own = answers.client and is_client(answers, answers.address)  # what was not given is told with all that is missing
    return f"{answers.client} is your own: {answers.address} lies in it." if own else ""


def _unseen(answers: Answers) -> str:
    seen = answers.survey
    if not seen.others or any(is_client(answers, address) for address in seen.others):
        return ""
    domains = _domains(seen)
    usual = [domain for domain, _ in domains.most_common() if not is_shared(domain)][:_NAMED]
    most = f" Most of it is with {', '.join(usual)}." if usual else ""
    return f"No mail with {answers.client} among the headers that were read.{most}"


def _near(answers: Answers) -> str:
    seen = answers.survey
    known: Iterable[str] = seen.others if "@" in answers.client else _domains(seen)
    found = get_close_matches(answers.client, filter(str.isprintable, known), 1, 0.7)
    return found[0] if found else ""


def _domains(seen: Survey) -> Counter[str]:
    """Domains of everybody but us, with how often they occur."""
    ours = set(seen.own)
    found = Counter[str]()
    for address, count in seen.others.items():
        if address not in ours:
            found[address.rpartition("@")[2]] += count
    return found


def who_is_who(asker: Asker, given: Given, answers: Answers) -> None:
    """Own addresses, the own domain, and the client's people, each as found and then confirmed."""
    seen = answers.survey
    found = [one for one in seen.own_addresses() if not is_client(answers, one)]
    own = list(dict.fromkeys((answers.address, *given.me, *found)))
    asker.tell(f"Our addresses{', as sent mail shows them' if found else ''}:")
    answers.own = _chosen(asker, own, seen.own, seen) or [answers.address]
    _own_domain(asker, answers)
    answers.us["name"] = given.name or asker.optional(
        "Your name, or your firm's", str.strip, seen.name(answers.address) if asker.asks else ""
    )
    people = [one for one, _ in seen.writers.most_common() if is_client(answers, one)]
    if people:
        asker.tell(f"Who writes for the client (everybody at {answers.client} counts, named here or not):")
        answers.people = {one: seen.name(one) for one in _chosen(asker, people[:_LISTED], seen.writers, seen)}
        if len(people) > _LISTED:
            asker.tell(f"… and {len(people) - _LISTED} more.")
    answers.them["name"] = given.client_name or asker.optional(
        "The client's name", str.strip, _usual_name(answers.client) if asker.asks else ""
    )


def _own_domain(asker: Asker, answers: Answers) -> None:
    """Colleagues are us, too: a client who answered one of them has answered."""
    domain = answers.address.rpartition("@")[2]
    others = [one for one in answers.survey.others if one.endswith(f"@{domain}") and one not in answers.own]
    if is_shared(domain) or not others or _overlaps(domain, answers.client):
        return
    asker.tell(f"{len(others)} more address{'' if len(others) == 1 else 'es'} at {domain} in this mailbox.")
    if asker.yes(f"Count everybody at {domain} as us?"):
        answers.us["domains"] = [domain]
        if not asker.asks:
            asker.tell(f"Everybody at {domain} is counted as us.")


def _overlaps(domain: str, client: str) -> bool:
    theirs = client.rpartition("@")[2]
    return f".{theirs}".endswith(f".{domain}") or f".{domain}".endswith(f".{theirs}")


def _chosen(asker: Asker, found: Sequence[str], counts: Mapping[str, int], seen: Survey) -> list[str]:
    """The addresses, less those whose numbers were typed, with those that were typed."""
    for number, address in enumerate(found, 1):
        name, count = seen.name(address), counts.get(address, 0)
        who = f"{name} <{address}>" if name else address
        asker.tell(f"{who}, {counted(count, 'mail')}" if count else who, str(number))
    if not asker.asks:
        return list(found)
    chosen = list(found)

    def proved(answer: str) -> str:
        chosen[:] = _corrected(found, answer)
        return answer

    asker.optional("Enter: all of them; numbers leave out, addresses add", proved)
    return chosen


def _corrected(found: Sequence[str], answer: str) -> list[str]:
    """ValueError in words for what is neither a number of the list nor an address."""
    words = answer.replace(",", " ").split()
    gone, more = set[int](), list[str]()
    for word in words:
        if word.isascii() and word.isdigit() and 1 <= int(word) <= len(found):
            gone.add(int(word))
        elif "@" in word:
            more.append(own_address(word))
        else:
            raise ValueError(f"“{word}” is neither a number of the list nor an address")
    kept = [address for number, address in enumerate(found, 1) if number not in gone]
    return list(dict.fromkeys((*kept, *more)))


def _usual_name(client: str) -> str:
    """“Acme” of acme.example."""
    name = client.rpartition("@")[2].partition(".")[0] if "@" not in client else client.partition("@")[0]
    return " ".join(part.capitalize() for part in name.replace("_", "-").replace(".", "-").split("-") if part)


def named_people(answers: Answers) -> Iterator[tuple[str, str]]:
    """Address and name of the client's people whose name is known."""
    yield from ((address, name) for address, name in answers.people.items() if name)
