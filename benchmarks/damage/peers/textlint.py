"""textlint with its two sets of rules for Japanese, on the Japanese posts."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.damage.peers import Peer, Posts, Remarks, program, write

RULES = {"rules": {"preset-ja-technical-writing": True, "preset-japanese": True}}
CODE = "ja"


def run(posts: Posts, folder: Path) -> Remarks:
    """Return what textlint says about `posts`."""
    textlint = program(folder, "textlint")
    with tempfile.TemporaryDirectory() as name:
        place = Path(name).resolve()
        write(posts, place)
        config = place / "textlintrc.json"
        config.write_text(json.dumps(RULES))
        command = [textlint, "--config", str(config), "--format", "json", f"{place}/**/*.md"]
        done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
        answers = json.loads(done.stdout)
    return {
        str(Path(answer["filePath"]).relative_to(place)): Counter(
            f"{remark['ruleId']} {remark['message']}" for remark in answer["messages"]
        )
        for answer in answers
    }


PEER = Peer("textlint", "15.2 with preset-ja-technical-writing and preset-japanese", run, frozenset({CODE}))
