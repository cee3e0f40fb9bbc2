"""Install the peers of the benchmark, in one command: `python -m benchmarks.damage.install`.

Node 20 or newer and npm must be there. Everything goes into one folder outside of the repository.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from benchmarks.damage.peers import PEERS_FOLDER

HERE = Path(__file__).parent / "peers"


def install(folder: Path) -> None:
    """Put the peers, in the versions that `peers/package.json` and `peers/requirements.txt` pin, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "package.json", folder / "package.json")
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, check=True)
    venv.create(folder / "venv", with_pip=True)
    pip = [str(folder / "venv" / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "-r", str(HERE / "requirements.txt")], check=True)


def main() -> None:
    """Install into the folder that the user names, or the usual one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=PEERS_FOLDER)
    folder = parser.parse_args().folder
    install(folder)
    sys.stdout.write(f"The peers are in {folder}.\n")


if __name__ == "__main__":
    main()
