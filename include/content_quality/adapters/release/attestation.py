"""Lines of the release manifest: in-toto statements that a post was verified (SLSA's verification summary), signed where the site has a key.

An unsigned line is the statement itself. A signed one is a DSSE envelope around it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from content_quality.adapters.state.files import Json, dump

STATEMENT = "https://in-toto.io/Statement/v1"
SUMMARY = "https://slsa.dev/verification_summary/v1"
PAYLOAD = "application/vnd.in-toto+json"
SCHEME = "content-quality"  # of the names of posts, policies and of the verifier: URIs, as both specifications ask for
SHORTEST_SECRET = 16  # bytes of an HMAC key; a shorter one can be guessed


class Untrusted(Exception):  # noqa: N818 - names the state
    """A line of the manifest is no statement of ours, or not signed with the key."""


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


@dataclass(frozen=True, slots=True)
class Key:
    """What signs or verifies: a PEM file is ed25519 (private to sign, private or public to verify), anything else an HMAC secret."""

    data: bytes

    @classmethod
    def read(cls, path: Path) -> Key:
        """Return the key in `path`; raise `Untrusted` for one that is too short to be one."""
        data = path.read_bytes()
        if not data.startswith(b"-----BEGIN") and len(data.strip()) < SHORTEST_SECRET:
            raise Untrusted(f"{path.name} holds fewer than {SHORTEST_SECRET} bytes")
        return cls(data)

    def sign(self, message: bytes) -> bytes:
        """Return the signature of `message`."""
        if not self.data.startswith(b"-----BEGIN"):
            return hmac.digest(self.data.strip(), message, "sha256")
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        key = load_pem_private_key(self.data, None)
        if not isinstance(key, Ed25519PrivateKey):
            raise Untrusted("the key is no ed25519 private key")
        return key.sign(message)

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Return whether `signature` is this key's of `message`."""
        if not self.data.startswith(b"-----BEGIN"):
            return hmac.compare_digest(self.sign(message), signature)
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

        private = b"PRIVATE" in self.data.splitlines()[0]
        key = load_pem_private_key(self.data, None) if private else load_pem_public_key(self.data)
        public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
        if not isinstance(public, Ed25519PublicKey):
            return False
        try:
            public.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    @property
    def name(self) -> str:
        """Name the key without giving it away."""
        return hashlib.sha256(b"content-quality key\0" + self.data.strip()).hexdigest()[:16]


def to_line(entry: Released, key: Key | None) -> Json:
    """Return the manifest's line about `entry`."""
    statement: Json = {
        "_type": STATEMENT,
        "subject": [{"name": entry.path, "digest": {"sha256": entry.sha256}}],
        "predicateType": SUMMARY,
        "predicate": {
            "verifier": {"id": f"{SCHEME}:gate"},
            "timeVerified": entry.decided_at,
            "resourceUri": f"{SCHEME}:post/{quote(entry.post_id, errors='replace')}",
            "policy": {"uri": f"{SCHEME}:policy/{entry.policy}", "digest": {"contentQualityPolicy": entry.policy}},
            "verificationResult": "PASSED",
            "verifiedLevels": [f"CONTENT_QUALITY_{entry.verdict.upper()}"],
            "contentQuality": asdict(entry),
        },
    }
    if key is None:
        return statement
    payload = dump(statement)
    signature = key.sign(_encoded(payload))
    return {
        "payloadType": PAYLOAD,
        "payload": base64.b64encode(payload).decode(),
        "signatures": [{"keyid": key.name, "sig": base64.b64encode(signature).decode()}],
    }


def from_line(line: Any, key: Key | None) -> Released:
    """Return what a line says.

    Raise `Untrusted` for any other line, and with a `key` for one that it has not signed.
    """
    try:
        statement = _statement(line, key)
        entry = Released(**statement["predicate"]["contentQuality"])
        (subject,) = statement["subject"]
        sound = (
            statement["_type"] == STATEMENT
            and statement["predicateType"] == SUMMARY
            and statement["predicate"]["verificationResult"] == "PASSED"
            and (subject["name"], subject["digest"]["sha256"]) == (entry.path, entry.sha256)
            and all(isinstance(value, str) for value in asdict(entry).values())
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Untrusted(f"a line of the manifest is no statement: {error!r}") from error
    if not sound:
        raise Untrusted("a line of the manifest contradicts itself")
    return entry


def _statement(line: Any, key: Key | None) -> Any:
    if "payload" not in line:
        if key:
            raise Untrusted("a line of the manifest is not signed")
        return line
    payload = base64.b64decode(line["payload"], validate=True)
    if key and not any(key.verifies(_encoded(payload), base64.b64decode(one["sig"])) for one in line["signatures"]):
        raise Untrusted("a line of the manifest is not signed with this key")
    return json.loads(payload)


def _encoded(payload: bytes) -> bytes:
    """Return what DSSE signs: type and payload with their lengths, so that neither can be taken for the other."""
    return b"DSSEv1 %d %b %d %b" % (len(PAYLOAD), PAYLOAD.encode(), len(payload), payload)
