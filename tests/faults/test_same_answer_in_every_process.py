"""A post is read in one way, whatever order the process gives to sets of words."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.conftest import CLEAN

FINDINGS = """
import sys
from content_quality.checks import CHECKS
from content_quality.core.inspection import inspect
from content_quality.core.settings import Settings
for words in sys.argv[1:]:
    print(inspect(words.encode(), "_posts/2026-11-02-a.md", CHECKS, Settings()).findings)
"""
TALKS = (
    "Of course! Below is the rewritten post in Markdown format, as you requested:",
    "¡Por supuesto! A continuación, te presento el artículo:",
    "もちろんです！以下は、ご依頼の記事です。",
    "Sure! Here is the improved version of your article. As an AI language model, I cannot visit the library.",
)


def test_the_findings_do_not_depend_on_the_order_of_sets():
    head, _, body = CLEAN.format(title="Chairs").partition("\n\n")
    posts = [f"{head}\n\n{talk}\n\n{body}" for talk in TALKS]
    said = {
        subprocess.run(
            [sys.executable, "-c", FINDINGS, *posts],
            env=os.environ | {"PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in range(6)
    }
    assert len(said) == 1
    assert "machine-text" in said.pop()
