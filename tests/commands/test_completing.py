"""The shell completes commands, options, names of checks and files."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from content_quality.cli import main
from tests.installed import with_command
from tests.patience import PATIENCE

BASH = """
source <(content-quality completion bash)
COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=9
read -r -a COMP_WORDS <<< "$COMP_LINE"
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_python_argcomplete content-quality
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def command(tmp_path: Path) -> dict[str, str]:
    return with_command(tmp_path)


LINES = {
    "content-quality che": {"check", "checks"},
    "content-quality check --st": {"--staged", "--statistics", "--stdin-filename"},
    "content-quality check --format js": {"json", "jsonl"},
    "content-quality explain repeated-": {"repeated-heading", "repeated-key", "repeated-passage", "repeated-sentence"},
    "content-quality check --select no-text,no-t": {"no-text,no-text"},
    "content-quality explain no-text --lang j": {"ja"},
    "content-quality completion z": {"zsh"},
    "content-quality check dra": {"drafts/"},
}


@pytest.mark.skipif(shutil.which("bash") is None, reason="this machine has no bash")
@pytest.mark.parametrize("line", LINES)
def test_bash_completes_a_line(line: str, command: dict[str, str], tmp_path: Path):
    (tmp_path / "drafts").mkdir()
    done = subprocess.run(
        ["bash", "--norc", "-c", BASH, "bash", line],
        env=command,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    assert {word.strip() for word in done.stdout.splitlines() if word.strip()} == LINES[line], done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_every_shell_has_a_script(shell: str, capsys):
    assert main(["completion", shell]) == 0
    assert "content-quality" in capsys.readouterr().out


def test_an_unknown_shell_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["completion", "csh"])
    assert "invalid choice: 'csh'" in capsys.readouterr().err
