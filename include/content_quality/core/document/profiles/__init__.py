"""Which generator a post is written for: the one that the site names, else the one that keys and path tell."""

from __future__ import annotations

from functools import cache

from content_quality.core.document import dates
from content_quality.core.document.generator_traits import GeneratorSign
from content_quality.core.document.generators import Profile, extensions, lies_in, load, profiles
from content_quality.core.document.post import Post, once_per_post
from content_quality.core.settings import Settings
from content_quality.core.settings.generator_names import GENERIC, generators

__all__ = ["Profile", "extensions", "generators", "load", "profile_of", "recognise"]


@once_per_post
def profile_of(post: Post, settings: Settings) -> Profile:
    """Return the profile the site names, else the one its keys and path tell, else `generic`."""
    chosen = settings.site.generator
    return load(chosen if chosen in generators() else recognise(post))


@cache
def _signs() -> tuple[tuple[str, GeneratorSign], ...]:
    """Return the signs of all generators, those that decide first before others."""
    found = [(profile.name, sign) for profile in profiles() for sign in profile.signs]
    return tuple(sorted(found, key=lambda pair: pair[1].rank))


def recognise(post: Post) -> str:
    """Return the generator `post` is written for, `generic` when nothing tells."""
    return next((name for name, sign in _signs() if _has(post, sign)), GENERIC)


def _has(post: Post, sign: GeneratorSign) -> bool:
    values = post.front_matter.values
    return (
        (not sign.format or post.front_matter.format == sign.format)
        and (not sign.keys or sum(key in values for key in sign.keys) >= sign.at_least)
        and not any(key in values for key in sign.without)
        and (not sign.folders or lies_in(post.path, sign.folders))
        and (not sign.layout_ends or _ends(values.get("layout"), sign.layout_ends))
        and (not sign.dated_name or dates.file_date(post.path) is not None)
    )


def _ends(layout: object, endings: tuple[str, ...]) -> bool:
    return isinstance(layout, str) and layout.endswith(endings)
