"""jscpd, the detector of copied code, on each post alone, so that posts of one twin are not copies of each other."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from benchmarks.damage.peers import Peer, Posts, Remarks, program, write

TOKENS = 30  # fewer than the 50 that are usual for code: paragraphs are short
OPTIONS = ("--silent", "--reporters", "json", "--min-tokens", str(TOKENS), "--min-lines", "1")


def run(posts: Posts, folder: Path) -> Remarks:
    """Return what jscpd says about `posts`."""
    jscpd = program(folder, "jscpd")
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        write(posts, Path(name))
        return dict(pool.map(partial(_clones, jscpd, Path(name)), [post for post, _ in posts]))


def _clones(jscpd: str, folder: Path, post: str) -> tuple[str, Counter[str]]:
    output = folder / "reports" / post
    command = [jscpd, *OPTIONS, "--output", str(output), post]
    subprocess.run(command, cwd=folder, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    report = output / "jscpd-report.json"
    found = json.loads(report.read_text("utf-8"))["duplicates"] if report.exists() else []
    return post, Counter(clone["fragment"] for clone in found)


PEER = Peer("jscpd 5.3", f"each post alone, `--min-tokens {TOKENS} --min-lines 1`", run)
