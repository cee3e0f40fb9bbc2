"""Where the pipeline keeps what it writes. Everything below `root` but the drafts is its own."""

from __future__ import annotations

from pathlib import Path

from content_quality.core.records import dataclass


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folders of one site's state. Only what says so may be deleted."""

    root: Path
    store_folder: str = "store"  # another one while a store is built beside the one in use

    @property
    def snapshots(self) -> Path:
        """Bytes of posts by sha256."""
        return self.root / "snapshots"

    @property
    def batches(self) -> Path:
        """One folder per batch: manifest, shards, results, validation, decisions, alerts."""
        return self.root / "batches"

    @property
    def store(self) -> Path:
        """The metrics store; only the writer opens it."""
        return self.root / self.store_folder / "metrics.duckdb"

    @property
    def fingerprints(self) -> Path:
        """The passages of all posts by fingerprint; may be deleted, and is built anew from the snapshots."""
        return self.root / "store" / "fingerprints.duckdb"

    @property
    def ledger(self) -> Path:
        """What was loaded into the store, kept outside it."""
        return self.root / self.store_folder / "ledger.jsonl"

    @property
    def writer_lock(self) -> Path:
        """Held by the one process that writes the store."""
        return self.root / self.store_folder / "writer.lock"

    @property
    def published(self) -> Path:
        """The snapshot of the store that readers open."""
        return self.root / "published" / "metrics.duckdb"

    @property
    def release(self) -> Path:
        """Released posts, and beside them the manifest that says why each may be there."""
        return self.root / "release"

    @property
    def reviews(self) -> Path:
        """What people answered about held posts, one immutable file per answer, by sha256."""
        return self.root / "reviews"

    @property
    def repairs(self) -> Path:
        """Proposed repairs of held posts by sha256; may be deleted, and are made anew when a post is held again."""
        return self.root / "repairs"

    @property
    def drafts(self) -> Path:
        """Repaired posts that a person sent, for the editors to take over."""
        return self.root / "repaired"

    @property
    def accepted(self) -> Path:
        """Baselines that people recorded through Airflow, which may not write to the site's own folder."""
        return self.root / "accepted"

    @property
    def first_looks(self) -> Path:
        """First looks at an archive, and what people accepted of them."""
        return self.root / "first-looks"

    @property
    def listing(self) -> Path:
        """Digest of the source listing that was last ingested; the watcher compares with it."""
        return self.root / "listing.json"

    @property
    def looks(self) -> Path:
        """How the watcher's last look at the sources went."""
        return self.root / "looks.json"

    @property
    def is_in_use(self) -> bool:
        """Whether readers have a copy of the store in this folder."""
        return self.store_folder == "store" and self.published.exists()

    def batch(self, batch_id: str) -> Path:
        """Return the folder of a batch; raise `ValueError` for an id that is no plain name."""
        if not batch_id or not all(character.isalnum() or character in "-_" for character in batch_id):
            raise ValueError(f"{batch_id!r} is not a batch id")
        return self.batches / batch_id
