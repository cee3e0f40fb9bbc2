"""Every rule of residue against posts that hold it and posts that nearly do, each in several languages.

One text is one post: it stands between two sound paragraphs. A positive must be flagged by the check of its rule at
warning or above; a near miss must be flagged by no check of residue at all.
"""

from __future__ import annotations

import pytest

from content_quality.checks import CHECKS
from content_quality.core.document.post import Post
from content_quality.core.findings import Category, Finding, Severity
from content_quality.core.inspection import run
from content_quality.core.settings import Settings
from tests.checks.broken_text_cases import BROKEN_TEXT
from tests.checks.machine_text_cases import MACHINE_TEXT

RESIDUE = [check for check in CHECKS if check.category is Category.RESIDUE]
AROUND = {
    "en": ("The ferry leaves every hour from the small pier.", "The museum on the island shows old boats."),
    "de": ("Die Fähre fährt jede Stunde vom kleinen Anleger ab.", "Das Museum auf der Insel zeigt alte Boote."),
    "fr": ("Le bac part toutes les heures du petit ponton.", "Le musée de l'île montre de vieux bateaux."),
    "es": ("El transbordador sale cada hora del pequeño muelle.", "El museo de la isla muestra barcas antiguas."),
    "it": ("Il traghetto parte ogni ora dal piccolo molo.", "Il museo dell'isola mostra vecchie barche."),
    "pt": ("A balsa parte de hora em hora do pequeno cais.", "O museu da ilha mostra barcos antigos."),
    "ru": ("Паром отходит каждый час от маленького причала.", "Музей на острове показывает старые лодки."),
    "pl": ("Prom odpływa co godzinę z małego pomostu.", "Muzeum na wyspie pokazuje stare łodzie."),
    "ja": ("渡し船は小さな桟橋から一時間ごとに出ます。", "島の博物館では古い船を見ることができます。"),
    "zh": ("渡船每小时从小码头出发一次。", "岛上的博物馆展出古老的木船。"),
    "ko": ("나룻배는 작은 선착장에서 한 시간마다 떠납니다.", "섬의 박물관에서는 오래된 배를 볼 수 있습니다."),
    "ar": ("تغادر العبارة كل ساعة من الرصيف الصغير.", "يعرض متحف الجزيرة قوارب قديمة."),
    "he": ("המעבורת יוצאת בכל שעה מן המזח הקטן.", "המוזיאון שעל האי מציג סירות ישנות."),
    "hi": ("नाव छोटे घाट से हर घंटे चलती है।", "द्वीप का संग्रहालय पुरानी नावें दिखाता है।"),
}


RULES = MACHINE_TEXT | BROKEN_TEXT
FLAGGED = [(rule, language, text) for rule, cases in RULES.items() for language, text in cases.flagged]
SILENT = [(rule, language, text) for rule, cases in RULES.items() for language, text in cases.silent]


def findings(language: str, text: str) -> list[Finding]:
    first, last = AROUND[language]
    post = Post.read(f"---\ntitle: 1\nlang: {language}\n---\n\n{first}\n\n{text}\n\n{last}\n".encode(), "post.md")
    return [
        finding
        for check in RESIDUE
        for finding in run(check, post, Settings()).findings
        if finding.severity >= Severity.WARNING
    ]


@pytest.mark.parametrize(("rule", "language", "text"), FLAGGED)
def test_residue_is_flagged_where_it_stands(rule: str, language: str, text: str) -> None:
    found = [finding for finding in findings(language, text) if finding.check == RULES[rule].check]
    assert found, text
    assert all(8 <= finding.span.line <= 8 + text.count("\n") for finding in found)


@pytest.mark.parametrize(("rule", "language", "text"), SILENT)
def test_what_only_looks_like_residue_stays_silent(rule: str, language: str, text: str) -> None:
    assert findings(language, text) == [], text


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_shown_in_two_languages_both_ways(rule: str) -> None:
    for cases in (RULES[rule].flagged, RULES[rule].silent):
        assert len(cases) >= 4
        assert len({language for language, _ in cases}) >= 2
