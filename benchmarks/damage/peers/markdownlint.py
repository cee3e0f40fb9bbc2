"""markdownlint with its own rules, but for the length of lines."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from benchmarks.damage.peers import Peer, Posts, Remarks, program, write

REMARK = re.compile(r"^(?P<post>[^:\n]+\.md):\d+(?::\d+)? (?:error )?(?P<rule>MD\d+)", re.MULTILINE)


def run(posts: Posts, folder: Path) -> Remarks:
    """Return what markdownlint says about `posts`."""
    markdownlint = program(folder, "markdownlint-cli2")
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        write(posts, place)
        (place / ".markdownlint-cli2.jsonc").write_text(json.dumps({"config": {"MD013": False}, "noBanner": True}))
        done = subprocess.run([markdownlint, "**/*.md"], cwd=place, check=False, capture_output=True, text=True)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for match in REMARK.finditer(done.stderr + done.stdout):
        found[match["post"]][match["rule"]] += 1
    return found


PEER = Peer("markdownlint", "markdownlint-cli2 0.18, all rules but MD013 (length of lines)", run)
