from __future__ import annotations

import dataclasses
import pickle
from dataclasses import dataclass as of_library
from dataclasses import field
from functools import cached_property
from typing import Any

import pytest

from content_quality.core.records import dataclass


@dataclass(frozen=True, slots=True)
class Berry:
    """A small fruit."""

    name: str
    grams: float = 1.5
    spots: list[str] = field(default_factory=list, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Seed:
    """One value alone."""

    name: str


@dataclass(frozen=True, slots=True)
class Checked:
    """Refuses a value, and shows itself in its own way."""

    name: str

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("a name is missing")

    def __repr__(self) -> str:
        return "<checked>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Checked)

    def __hash__(self) -> int:
        return 7


@of_library(frozen=True, slots=True)
class LibraryBerry:
    """The same fruit, as the standard library makes it."""

    name: str
    grams: float = 1.5
    spots: list[str] = field(default_factory=list, repr=False, compare=False)


def test_a_record_is_made_from_places_and_names_and_defaults():
    assert Berry("sloe") == Berry(name="sloe", grams=1.5) == Berry("sloe", 1.5, [])
    assert Berry("sloe").spots is not Berry("sloe").spots
    assert Berry("sloe", spots=["red"]).spots == ["red"]


def test_what_is_not_compared_does_not_make_two_records_differ():
    assert Berry("sloe", spots=["red"]) == Berry("sloe")
    assert hash(Berry("sloe", spots=["red"])) == hash(Berry("sloe"))
    assert Berry("sloe") != Berry("rowan")
    assert Berry("sloe") != LibraryBerry("sloe")
    assert {Seed("oak"), Seed("oak"), Seed("elm")} == {Seed("oak"), Seed("elm")}


def test_a_record_shows_itself_as_the_library_has_it():
    assert repr(Berry("sloe")) == repr(LibraryBerry("sloe")).replace("Library", "")


def test_a_record_cannot_be_changed():
    berry = Berry("sloe")
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'name'"):
        berry.name = "rowan"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'name'"):
        del berry.name
    with pytest.raises(dataclasses.FrozenInstanceError):
        berry.colour = "blue"  # type: ignore[attr-defined]
    assert not hasattr(berry, "__dict__")


def test_a_record_is_replaced_listed_and_pickled():
    berry = Berry("sloe", spots=["red"])
    assert dataclasses.replace(berry, grams=2.0) == Berry("sloe", 2.0)
    assert dataclasses.asdict(berry) == {"name": "sloe", "grams": 1.5, "spots": ["red"]}
    again = pickle.loads(pickle.dumps(berry))
    assert (again, again.spots) == (berry, ["red"])


def test_a_pickle_holds_the_values_as_the_library_has_them():
    assert Berry("sloe").__reduce_ex__(4)[2] == LibraryBerry("sloe").__reduce_ex__(4)[2]


def test_a_missing_or_unknown_value_is_a_type_error_that_names_the_class():
    with pytest.raises(TypeError, match=r"Berry\.__init__\(\) missing 1 required positional argument: 'name'"):
        Berry()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
        Berry("sloe", colour="blue")  # type: ignore[call-arg]


def test_what_a_class_says_itself_stays():
    assert repr(Checked("elm")) == "<checked>"
    assert Checked("elm") == Checked("oak")
    assert hash(Checked("elm")) == 7
    with pytest.raises(ValueError, match="a name is missing"):
        Checked("")


def test_a_class_matches_patterns_by_place():
    match Berry("sloe", 2.0):
        case Berry(name, grams):
            assert (name, grams) == ("sloe", 2.0)


def test_a_record_without_comparison_is_equal_to_itself_alone():
    @dataclass(frozen=True, slots=True, eq=False)
    class Sign:
        """Compared by identity."""

        name: str

    oak = Sign("oak")
    assert oak == oak
    assert oak != Sign("oak")
    assert len({oak, Sign("oak")}) == 2


def test_a_record_without_slots_remembers_what_it_works_out():
    @dataclass(frozen=True)
    class Word:
        """Has a dictionary."""

        text: str
        marks: tuple[str, ...] = ()

        @cached_property
        def length(self) -> int:
            return len(self.text)

    elm = Word("elm")
    assert (elm.length, vars(elm)["length"]) == (3, 3)
    assert elm == Word("elm", ())
    with pytest.raises(dataclasses.FrozenInstanceError):
        elm.text = "oak"  # type: ignore[misc]


def test_a_subclass_and_other_options_are_left_to_the_library():
    @dataclass(frozen=True, slots=True)
    class Large(Berry):
        """With one value more."""

        basket: str = ""

    @dataclass(frozen=True, slots=True, order=True)
    class Rank:
        """In order."""

        place: int

    assert Large("sloe", basket="left").basket == "left"
    assert Rank(1) < Rank(2)


def test_a_field_without_a_parameter_of_its_place_is_refused():
    def made() -> Any:
        @dataclass(frozen=True, slots=True)
        class Odd:
            """Works its value out."""

            name: str = field(init=False)

        return Odd

    with pytest.raises(
        TypeError, match=r"Odd has a field without a parameter of its place: use dataclasses\.dataclass"
    ):
        made()
