"""`explain` and `checks`: what the checks look for, in the reader's language."""

from __future__ import annotations

import argparse
import sys
from typing import Any

EXIT_DONE, EXIT_UNKNOWN = 0, 2


def add_to(commands: Any) -> None:
    """Add the subcommands to the parser's `commands`."""
    explain = commands.add_parser("explain", help="explain what a check looks for, why, and what to do")
    explain.add_argument("check", metavar="CHECK", help="the name of a check, as a report shows it")
    explain.set_defaults(run=_explain)
    checks = commands.add_parser("checks", help="list the checks, what each check flags, and which have a certain fix")
    checks.set_defaults(run=_checks)
    for parser in (explain, checks):
        parser.add_argument("--lang", default="en", metavar="CODE", help="the language, such as ja; English by default")


def _explain(arguments: argparse.Namespace) -> int:
    from content_quality.checks import CHECKS
    from content_quality.core.i18n.catalogue import catalogue
    from content_quality.core.report.explanation import Explanation

    known = {check.name: check for check in CHECKS}
    check = known.get(arguments.check)
    if check is None:
        from difflib import get_close_matches

        close = get_close_matches(arguments.check, known, n=3)
        hint = f" Did you mean {', '.join(close)}?" if close else " `content-quality checks` lists them."
        print(f"content-quality: unknown check {arguments.check!r}.{hint}", file=sys.stderr)
        return EXIT_UNKNOWN
    words = catalogue(arguments.lang)
    explanation = Explanation.of(check.documentation)
    print(f"{check.name} ({words.text(check.severity.label)})\n")
    print(" ".join(words.text(text) for text in (explanation.brief, explanation.rest) if text))
    for label, text in explanation.panels:
        print(f"\n{words.in_context(('dashboard', ''), label)}: {words.text(text)}")
    return EXIT_DONE


def _checks(arguments: argparse.Namespace) -> int:
    from content_quality.checks import CHECKS
    from content_quality.core.i18n.catalogue import catalogue
    from content_quality.core.report.explanation import Explanation

    words, width = catalogue(arguments.lang), max(len(check.name) for check in CHECKS)
    for check in CHECKS:
        explanation = Explanation.of(check.documentation)
        mark = "fix" if explanation.is_fixable else ""
        print(f"{check.name:{width}}  {check.severity.label:7}  {mark:3}  {words.text(explanation.brief)}")
    return EXIT_DONE
