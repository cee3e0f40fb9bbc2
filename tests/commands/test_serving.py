"""`content-quality lsp` where its packages are missing."""

from __future__ import annotations

import sys

import pytest

from content_quality.cli import main


@pytest.mark.parametrize("missing", ["pygls", "lsprotocol"])
def test_a_missing_package_is_named_with_the_extra_that_brings_it(monkeypatch, capsys, missing):
    for module in list(sys.modules):
        if module.partition(".")[0] == missing or module.startswith("content_quality.language_server"):
            monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, missing, None)
    assert main(["lsp"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == (
        f"content-quality: This command needs {missing}, which is not installed: pip install 'content-quality[lsp]'\n"
    )
