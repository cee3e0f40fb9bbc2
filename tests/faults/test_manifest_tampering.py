"""Whatever is done to a signed manifest, no file passes that its newest state does not release."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import itertools
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from content_quality.adapters.release import manifest
from content_quality.adapters.release.attestation import Key, Released, Untrusted, to_head, to_line
from content_quality.adapters.release.keys import SECRET_MARK
from content_quality.core.gate.bundle_files import BundleFile
from content_quality.core.settings import Gate
from content_quality.pipeline.gate.verify_release import PostPlace, Undecidable, verify_release

POSTS = ("a.md", "b.md", "deep/c.md")
OTHERS = Gate().other_files


def entry(name: str, words: bytes, minute: int, verdict: str = "clear") -> Released:
    at = f"2026-11-20T09:{minute:02d}:00+00:00"
    sha256 = hashlib.sha256(words).hexdigest()
    files = (BundleFile("c.png", sha256, len(words)),) if name == "deep/c.md" else None  # this post owns its folder
    return Released(f"posts/{name}", f"_posts/{name}", sha256, "p", verdict, at, f"b{minute:02d}", "run", at, files)


def pairs() -> dict[str, tuple[bytes, bytes]]:
    """Return what signs and what verifies, by kind."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return {"ed25519": (pem, public), "hmac": (b"s" * 32, b"s" * 32)}


class Site:
    """A site whose posts were each released twice, with the manifest of the time between."""

    def __init__(self, root: Path, signing: bytes, verifying: bytes) -> None:
        self.root, self.signing = root, Key(signing)
        self.manifest, self.key = root / "manifest.jsonl", root / "key"
        self.key.write_bytes(verifying)
        for minute, name in enumerate(POSTS):
            manifest.append(self.manifest, entry(name, b"old", minute), self.signing)
        manifest.seal(self.manifest, self.signing, OTHERS)
        self.earlier = self.manifest.read_bytes()
        for minute, name in enumerate(POSTS, 10):
            manifest.append(self.manifest, entry(name, b"new", minute), self.signing)
        manifest.seal(self.manifest, self.signing, OTHERS)
        self.whole = self.manifest.read_bytes()

    def put(self, words: bytes) -> None:
        for name in (*POSTS, "deep/c.png"):
            path = self.root / "_posts" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(words)

    def passes(self, data: bytes, memory: Path | None = None) -> bool:
        self.manifest.write_bytes(data)
        try:
            return not verify_release(
                [self.root / "_posts"], self.manifest, self.key, PostPlace(self.root, False, memory)
            ).refused
        except Undecidable:
            return False


