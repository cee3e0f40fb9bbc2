"""The extension for VS Code, and the settings that editors, server and documentation share."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest

from content_quality.language_server import actions
from content_quality.language_server.client_settings import SECTION, ClientSettings
from tests.conftest import ROOT
from tests.patience import PATIENCE

FOLDER = ROOT / "editors" / "vscode"
CODE = (FOLDER / "extension.js").read_text("utf-8")
MANIFEST = json.loads((FOLDER / "package.json").read_text("utf-8"))
GUIDE = (ROOT / "docs" / "editors.md").read_text("utf-8")


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
def test_the_extension_keeps_its_own_tests():
    done = subprocess.run(
        ["node", "--test", "test/"], cwd=FOLDER, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^# pass [1-9]", done.stdout, re.MULTILINE)


def test_the_extension_sends_settings_that_the_server_knows():
    sent = {"useSettings": False, "language": "ja", "asksReason": True}
    assert ClientSettings.of({SECTION: sent}) == ClientSettings(False, "ja", True)
    assert all(f"{name}:" in CODE for name in sent)


def test_every_setting_of_the_extension_is_documented_with_its_default():
    properties = MANIFEST["contributes"]["configuration"]["properties"]
    for page in (GUIDE, (FOLDER / "README.md").read_text("utf-8")):
        for name, about in properties.items():
            default = about["default"] if isinstance(about["default"], str) else json.dumps(about["default"])
            assert re.search(rf"^\| `{re.escape(name)}` \| `\"?{re.escape(default)}\"?` \|", page, re.MULTILINE), name


def test_client_and_server_call_the_commands_of_a_waiver_by_the_same_names():
    for text in (CODE, GUIDE):
        assert actions.ASK_REASON in text
        assert actions.WAIVE in text


def test_the_lock_names_no_registry_and_every_package_has_a_digest():
    lock = json.loads((FOLDER / "package-lock.json").read_text("utf-8"))
    packages = {name: about for name, about in lock["packages"].items() if name}
    assert packages
    assert all("resolved" not in about and about["integrity"].startswith("sha512-") for about in packages.values())
