"""Short and pet names: a notice that says “Bobby” or “Rob” may mean Robert Roe (measurement.md C11)."""

from __future__ import annotations

from collections.abc import Iterator

_GROUPS = tuple(
    frozenset(line.split())
    for line in (
        "robert bob rob bobby robbie bert",
        "william billy willy",
        "richard rick dick ricky",
        "james jim jimmy jamie",
        "john johnny jack jon",
        "joseph joe joey",
        "michael mike mick micky michi",
        "thomas tom tommy",
        "charles charlie",
        "edward ed eddie ted teddy",
        "anthony tony",
        "andrew andy",
        "andreas andi andy",
        "daniel dan danny dani",
        "david dave",
        "matthew matt",
        "matthias matze",
        "nicholas nick nicky",
        "christopher chris",
        "christian chris",
        "christine chris tina chrissy",
        "benjamin ben benny",
        "samuel sam sammy",
        "samantha sam sammy",
        "alexander alex sascha",
        "alexandra alex sandra",
        "stephen steven steve stevie",
        "stefan steff",
        "gregory greg",
        "jeffrey jeff",
        "kenneth ken kenny",
        "lawrence larry",
        "patrick pat paddy",
        "patricia pat patty tricia",
        "peter pete",
        "philip phil",
        "ronald ron ronny",
        "timothy tim timmy",
        "theodore ted theo",
        "elizabeth liz lizzy beth betty eliza",
        "katherine catherine kate kathy cathy katie",
        "katharina kathi",
        "margaret maggie meg peggy",
        "jennifer jen jenny",
        "jessica jess jessie",
        "susan susie",
        "deborah deb debbie",
        "rebecca becky becca",
        "victoria vicky",
        "barbara babs",
        "johannes hannes jo",
        "sebastian basti seb",
        "maximilian maxi",
        "manfred manni",
        "friedrich fritz",
        "giuseppe beppe pino",
        "francisco paco pancho",
        "jose pepe",
    )
)
"""Without those that begin sentences and headings as words: “Will”, “Bill”, “Sue”, “Max”."""
_VOWELS = "aeiouy"
_OTHERS = (
    "anders andrea angela anja ann anna anne antonia astrid beate birgit björn brigitte carla carlos carmen carol "
    "caroline cecile chiara claire clara claudia cornelia daniela diana doris elena elke emily emma erik erika "
    "eva fabian felix florian francesca frank frederic gabriele georg george gerhard giovanni gisela giulia guido "
    "günter hans harald heike heinz helen helga henri henrik hugo ines ingrid irene isabel isabelle jan jana jane "
    "jean jens joachim josé juan judith julia julie juliette jutta jörg jürgen karin karl katja kevin kirsten "
    "klaus lars laura lea lena linda lisa lorenzo louis luca lucas luigi luis lukas manuel manuela marc marco "
    "marcus margarete maria marie marina mario mark markus marta martin martina mary maría mats maya miguel "
    "monica monika nadine natalie nathalie nicolas nicole nils nina olaf ole oliver olivier pablo paolo paul "
    "paula pauline pedro petra pia pierre rainer ralf ralph raphael regina renate roberto rosa ruth sabine sandra "
    "sara sarah silke silvia simon simone sofia sonja sophie stefanie stephanie susanne sven sylvie søren tanja "
    "tobias ulrich ulrike ursula ute uwe valentina vera veronica vincent walter werner yvonne zoe zoë "
)
_FIRST_NAMES = frozenset().union(*_GROUPS) | frozenset(_OTHERS.split())


def is_first_name(word: str) -> bool:
    """Whether a word is one of the first names that are known here."""
    return word.casefold() in _FIRST_NAMES


def nicknames(first: str) -> frozenset[str]:
    """Other names of who is called so, casefolded: "bobby", "robert" and "rob" for "Bob"."""
    name = first.casefold()
    return frozenset(other for group in _GROUPS if name in group for other in group if other != name) | frozenset(
        _endeared(name)
    )


def _endeared(name: str) -> Iterator[str]:
    """“Tom” -> “Tommy”, “Tommie”."""
    short = len(name) == len("bob") and name[-1] not in _VOWELS and name[-2] in _VOWELS
    yield from (f"{name}{name[-1]}{end}" for end in ("y", "ie") if short)
