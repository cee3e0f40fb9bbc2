"""Forges: servers that keep repositories and take requests to merge a branch.

One module each, and one line in `FORGES`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field

from content_quality.adapters.forge import github, gitlab
from content_quality.adapters.forge.api import ForgeApi, ForgeFailed, PullRequest
from content_quality.core.records import dataclass

__all__ = ["FORGES", "Forge", "ForgeApi", "ForgeFailed", "PullRequest"]


@dataclass(frozen=True, slots=True)
class Forge:
    """How one kind of forge is spoken to."""

    api: str  # of its public server
    user: str  # with which a token goes for a password when a branch is pushed
    open: Callable[[ForgeApi, PullRequest], str] = field(repr=False)  # returns the address of the request


FORGES: Mapping[str, Forge] = {
    "github": Forge("https://api.github.com", "x-access-token", github.opened),
    "gitlab": Forge("https://gitlab.com/api/v4", "oauth2", gitlab.opened),
}