@pytest.fixture(params=["ed25519", "hmac"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Site:
    return Site(tmp_path, *pairs()[request.param])


def tamperings(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield more than a hundred things done to the manifest, each with its name."""
    lines = site.whole.splitlines(keepends=True)
    old = site.earlier.splitlines(keepends=True)
    chance = random.Random(20261129)
    for index in range(len(lines)):
        yield f"line {index} is gone", b"".join(lines[:index] + lines[index + 1 :])
        yield f"line {index} stands twice", b"".join(lines[: index + 1] + lines[index:])
        yield f"cut behind line {index}", b"".join(lines[:index])
        yield f"line {index} is empty", b"".join([*lines[:index], b"\n", *lines[index + 1 :]])
        yield f"line {index} stands at the end", b"".join([*lines[:index], *lines[index + 1 :], lines[index]])
    for one, other in itertools.combinations(range(len(lines)), 2):
        swapped = list(lines)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        yield f"lines {one} and {other} changed places", b"".join(swapped)
    for line in old:
        yield "an earlier line is appended", site.whole + line
        yield "an earlier line stands before the end", b"".join([*lines[:-1], line, lines[-1]])
    yield "the end of an earlier manifest", b"".join([*lines[:-1], old[-1]])
    yield "the earlier end behind the later one", site.whole + old[-1]
    yield "earlier lines behind the later ones", b"".join([*lines[3:-1], *lines[:3], lines[-1]])
    for size in sorted(chance.sample(range(1, len(site.whole)), 40)):
        yield f"cut at byte {size}", site.whole[:size]
        yield f"a bit flipped at byte {size}", flipped(site.whole, size, chance.randrange(8))
    yield "without the last line end", site.whole[:-1]
    yield from forged(site, lines)


def flipped(data: bytes, at: int, bit: int) -> bytes:
    return data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :]


def made_anew(key: Key | None, others: tuple[str, ...]) -> bytes:
    """Return a manifest that releases the old words, whole and in order, signed with `key`."""
    made, previous = [], ""
    for number, post in enumerate(POSTS, 1):
        line = dumped(to_line(entry(post, b"old", 20), key, manifest.ManifestPlace(number, previous)))
        made.append(line)
        previous = hashlib.sha256(line[:-1]).hexdigest()
    return b"".join([*made, dumped(to_head(manifest.Head(len(made), previous, others), key))])


def forged(site: Site, lines: list[bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield manifests that release the old words, made without what signs."""
    public = site.key.read_bytes()
    forgers = {
        "no key": None,
        "another secret": Key(b"t" * 32),
        "the public key as a secret": Key(SECRET_MARK + public),
        "the public key with a line end before it as a secret": Key(SECRET_MARK + b"\n" + public),
    } if b"PUBLIC" in public else {"no key": None, "another secret": Key(b"t" * 32)}  # fmt: skip
    last = hashlib.sha256(lines[-2][:-1]).hexdigest()
    for name, key in forgers.items():
        yield f"all made anew with {name}", made_anew(key, OTHERS)
        yield f"all made anew with {name}, for posts that are other files", made_anew(key, ("*",))
        for others in (OTHERS, ("*",)):
            head = dumped(to_head(manifest.Head(len(lines) - 1, last, others), key))
            yield f"the end made anew with {name} for {others}", b"".join([*lines[:-1], head])
        yield (
            f"without numbers, made with {name}",
            b"".join(dumped(to_line(entry(post, b"old", 20), key)) for post in POSTS),
        )
    yield (
        "without numbers, of an earlier version",
        b"".join(dumped(to_line(entry(post, b"old", 0), site.signing)) for post in POSTS),
    )
    for index, line in enumerate(lines):
        row = json.loads(line)
        said = json.loads(base64.b64decode(row["payload"]))
        for change in ("unsigned", "no signatures", "of another payload", "of another kind"):
            yield (
                f"line {index} is {change}",
                b"".join([*lines[:index], dumped(changed(row, said, change)), *lines[index + 1 :]]),
            )


def changed(row: dict[str, object], said: object, change: str) -> object:
    if change == "unsigned":
        return said
    if change == "no signatures":
        return row | {"signatures": []}
    if change == "of another kind":
        return row | {"payloadType": "text/plain"}
    return row | {"payload": base64.b64encode(json.dumps(said).replace("00", "01").encode()).decode()}


def dumped(row: object) -> bytes:
    return json.dumps(row, separators=(",", ":")).encode() + b"\n"


def test_of_more_than_a_hundred_tamperings_none_is_believed(site: Site):
    site.put(b"new")
    assert site.passes(site.whole)
    truth = manifest.parse(site.whole, site.signing).entries
    site.put(b"old")
    assert site.passes(made_anew(site.signing, OTHERS)), "a forgery lacks nothing but the key"
    accepted = []
    count = 0
    for name, data in tamperings(site):
        count += 1
        site.put(b"old")
        if site.passes(data):
            accepted.append(name)
        site.put(b"new")
        if site.passes(data) and manifest.parse(data, site.signing).entries != truth:
            accepted.append(name)
    assert accepted == []
    assert count >= 100
    print(f"{count} tamperings, {len(accepted)} accepted")


def test_a_whole_earlier_manifest_is_refused_where_the_later_one_was_seen(site: Site):
    memory = site.root / "seen.json"
    site.put(b"new")
    assert site.passes(site.whole, memory)
    site.put(b"old")
    assert not site.passes(site.earlier, memory)
    site.put(b"new")
    assert site.passes(site.whole, memory)
    memory.write_bytes(b"{}")
    assert not site.passes(site.whole, memory)


def test_a_release_that_broke_off_is_believed_again_when_the_next_one_ends(site: Site):
    manifest.append(site.manifest, entry("a.md", b"newer", 30), site.signing)
    site.put(b"new")
    assert not site.passes(site.manifest.read_bytes())
    manifest.read(site.manifest, site.signing)
    manifest.seal(site.manifest, site.signing, OTHERS)
    (site.root / "_posts" / "a.md").write_bytes(b"newer")
    assert site.passes(site.manifest.read_bytes())


def public_keys() -> dict[str, bytes]:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = Ed25519PrivateKey.generate().public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    ssh = public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    bare = b"".join(pem.splitlines()[1:-1])
    return {
        "in PEM": pem,
        "behind a line end": b"\n" + pem, "behind blanks": b"  \t\r\n" + pem, "behind a byte order mark": b"\xef\xbb\xbf" + pem,
        "behind a comment": b"# the site's key\n" + pem,
        "with Windows line ends": pem.replace(b"\n", b"\r\n"), "in DER": der, "in DER and a line end": der + b"\n",
        "in Base64 without its frame": bare,
        "in Base64 on two lines": bare[:30] + b"\n" + bare[30:], "in hexadecimal": der.hex().encode(),
        "of OpenSSH": ssh, "raw": b"\xd7" + raw[1:],
        "as a JSON Web Key": b'{"kty":"OKP","crv":"Ed25519","x":"' + base64.urlsafe_b64encode(raw) + b'"}',
        "in UTF-16": pem.decode().encode("utf-16"), "in small letters": b"public key: " + raw.hex().encode(),
        "its frame alone": b"-----BEGIN PUBLIC KEY-----\n",
    }  # fmt: skip


def test_a_public_key_in_whatever_form_is_never_a_secret(tmp_path: Path):
    words = "a message"
    for name, data in public_keys().items():
        path = tmp_path / "key"
        path.write_bytes(data)
        try:
            key = Key.read(path)
        except Untrusted:
            continue
        forgery = Key(SECRET_MARK + data).sign(words.encode())
        assert not key.verifies(words.encode(), forgery), name
        assert key.secret is None, name
        with pytest.raises(Untrusted):
            key.sign(words.encode())


@pytest.mark.parametrize(
    "secret", [b"s" * 32, b"6a" * 32, base64.b64encode(bytes(range(32))), SECRET_MARK + bytes(range(1, 40))]
)
def test_a_secret_is_one(secret: bytes, tmp_path: Path):
    path = tmp_path / "key"
    path.write_bytes(secret + b"\n")
    assert Key.read(path).verifies(b"x", Key(secret).sign(b"x"))


Rows = Callable[[Site], bytes]


def test_a_manifest_of_an_earlier_version_is_numbered_and_signed_by_the_next_release(site: Site):
    rows = [entry(name, b"new", minute) for minute, name in enumerate(POSTS)]
    site.manifest.write_bytes(b"".join(dumped(to_line(row, site.signing)) for row in rows))
    site.put(b"new")
    assert not site.passes(site.manifest.read_bytes())
    assert manifest.read(site.manifest, site.signing).newest() == {row.post_id: row for row in rows}
    manifest.seal(site.manifest, site.signing, OTHERS)
    assert site.passes(site.manifest.read_bytes())
    assert (site.root / "manifest.jsonl.before").exists()


def test_an_unsigned_manifest_of_an_earlier_version_is_signed_by_nobody_but_a_person(site: Site):
    unsigned = b"".join(dumped(to_line(entry(name, b"new", 1), None)) for name in POSTS)
    site.manifest.write_bytes(unsigned)
    with pytest.raises(Untrusted):
        manifest.read(site.manifest, site.signing)
    assert site.manifest.read_bytes() == unsigned


def test_a_hold_that_passed_is_not_believed(site: Site):
    line = to_line(dataclasses.replace(entry("a.md", b"new", 1), verdict="hold"), None)
    site.manifest.write_bytes(dumped(line))
    with pytest.raises(Untrusted, match="contradicts"):
        manifest.parse(site.manifest.read_bytes(), None)


def test_a_line_of_another_kind_is_not_believed(site: Site):
    line = to_line(entry("a.md", b"new", 1), site.signing)
    site.manifest.write_bytes(dumped({**line, "payloadType": "application/json"}))
    with pytest.raises(Untrusted, match="another kind"):
        manifest.parse(site.manifest.read_bytes(), None)


def test_a_manifest_of_an_earlier_version_that_was_cut_is_not_believed(site: Site):
    lines = b"".join(dumped(to_line(entry(name, b"new", 1), None)) for name in POSTS)
    assert len(manifest.parse(lines, None).entries) == len(POSTS)
    for size in (len(lines) - 1, len(lines) - 10):
        with pytest.raises(Untrusted, match="incomplete"):
            manifest.parse(lines[:size], None)
