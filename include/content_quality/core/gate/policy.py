"""Policy digests: short names for everything that a finding, an inspection or a decision depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from content_quality.core.check import Check
from content_quality.core.settings import Settings

DIGITS = 16  # hex; 64 bits are plenty to tell the policies of one site apart


def checks_digest(checks: Sequence[Check], settings: Settings) -> str:
    """Return the digest of the checks, their versions and the settings they run under."""
    return _digest(*(f"{check.name}@{check.version}" for check in checks), settings.digest())


def policy_digest(checks: str, suites: str, context: str, acceptances: str) -> str:
    """Return the digest of a whole policy from those of its checks, its suites, the gate's settings.

    What people have accepted.
    """
    return _digest(checks, suites, context, acceptances)


def inspection_id(post_id: str, sha256: str, checks: str) -> str:
    """Return the name of the inspection of these bytes of this post under these checks."""
    return _digest(post_id, sha256, checks)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]
