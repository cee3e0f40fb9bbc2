"""The report as one self-contained HTML file: no script, no address outside, a map of each post."""

from __future__ import annotations

from html import escape

from content_quality.core.report.shape import CheckedPost, FindingReport, Report
from content_quality.renderers.options import RenderOptions, totals

STYLE = """
:root { color-scheme: light dark; --ink: #1c1b1a; --paper: #fdfcfa; --soft: #6b6862; --line: #ddd8cf;
  --blocker: #b3261e; --warning: #9a6700; --info: #2a6f97; }
@media (prefers-color-scheme: dark) { :root { --ink: #ece9e4; --paper: #191817; --soft: #a29d95; --line: #3a3733;
  --blocker: #ff8a80; --warning: #f0b94d; --info: #7cc0e8; } }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1rem; font: 16px/1.55 system-ui, sans-serif;
  color: var(--ink); background: var(--paper); }
h1 { font-size: 1.4rem; } h2 { font-size: 1.05rem; margin: 2.2rem 0 .4rem; overflow-wrap: anywhere; }
.verdict { font-size: .8rem; padding: .1rem .5rem; border: 1px solid currentColor; border-radius: 1rem; }
.hold, .blocker { color: var(--blocker); }
.review, .warning { color: var(--warning); }
.info, .clear { color: var(--info); }
.soft, small { color: var(--soft); }
.post { display: grid; grid-template-columns: 1rem 1fr; gap: .9rem; }
.map { position: relative; background: var(--line); border-radius: .3rem; min-height: 3rem; }
.map i { position: absolute; left: 0; right: 0; min-height: 3px; background: currentColor; border-radius: 2px; }
ol { list-style: none; margin: 0; padding: 0; } li { padding: .5rem 0; border-top: 1px solid var(--line); }
blockquote { margin: .3rem 0; padding-left: .8rem; border-left: 3px solid var(--line); color: var(--soft);
  overflow-wrap: anywhere; }
""".strip()


def html(report: Report, options: RenderOptions) -> str:
    """Return a page with the totals, and each post that has findings, held posts first."""
    order = {"hold": 0, "review": 1, "debt": 2, "clear": 3}
    listed = [post for post in report["posts"] if post["findings"] or post["error"]]
    posts = sorted(listed, key=lambda post: (order.get(post["verdict"], 0), post["path"]))
    body = "\n".join(_post(post, len(options.source(post["path"]))) for post in posts)
    site = "".join(
        f"<li>{escape(one['message'])} <small>{escape(one['check'])}</small></li>" for one in report["site_findings"]
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>content-quality</title>\n<style>\n{STYLE}\n</style>\n</head>\n<body>\n"
        f"<h1>content-quality</h1>\n<p>{escape(totals(report))}</p>\n"
        + (f"<h2>The site</h2>\n<ol>{site}</ol>\n" if site else "")
        + f"{body}\n</body>\n</html>\n"
    )


def _post(post: CheckedPost, lines: int) -> str:
    last = max([lines, *(finding["end_line"] for finding in post["findings"])], default=1) or 1
    marks = "".join(_mark(finding, last) for finding in post["findings"] if not finding["waived"])
    findings = "".join(_finding(finding) for finding in post["findings"])
    if post["error"]:
        findings += f'<li class="hold">not decided: {escape(post["error"])}</li>'
    verdict = escape(post["verdict"])
    return (
        f'<section>\n<h2>{escape(post["path"])} <span class="verdict {verdict}">{verdict}</span></h2>\n'
        f'<div class="post"><div class="map" aria-hidden="true">{marks}</div><ol>{findings}</ol></div>\n</section>'
    )


def _mark(finding: FindingReport, last: int) -> str:
    top = 100 * (finding["line"] - 1) / last
    height = 100 * (finding["end_line"] - finding["line"] + 1) / last
    return f'<i class="{escape(finding["severity"])}" style="top:{top:.2f}%;height:{height:.2f}%"></i>'


def _finding(finding: FindingReport) -> str:
    waived = finding["waived"]
    severity = "accepted" if waived else finding["severity"]
    words = f"<blockquote>{escape(finding['excerpt'])}</blockquote>" if finding["excerpt"] else ""
    advice = escape(f"Accepted by {waived['by']}: {waived['reason']}" if waived else finding["suggestion"] or "")
    pointed = f"<p>→ {advice}</p>" if advice else ""
    reasons = ", ".join(f"{one['name']} {one['weight']:+g}" for one in finding.get("evidence", []))
    return (
        f'<li><span class="{escape(finding["severity"])}">{escape(severity)}</span> line {finding["line"]}: '
        f"{escape(finding['message'])} <small>{escape(finding['check'])}</small>{words}"
        f"{pointed}{f'<small>Evidence: {escape(reasons)}</small>' if reasons else ''}</li>"
    )
