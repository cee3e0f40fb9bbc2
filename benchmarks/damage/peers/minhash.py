"""MinHash over the paragraphs of a post: two paragraphs are alike when an estimate of their common n-grams is high.

Runs under the Python of the folder of peers, where `datasketch` is installed: this file is also its program.
"""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import combinations
from pathlib import Path

LETTERS = 5  # of an n-gram
SHORTEST = 40  # letters of a paragraph
ALIKE = 0.7  # estimated Jaccard similarity
PERMUTATIONS = 128


def remarks(text: str) -> list[str]:
    """Return a remark for each pair of paragraphs of `text` that are alike."""
    from datasketch import MinHash  # type: ignore[import-not-found] # only in the venv of the peers

    hashes = []
    for paragraph in text.split("\n\n"):
        letters = "".join(paragraph.split())
        if len(letters) >= SHORTEST:
            one = MinHash(num_perm=PERMUTATIONS)
            one.update_batch([letters[at : at + LETTERS].encode() for at in range(len(letters) - LETTERS + 1)])
            hashes.append(one)
    return ["alike" for one, other in combinations(hashes, 2) if one.jaccard(other) >= ALIKE]


if __name__ == "__main__":
    json.dump({name: remarks(text) for name, text in json.load(sys.stdin)}, sys.stdout)
else:
    from collections import Counter

    from benchmarks.damage.peers import Peer, PeerMissing, Posts, Remarks

    def run(posts: Posts, folder: Path) -> Remarks:
        """Return what MinHash says about `posts`."""
        python = folder / "venv" / "bin" / "python"
        if not python.exists():
            raise PeerMissing(f"datasketch is missing from {folder}: run `python -m benchmarks.damage.install`")
        done = subprocess.run(
            [str(python), __file__], input=json.dumps(posts), check=True, capture_output=True, text=True
        )
        return {name: Counter(found) for name, found in json.loads(done.stdout).items()}

    PEER = Peer("MinHash", f"datasketch 1.6, paragraphs, {LETTERS}-grams of letters, {ALIKE:g} or more alike", run)
