"""The parts of this program that need not be installed."""

from __future__ import annotations

from importlib.util import find_spec

PIPELINE = "airflow"
EXTRAS = {  # module, and the extra that brings it
    "cryptography": "signing",
    **dict.fromkeys(("bs4", "markdownify", "feedparser", "defusedxml"), "web"),
    **dict.fromkeys(("pygls", "lsprotocol"), "lsp"),
    **dict.fromkeys(("mcp", "mcp_types", "anyio", "pydantic"), "mcp"),
    **dict.fromkeys(
        (
            "airflow",
            "duckdb",
            "great_expectations",
            "pandas",
            "fastapi",
            "jinja2",
            "apprise",
            "httpx",
            "tenacity",
            "obstore",
        ),
        PIPELINE,
    ),
}
OF_THE_SYSTEM = ("fcntl", "resource", "pwd")


def missing_part(module: str) -> str | None:
    """Return what to do about a `module` that is not there; None when this program should have brought it."""
    top = module.partition(".")[0]
    if top in OF_THE_SYSTEM:
        return "This command needs a system with file locks, such as Linux or macOS."
    if extra := EXTRAS.get(top):
        return f"This command needs {top}, which is not installed: pip install 'content-quality[{extra}]'"
    return None


def need(module: str) -> None:
    """Raise ModuleNotFoundError when `module` is not installed, before a command asks for anything else."""
    if find_spec(module) is None:
        raise ModuleNotFoundError(f"No module named {module!r}", name=module)
