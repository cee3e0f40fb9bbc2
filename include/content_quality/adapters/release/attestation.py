"""Lines of the release manifest: in-toto statements that a post was verified, signed where the site has a key.

They have the form of SLSA's verification summary.

An unsigned line is the statement itself. A signed one is a DSSE envelope around it.
"""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from content_quality.adapters.release.bundles import PLACES, RELEASE, from_row, subjects, to_row
from content_quality.adapters.release.keys import Key, Untrusted
from content_quality.adapters.state.files import Json, dump
from content_quality.core.gate.bundle_files import Bundle
from content_quality.core.records import dataclass

__all__ = ["Head", "Key", "ManifestPlace", "Released", "Untrusted", "from_line", "to_line"]

STATEMENT = "https://in-toto.io/Statement/v1"
SUMMARY = "https://slsa.dev/verification_summary/v1"
PAYLOAD = "application/vnd.in-toto+json"
SCHEME = "content-quality"  # of the names of posts, policies and of the verifier: URIs, as both specifications ask for
RELEASED = ("clear", "debt", "review")  # verdicts that may leave; a hold never does, whatever else a line says
# signed under another type than lines: neither passes for the other
HEAD = "application/vnd.content-quality.manifest-head+json"


@dataclass(frozen=True, slots=True)
class Released:
    """These bytes of this post left under this policy, decided then, in that run."""

    post_id: str
    path: str
    sha256: str
    policy: str
    verdict: str
    decided_at: str
    batch_id: str
    run_id: str
    released_at: str
    files: Bundle | None = None  # that left with the post; None: the post owns no folder


@dataclass(frozen=True, slots=True)
class ManifestPlace:
    """Where a line stands: its number from 1, and the sha256 of the line before it, empty for the first."""

    number: int
    previous: str


@dataclass(frozen=True, slots=True)
class Head:
    """What ends a manifest: how many lines stand before it, the sha256 of the last one.

    What else a site publishes.
    """

    count: int
    last: str
    other_files: tuple[str, ...]  # patterns of files that are not posts; see `Gate.other_files`
    paths: str = RELEASE  # where posts lie in a release folder; see `PLACES`


def to_line(entry: Released, key: Key | None, place: ManifestPlace | None = None) -> Json:
    """Return the manifest's line about `entry` at `place`."""
    statement: Json = {
        "_type": STATEMENT,
        "subject": subjects(entry),
        "predicateType": SUMMARY,
        "predicate": {
            "verifier": {"id": f"{SCHEME}:gate"},
            "timeVerified": entry.decided_at,
            "resourceUri": f"{SCHEME}:post/{quote(entry.post_id, errors='replace')}",
            "policy": {"uri": f"{SCHEME}:policy/{entry.policy}", "digest": {"contentQualityPolicy": entry.policy}},
            "verificationResult": "PASSED",
            "verifiedLevels": [f"CONTENT_QUALITY_{entry.verdict.upper()}"],
            "contentQuality": to_row(entry),
            **({"contentQualityChain": asdict(place)} if place else {}),
        },
    }
    return _enveloped(statement, PAYLOAD, key) if key else statement


def to_head(head: Head, key: Key | None) -> Json:
    """Return the line that ends a manifest."""
    said = {**asdict(head), "other_files": list(head.other_files)}
    if head.paths == RELEASE:
        del said["paths"]  # as in earlier versions
    row: Json = {"contentQualityHead": said}
    return _enveloped(row, HEAD, key) if key else row


def _enveloped(row: Json, kind: str, key: Key) -> Json:
    payload = dump(row)
    signature = key.sign(_encoded(payload, kind))
    return {
        "payloadType": kind,
        "payload": base64.b64encode(payload).decode(),
        "signatures": [{"keyid": key.name, "sig": base64.b64encode(signature).decode()}],
    }


def is_head(line: Any) -> bool:
    """Return whether a line is the one that ends a manifest; whether it is to be believed is another question."""
    return isinstance(line, dict) and (line.get("payloadType") == HEAD or "contentQualityHead" in line)


def from_head(line: Any, key: Key | None) -> Head:
    """Return what the line that ends a manifest says; raise `Untrusted` as `from_line` does."""
    try:
        row = _opened(line, HEAD, key)["contentQualityHead"]
        head = Head(row["count"], row["last"], tuple(row["other_files"]), row.get("paths", RELEASE))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Untrusted(f"the end of the manifest cannot be read: {error!r}") from error
    words = all(isinstance(one, str) for one in (head.last, head.paths, *head.other_files))
    if type(head.count) is not int or not words or head.paths not in PLACES:
        raise Untrusted("the end of the manifest contradicts itself")
    return head


def from_line(line: Any, key: Key | None) -> Released:
    """Return what a line says.

    Raise `Untrusted` for any other line, and with a `key` for one that it has not signed.
    """
    return placed(line, key)[0]


def placed(line: Any, key: Key | None) -> tuple[Released, ManifestPlace | None]:
    """Return what a line says and where it stands; lines of earlier versions do not say where."""
    try:
        statement = _opened(line, PAYLOAD, key)
        predicate = statement["predicate"]
        row = predicate["contentQuality"]
        entry = Released(**{**row, "files": from_row(row)})
        place = ManifestPlace(**predicate["contentQualityChain"]) if "contentQualityChain" in predicate else None
        sound = (
            statement["_type"] == STATEMENT
            and statement["predicateType"] == SUMMARY
            and predicate["verificationResult"] == "PASSED"
            and all(isinstance(value, str) for key, value in row.items() if key != "files")
            and statement["subject"] == subjects(entry)
            and entry.verdict in RELEASED
            and predicate["verifiedLevels"] == [f"CONTENT_QUALITY_{entry.verdict.upper()}"]
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Untrusted(f"a line of the manifest is no statement: {error!r}") from error
    if not sound:
        raise Untrusted("a line of the manifest contradicts itself")
    return entry, place


def _opened(line: Any, kind: str, key: Key | None) -> Any:
    """Return the JSON of a line: what its envelope holds when it has one, which then has to be of this `kind`."""
    if "payload" not in line:
        if key:
            raise Untrusted("a line of the manifest is not signed")
        return line
    if line["payloadType"] != kind:
        raise Untrusted("a line of the manifest is of another kind")
    payload = base64.b64decode(line["payload"], validate=True)
    message = _encoded(payload, kind)
    if key and not any(key.verifies(message, base64.b64decode(one["sig"])) for one in line["signatures"]):
        raise Untrusted("a line of the manifest is not signed with this key")
    return json.loads(payload)


def _encoded(payload: bytes, kind: str) -> bytes:
    """Return what DSSE signs: type and payload with their lengths, so that neither can be taken for the other."""
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind.encode(), len(payload), payload)
