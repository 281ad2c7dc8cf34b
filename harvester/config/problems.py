"""Everything that is wrong with a configuration, at once, each problem naming its key and never its secret."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from harvester.config import sides
from harvester.config.parties import client_party, us_party
from harvester.config.schema import REFERENCE, REFERENCE_FORMS, Config
from harvester.model import Party, Side
from harvester.model.people import Sides
from harvester.model.settings import KINDS

Key = tuple[str | int, ...]

SECRET_KEYS = ("password", "client_secrets", "service_account")
_PLAINER = {
    "missing": "is missing",
    "model_type": "should be a table",
    "dict_type": "should be a table",
    "tuple_type": "should be a list",
    **dict.fromkeys(("timezone_aware", "datetime_parsing", "datetime_from_date_parsing", "datetime_type",
                     "datetime_object_invalid"), "should be a time with its zone, e.g. 2026-03-31T12:00:00+02:00"),
    **dict.fromkeys(("date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact", "date_type"),
                    "should be a date, e.g. 2026-12-24"),
}  # fmt: skip


def examined(data: Mapping[str, Any]) -> tuple[Config | None, list[str]]:
    """The configuration, and every problem in it; None only when there are problems."""
    kept = copy.deepcopy(dict(data))
    problems = list(_literal_secrets(kept))
    config: Config | None = None
    try:
        config = Config.model_validate(kept)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        problems += [_sentence(kept, detail) for detail in details]
        config = _salvaged(kept, details)
    if config:
        problems += _contradictions(config)
    return config, sorted(set(problems))


def dotted(key: Key) -> str:
    """A key as the file spells it: clients.acme.people."bob@acme.example".also[0]."""
    text = ""
    for part in key:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += "." * bool(text) + (part if re.fullmatch(r"[\w-]+", part, re.ASCII) else json.dumps(part))
    return text


def _table(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def _literal_secrets(data: Mapping[str, Any]) -> Iterator[str]:
    for source_name, source in _table(data, "sources").items():
        for key in SECRET_KEYS:
            secret = source.get(key) if isinstance(source, dict) else None
            if isinstance(secret, str) and secret and not REFERENCE.fullmatch(secret):
                where = dotted(("sources", source_name, key))
                yield f"{where}: holds the secret itself or no known reference; write {REFERENCE_FORMS}"


def _sentence(data: Mapping[str, Any], detail: ErrorDetails) -> str:
    key = _real_key(data, detail["loc"])
    kind = detail["type"]
    if kind == "extra_forbidden":
        known = _known_keys(data, key[:-1])
        near = get_close_matches(str(key[-1]), known, 1, 0.5)
        hint = f"did you mean {near[0]}?" if near else f"known here are {', '.join(sorted(known))}"
        return f"{dotted(key)}: is unknown; {hint}"
    if kind == "union_tag_not_found":
        return f"{dotted((*key, 'kind'))}: is missing; write one of {', '.join(KINDS)}"
    if kind == "union_tag_invalid":
        tag = str(detail.get("ctx", {}).get("tag", ""))
        near = get_close_matches(tag, KINDS, 1, 0.5)
        hint = f"; did you mean {near[0]}?" if near else ""
        return f"{dotted((*key, 'kind'))}: “{tag}” is none of {', '.join(KINDS)}{hint}"
    message = detail["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return f"{dotted(key)}: {_PLAINER.get(kind, message)}"


def _real_key(data: Any, loc: Key) -> Key:
    """The place in the file: pydantic's own marks (the kind of a source, `[key]` of a mapping) are left out."""
    key: list[str | int] = []
    for index, part in enumerate(loc):
        if _holds(data, part):
            data = data[part]
        elif part == "[key]" or index < len(loc) - 1 or (isinstance(data, dict) and part == data.get("kind")):
            continue
        key.append(part)
    return tuple(key)


def _holds(data: Any, part: str | int) -> bool:
    return (isinstance(data, dict) and part in data) or (
        isinstance(data, list) and isinstance(part, int) and part < len(data)
    )


def _known_keys(data: Any, key: Key) -> list[str]:
    """The keys that the table at this place may hold."""
    shape: Any = Config
    for part in key:
        if isinstance(shape, type) and issubclass(shape, BaseModel):
            shape = shape.model_fields[str(part)].annotation
        elif get_origin(shape) is dict:
            shape = get_args(shape)[1]
        data = data[part]
    members = [shape, *get_args(shape), *(deeper for member in get_args(shape) for deeper in get_args(member))]
    models = [member for member in members if isinstance(member, type) and issubclass(member, BaseModel)]
    kind = data.get("kind") if isinstance(data, dict) else None
    chosen = [model for model in models if "kind" in model.model_fields and model.model_fields["kind"].default == kind]
    return [name for model in chosen or models[:1] for name in model.model_fields]


def _salvaged(data: dict[str, Any], details: list[ErrorDetails]) -> Config | None:
    """The rest of the configuration without its wrong keys, so that what lies deeper is reported in the same run."""
    rest = copy.deepcopy(data)
    keys = [_real_key(data, detail["loc"]) for detail in details]
    cut = {key[:-1] if detail["type"] == "missing" else key for key, detail in zip(keys, details, strict=True)}
    for *tables, last in sorted((key for key in cut if key), key=lambda key: [str(part) for part in key], reverse=True):
        place: Any = rest
        for part in tables:
            place = place[part] if _holds(place, part) else {}
        if _holds(place, last):
            del place[last]
    try:
        return Config.model_validate(rest)
    except ValidationError:
        return None


def _contradictions(config: Config) -> Iterator[str]:
    """Problems that only two places together make."""
    us = us_party(config)
    if not (us.addresses or us.domains):
        yield "us.addresses: no own address or domain is named; write at least one"
    for table in ("sources", "clients"):
        if not getattr(config, table):
            yield f"{table}: none is configured; add a [{table}.NAME] table"
    for name, source in config.sources.items():
        yield from _address_problems(("sources", name, "addresses"), source.addresses or ())
    for key in config.clients:
        yield from _client_problems(config, key, us)
        yield from _told_to_client(config, key, us)


def _told_to_client(config: Config, key: str, us: Party) -> Iterator[str]:
    """A digest speaks of the clients: it never goes to one of them."""
    both = Sides(us, client_party(config, key))
    for index, address in enumerate(config.notify.to):
        if both.of(address) is Side.CLIENT:
            yield f"{dotted(('notify', 'to', index))}: {address} belongs to the client {key}; name one of your own"


def _address_problems(key: Key, addresses: tuple[str, ...]) -> Iterator[str]:
    for address in addresses:
        try:
            sides.own_address(address)
        except ValueError as error:
            yield f"{dotted(key)}: {error}"


def _client_problems(config: Config, key: str, us: Party) -> Iterator[str]:
    table, client = config.clients[key], client_party(config, key)
    named = dotted(("clients", key, "domains" if table.domains else "addresses"))
    if not (client.domains or client.addresses):
        yield f"{dotted(('clients', key, 'domains'))}: no domain, address or person names this client; write one"
    for sentence in sides.overlaps(us, client):
        yield f"{named}: {sentence}"
    for number in sides.shared_numbers(client):
        yield f"{dotted(('clients', key, 'people'))}: {number} stands with two people; give it to one, or to neither"
    for name in table.sources or ():
        if name not in config.sources:
            near = get_close_matches(name, config.sources, 1, 0.5)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(sorted(config.sources))}"
            yield f"{dotted(('clients', key, 'sources'))}: there is no source “{name}”; {hint}"
