"""Keys of the release manifest. What a key is, is never guessed from what it is not.

A public key is never taken for a secret.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from pathlib import Path
from typing import Any

from content_quality.core.records import dataclass

SHORTEST_SECRET = 16  # bytes of an HMAC key; a shorter one can be guessed
SECRET_MARK = b"hmac-sha256:"  # before a secret, on a line of its own or on the same; says that it is one
PEM = b"-----BEGIN"
SEQUENCE = 0x30  # the first byte of every key in DER
# How other key files begin: OpenSSH, JSON Web Keys, PuTTY, age, minisign and signify, GnuPG.
OTHER_KEYS = re.compile(
    rb"ssh-|ecdsa-|sk-|\{|PuTTY-|age1|AGE-|untrusted comment|-----|RW[QRST]|\xff\xfe|\xfe\xff|\x98|\x99", re.IGNORECASE
)


class Untrusted(Exception):  # noqa: N818 - names the state
    """A line of the manifest is not a statement of ours, or not signed with the key; or a key is not one."""


@dataclass(frozen=True, slots=True)
class Key:
    """What signs or verifies: an ed25519 key in PEM or DER (private to sign, either to verify).

    Or a secret for HMAC.
    """

    data: bytes

    @classmethod
    def read(cls, path: Path) -> Key:
        """Return the key in `path`; raise `Untrusted` for what is not an ed25519 key and not a secret either."""
        key = cls(path.read_bytes())
        try:
            key._refuse_useless()
        except Untrusted as error:
            raise Untrusted(f"the key {path.name} cannot be used: {error}") from error
        return key

    def _refuse_useless(self) -> None:
        if (secret := self.secret) is None:
            self._load()
        elif len(secret) < SHORTEST_SECRET:
            raise Untrusted(f"it holds fewer than {SHORTEST_SECRET} bytes")

    @property
    def secret(self) -> bytes | None:
        """The secret, None for an ed25519 key; raise `Untrusted` for what looks like a key of another kind."""
        data = self.data.removeprefix(b"\xef\xbb\xbf").strip()
        if data.startswith(SECRET_MARK):
            return data.removeprefix(SECRET_MARK).strip()
        if PEM in data or _is_der(self.data):
            return None
        if OTHER_KEYS.match(data) or b"PUBLIC" in data.upper() or _is_der(_decoded(data)):
            raise Untrusted(
                "it looks like a key of another kind; an ed25519 key is needed in PEM, "
                f"or a secret behind the words {SECRET_MARK.decode()}"
            )
        if not data.isascii() or not data.decode().isprintable():
            raise Untrusted(f"it is not text; write {SECRET_MARK.decode()} before a secret that is made of any bytes")
        return data

    def sign(self, message: bytes) -> bytes:
        """Return the signature of `message`."""
        if (secret := self.secret) is not None:
            return hmac.digest(secret, message, "sha256")
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        key = self._load()
        if not isinstance(key, Ed25519PrivateKey):
            raise Untrusted("only a private key can sign")
        return key.sign(message)

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Return whether `signature` is this key's of `message`."""
        if (secret := self.secret) is not None:
            return hmac.compare_digest(hmac.digest(secret, message, "sha256"), signature)
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        key = self._load()
        public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
        try:
            public.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def _load(self) -> Any:
        """Return the ed25519 key, private or public; raise `Untrusted` for any other."""
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
        from cryptography.hazmat.primitives.serialization import (
            load_der_private_key,
            load_der_public_key,
            load_pem_private_key,
            load_pem_public_key,
        )

        start = self.data.find(PEM)
        is_pem, data = start >= 0, self.data[max(start, 0) :]
        is_private = b"PRIVATE" in data.splitlines()[0] if is_pem else None
        found: Any = None
        for private, load in (
            (True, load_pem_private_key if is_pem else load_der_private_key),
            (False, load_pem_public_key if is_pem else load_der_public_key),
        ):
            if is_private not in (None, private) or found is not None:
                continue
            try:
                found = load(data, None) if private else load(data)  # type: ignore[call-arg]
            except (ValueError, TypeError, UnsupportedAlgorithm):
                continue
        if not isinstance(found, Ed25519PrivateKey | Ed25519PublicKey):
            raise Untrusted("it is not an ed25519 key without a password")
        return found

    @property
    def name(self) -> str:
        """Name the key without giving it away."""
        return hashlib.sha256(b"content-quality key\0" + self.data.strip()).hexdigest()[:16]


def _is_der(data: bytes) -> bool:
    """Return whether `data` is one value in DER, as keys are: a sequence whose length is what follows."""
    if len(data) < 3 or data[0] != SEQUENCE:
        return False
    if data[1] < 0x80:
        return len(data.rstrip(b"\r\n")) >= 2 + data[1] > 2 and len(data) <= 4 + data[1]
    size = data[1] & 0x7F
    length = int.from_bytes(data[2 : 2 + size], "big")
    return 0 < size <= 4 and len(data) - (2 + size + length) in (0, 1, 2)


def _decoded(data: bytes) -> bytes:
    """Return what `data` holds in Base64 or in hexadecimal digits, nothing when it is neither."""
    try:
        return bytes.fromhex(data.decode("ascii"))
    except ValueError:
        pass
    try:
        return base64.b64decode(b"".join(data.split()), altchars=b"-_" if {45, 95} & set(data) else None, validate=True)
    except (binascii.Error, ValueError):
        return b""
