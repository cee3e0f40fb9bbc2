"""`make attack`: the long forms of the tests in this folder, and a table of what they tried and what got through.

Variables of the environment make it short: `ATTACK_SECONDS=20 FUZZ_INPUTS=100 REWRITING_ROUNDS=500 LONG= make attack`. Words
behind `python -m tests.faults.attack` choose the steps whose names hold one of them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

HOUR = os.environ.get("ATTACK_SECONDS", "3600")
STEPS = {
    "posts made by chance": [sys.executable, "-m", "tests.faults.fuzz", "--seconds", HOUR],
    "finds of the past": ["tests/faults/test_fuzz.py"],
    "one bad post at each stage": ["tests/faults/test_one_bad_post.py"],
    "hostile sources": [
        "tests/core/gate/test_colliding_names.py", "tests/adapters/site/test_wordpress_export.py",
        "tests/adapters/site/test_live_site.py", "tests/adapters/site/test_object_store_source.py",
        "tests/adapters/site/test_git_source.py",
    ],
    "channels that are led away": ["tests/adapters/test_redirects.py"],
    "states without writes": ["tests/faults/test_read_only_states.py", "tests/faults/test_states.py"],
    "tamperings of the manifest": ["tests/faults/test_manifest_tampering.py", "tests/pipeline/gate/test_verify_release.py"],
    "damages of the state": ["tests/faults/test_damage_matrix.py"],
    "patterns and repeated text": ["tests/faults/test_patterns.py"],
    "kills at each write": ["tests/faults/test_crashes.py"],
    "drafts rewritten meanwhile": ["tests/faults/test_rewriting.py"],
    "conditions taken away": ["tests/faults/test_mutants.py"],
    "sets in another order": ["tests/faults/test_same_answer_in_every_process.py"],
}  # fmt: skip
VARIABLES = {"LONG": "1", "REWRITING_ROUNDS": "20000", "FUZZ_INPUTS": "20000"}


def main() -> int:
    """Run every step, print a line about each, and return whether something got through."""
    rows = []
    asked = sys.argv[1:] or [""]
    for name, step in ((name, step) for name, step in STEPS.items() if any(word in name for word in asked)):
        command = (
            step
            if step[0] == sys.executable
            else [sys.executable, "-m", "pytest", "-q", "-s", "-o", "timeout=0", *step]
        )
        start = time.monotonic()
        done = subprocess.run(command, env=VARIABLES | os.environ, capture_output=True, text=True, check=False)
        told = [
            line for line in done.stdout.splitlines() if " escapes" in line or " accepted" in line or "FAILED" in line
        ]
        rows.append(
            (name, "held" if done.returncode == 0 else "BROKEN", time.monotonic() - start, "; ".join(told[-3:]))
        )
        print(f"{rows[-1][1]:7} {rows[-1][2]:7.0f} s  {name:30} {rows[-1][3]}", flush=True)
        if done.returncode:
            print(done.stdout[-3000:], done.stderr[-1000:], file=sys.stderr)
    return any(state != "held" for _, state, _, _ in rows)


if __name__ == "__main__":
    sys.exit(main())
