"""The command as after an installation: a program of its name in the path."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def with_command(folder: Path) -> dict[str, str]:
    """Return an environment in which `content-quality` can be run by its name; the program is put below `folder`."""
    program = folder / "bin" / "content-quality"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m content_quality.cli "$@"\n')
    program.chmod(0o755)
    return os.environ | {"PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"}
