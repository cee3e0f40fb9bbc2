"""Frozen dataclasses that are made in a fifth of the time: a check of one post makes two hundred of them.

The standard library compiles six methods of each class from text. Here five are closures, and `__init__` is compiled
when the first object is made. `fields`, `replace`, `asdict`, pickles and errors stay the same.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

Field = dataclasses.Field[Any]
Values = Callable[[Any], tuple[Any, ...]]


def _record(cls: type[Any], *, slots: bool, eq: bool) -> Any:
    own = dict(vars(cls))
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)  # compiles nothing
    fields = dataclasses.fields(made)
    if not all(field.init and not field.kw_only for field in fields):
        raise TypeError(f"{cls.__qualname__} has a field without a parameter of its place: use dataclasses.dataclass")
    made.__init__ = _init_of(made, fields)
    made.__setattr__, made.__delattr__ = _refusal(made, "assign to"), _refusal(made, "delete")
    if slots:
        made.__getstate__, made.__setstate__ = _state_of(made, fields)
    if "__repr__" not in own:
        made.__repr__ = _repr_of([field.name for field in fields if field.repr])
    compared = _values_of([field.name for field in fields if field.compare])
    if eq and "__eq__" not in own:
        made.__eq__ = _eq_of(compared)
    if eq and own.get("__hash__") is None:
        made.__hash__ = lambda self: hash(compared(self))
    params = made.__dataclass_params__
    params.init = params.repr = params.frozen = True
    params.eq = eq
    return made


def _values_of(names: Sequence[str]) -> Values:
    """Return what returns the values of `names`; `attrgetter` returns a tuple for several names only."""
    return attrgetter(*names) if len(names) > 1 else lambda self: tuple([getattr(self, name) for name in names])


def _init_of(cls: type[Any], fields: Iterable[Field]) -> Callable[..., None]:
    def init(self: Any, *arguments: Any, **named: Any) -> None:
        cls.__init__ = _compiled_init(cls, fields)
        cls.__init__(self, *arguments, **named)

    return init


def _compiled_init(cls: type[Any], fields: Iterable[Field]) -> Callable[..., None]:
    names: dict[str, Any] = {"_missing": dataclasses.MISSING}
    parameters, lines = ["self"], []
    for field in fields:
        name, value, default = field.name, field.name, ""
        if field.default_factory is not dataclasses.MISSING:
            names[f"_make_{name}"] = field.default_factory
            default, value = "=_missing", f"_make_{name}() if {name} is _missing else {name}"
        elif field.default is not dataclasses.MISSING:
            names[f"_default_{name}"], default = field.default, f"=_default_{name}"
        parameters.append(name + default)
        if name in getattr(cls, "__slots__", ()):
            names[f"_set_{name}"] = getattr(cls, name).__set__  # half the time of object.__setattr__
            lines.append(f"_set_{name}(self, {value})")
        else:
            lines.append(f"self.__dict__[{name!r}] = {value}")
    lines += ["self.__post_init__()"] if hasattr(cls, "__post_init__") else []
    exec(f"def __init__({', '.join(parameters)}):\n " + "\n ".join(lines or ["pass"]), names)  # noqa: S102 - names of fields
    init: Callable[..., None] = names["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _repr_of(names: Iterable[str]) -> Callable[[Any], str]:
    @recursive_repr()
    def representation(self: Any) -> str:
        return f"{type(self).__qualname__}({', '.join([f'{name}={getattr(self, name)!r}' for name in names])})"

    return representation


def _eq_of(compared: Values) -> Callable[[Any, Any], bool]:
    def equal(self: Any, other: object) -> bool:
        return compared(self) == compared(other) if other.__class__ is self.__class__ else NotImplemented

    return equal


def _refusal(cls: type[Any], verb: str) -> Callable[..., None]:
    def refuse(self: Any, name: str, *value: Any) -> None:
        if type(self) is cls or name in cls.__dataclass_fields__:
            raise dataclasses.FrozenInstanceError(f"cannot {verb} field {name!r}")
        (object.__setattr__ if value else object.__delattr__)(self, name, *value)

    return refuse


def _state_of(cls: type[Any], fields: Sequence[Field]) -> tuple[Callable[[Any], list[Any]], Callable[[Any, Any], None]]:
    """Return what a pickle holds, as the standard library has it, and what makes an object of it."""
    values = _values_of([field.name for field in fields])
    setters = [getattr(cls, field.name).__set__ for field in fields]

    def get_state(self: Any) -> list[Any]:
        return list(values(self))

    def set_state(self: Any, state: Iterable[Any]) -> None:
        for put, value in zip(setters, state, strict=True):
            put(self, value)

    return get_state, set_state


def _dataclass(cls: type[Any] | None = None, /, **options: bool) -> Any:
    """Decorate as `dataclasses.dataclass` does; what is not frozen, has a base or further options is left to it."""

    def decorated(cls: type[Any]) -> Any:
        is_plain = options.get("frozen", False) and options.keys() <= {"frozen", "slots", "eq"}
        if not is_plain or any(map(dataclasses.is_dataclass, cls.__mro__[1:])):
            return dataclasses.dataclass(**options)(cls)
        return _record(cls, slots=options.get("slots", False), eq=options.get("eq", True))

    return decorated if cls is None else decorated(cls)


if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    dataclass = _dataclass
