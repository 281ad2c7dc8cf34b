"""A table of `config.toml` as a class whose annotations are the one place that says what its keys take.

    class ServerTable(Table):
        host: Annotated[str, filled]                      # no default: it must be there
        port: Annotated[int, between(1, 65535)] = 993

What stands behind a type in `Annotated` is called with the value and returns it, or raises ValueError in words. A union
of tables is told apart by their key `kind`. Nothing is made of a class before a table of its kind is read: validators
that are built at every start cost far more than what they read (N2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Self, Union, dataclass_transform, get_args, get_origin, get_type_hints

from harvester.model import values
from harvester.model.values import Key, dotted, meant, none_of

Problem = tuple[Key, str]
"""Where something is wrong, and what, in words."""
Contradiction = tuple[tuple[str, ...], str]
"""The keys of a table that go together wrongly, and what is wrong, in words."""
_NOTHING = object()
"""What is read of a value that is wrong."""


class TableError(ValueError):
    """A table was made with values that it does not take; `problems` holds every one."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{dotted(key)}: {told}" if key else told for key, told in problems))
        self.problems = problems


@dataclass_transform(eq_default=False, kw_only_default=True, frozen_default=True)
class Table:
    """A table of the file: unknown keys are problems, values never change, defaults are attributes of the class."""

    def __init__(self, **given: Any) -> None:
        problems = list[Problem]()
        _fill(self, given, (), problems)
        if problems:
            raise TableError(problems)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self:
        """The table with these values. Raises TableError."""
        return cls(**given)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> tuple[Self, list[Problem]]:
        """What the data say, and everything that is wrong in them; what is wrong is left out."""
        table, problems = cls.__new__(cls), list[Problem]()
        _fill(table, data, (), problems)
        return table, problems

    @classmethod
    @cache
    def keys(cls) -> dict[str, Any]:
        """Every key that such a table may hold, with its annotation."""
        hints = get_type_hints(cls, include_extras=True)
        return {name: shape for name, shape in hints.items() if not name.startswith("_")}

    def contradictions(self) -> Iterator[Contradiction]:
        """What several keys together make wrong; told where each of them is right by itself."""
        return iter(())

    def written(self) -> dict[str, Any]:
        """The table as it was written: without defaults."""
        return {name: _plain(value) for name, value in vars(self).items() if not name.startswith("_")}

    def replaced(self, **values: Any) -> Self:
        """The same table with other values, which are not looked at again."""
        table = type(self).__new__(type(self))
        vars(table).update(vars(self) | values)
        return table

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} never changes")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({vars(self)})"


def _fill(table: Table, data: Mapping[str, Any], at: Key, problems: list[Problem]) -> None:
    known, already = table.keys(), len(problems)
    for name, value in data.items():
        if name in known:
            _keep(vars(table), name, _read(known[name], value, (*at, name), problems))
        else:
            problems.append(((*at, name), f"is unknown; {meant(name, known)}"))
    missing = (name for name in known if name not in data and not hasattr(table, name))
    problems += (((*at, name), "is missing") for name in missing)
    wrong = {str(key[len(at)]) for key, _ in problems[already:]}
    problems += ((at, told) for told in _contradictions(table, wrong, data))


def _contradictions(table: Table, wrong: set[str], data: Mapping[str, Any]) -> Iterator[str]:
    """Those of keys that are right; behind an unknown key, any that was not written may be meant."""
    known = table.keys()
    doubtful = wrong if wrong <= known.keys() else wrong | (known.keys() - data.keys())
    stand_ins = {name: "" for name in wrong if not hasattr(table, name)}
    for rests_on, told in (table.replaced(**stand_ins) if stand_ins else table).contradictions():
        if doubtful.isdisjoint(rests_on):
            yield told


def _keep(held: dict[Any, Any], key: object, value: object) -> None:
    if _NOTHING not in (key, value):
        held[key] = value


def _read(shape: Any, value: Any, at: Key, problems: list[Problem]) -> Any:
    """The value as its annotation has it; _NOTHING where it is wrong, and what is wrong is a problem more."""
    read = _COMPOUND.get(get_origin(shape))
    try:
        if read:
            return read(get_args(shape), value, at, problems)
        return _PLAIN[shape](value) if shape in _PLAIN else _table(shape, value, at, problems)
    except (ValueError, OverflowError) as error:
        problems.append((at, str(error)))
        return _NOTHING


def _table(shape: type[Table], value: Any, at: Key, problems: list[Problem]) -> Table:
    table = shape.__new__(shape)
    _fill(table, _mapping(value), at, problems)
    return table


def _annotated(parts: Any, value: Any, at: Key, problems: list[Problem]) -> Any:
    shape, *checks = parts
    found = _read(shape, value, at, problems)
    for check in checks:
        found = found if found is _NOTHING else check(found)
    return found


def _one_of(parts: Any, value: Any, at: Key, problems: list[Problem]) -> Any:
    """None for what may be missing; of several tables that of the `kind`."""
    shape, *others = (part for part in parts if part is not NoneType)
    if value is None and len(others) + 1 < len(parts):
        return None
    if not others:
        return _read(shape, value, at, problems)
    kinds, kind = {one.kind: one for one in (shape, *others)}, str(_mapping(value).get("kind", ""))
    if kind in kinds:
        return _table(kinds[kind], value, at, problems)
    told = none_of(kind, kinds) if kind else f"is missing; write one of {', '.join(kinds)}"
    problems.append(((*at, "kind"), told))
    return _NOTHING


def _literal(parts: Any, value: Any, at: Key, problems: list[Problem]) -> Any:
    if value not in parts:
        *most, last = map(repr, parts)
        raise ValueError(f"should be {', '.join(most)} or {last}" if most else f"should be {last}")
    return value


def _list(parts: Any, value: Any, at: Key, problems: list[Problem]) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise ValueError("should be a list")  # noqa: TRY004 (a wrong value in the file, as any other)
    found = (_read(parts[0], one, (*at, number), problems) for number, one in enumerate(value))
    return tuple(one for one in found if one is not _NOTHING)


def _named(parts: Any, value: Any, at: Key, problems: list[Problem]) -> dict[Any, Any]:
    found = dict[Any, Any]()
    for name, one in _mapping(value).items():
        here = (*at, name)
        _keep(found, _read(parts[0], name, here, problems), _read(parts[1], one, here, problems))
    return found


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError("should be a table")  # noqa: TRY004
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, Table):
        return value.written()
    return {name: _plain(one) for name, one in value.items()} if isinstance(value, Mapping) else value


_PLAIN: Mapping[Any, Callable[[object], object]] = {
    str: values.text,
    bool: values.truth,
    int: values.whole,
    float: values.number,
    date: values.day,
    datetime: values.moment,
}
_COMPOUND = {
    Annotated: _annotated,
    UnionType: _one_of,
    Union: _one_of,
    Literal: _literal,
    tuple: _list,
    Mapping: _named,
}
