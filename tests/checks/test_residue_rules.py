"""Every rule of residue against posts that hold it and posts that nearly do, each in several languages.

One text is one post: it stands between two sound paragraphs. A positive must be flagged by the check of its rule at
warning or above; a near miss must be flagged by no check of residue at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from content_quality.checks import CHECKS
from content_quality.core.document.post import Post
from content_quality.core.findings import Category, Finding, Severity
from content_quality.core.inspection import run
from content_quality.core.settings import Settings

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


@dataclass(frozen=True)
class Rule:
    """What one rule must flag, and what it must leave alone: pairs of a language and a text."""

    check: str
    flagged: tuple[tuple[str, str], ...]
    silent: tuple[tuple[str, str], ...]


RULES = {
    "sentinels": Rule(
        "machine-text",
        (
            ("en", "---END---"),
            ("en", "--- END OF ARTICLE ---"),
            ("en", "=== BEGIN ==="),
            ("en", "[End of article]"),
            ("en", "### Response:"),
            ("ja", "【既存の記事の最後の部分】"),
            ("ja", "【参照データ】"),
            ("ja", "【ここから続き】\n引き続き船の話です。"),
            ("ja", "---END---"),
            ("zh", "---END---"),
            ("de", "--- END ---"),
        ),
        (
            ("en", "---"),
            ("en", "The end of the article is near the pier."),
            ("en", "The script writes `---END---` under the text."),
            ("en", "Response: the harbour office answered within a week."),
            ("en", "-- Ende --"),
            ("ja", "【お知らせ】冬の間は船が減ります。"),
            ("ja", "参照データは付録にまとめました。"),
            ("ja", "【続き】島の話をもう少し続けます。"),
            ("de", "Ende der Durchsage, sagte der Kapitän."),
            ("zh", "【公告】渡船冬季停航。"),
        ),
    ),
    "prompts": Rule(
        "machine-text",
        (
            ("en", "Continue the following article: the ferry leaves every hour."),
            ("en", "Please rewrite the above text in a friendly tone."),
            ("en", "You are a helpful assistant. Write about boats."),
            ("en", "Write a blog post about ferries in 800 words."),
            ("ja", "以下の記事の続きを書いてください。"),
            ("ja", "この記事の続きを生成してください。"),
            ("ja", "あなたはプロの旅行ライターです。"),
            ("zh", "请续写以下文章，不要重复。"),
            ("ko", "다음 글을 이어서 작성해 주세요."),
            ("de", "Setze bitte den folgenden Artikel fort."),
            ("fr", "Continuez l'article suivant."),
            ("es", "Continúa el siguiente artículo sin repetir nada."),
            ("it", "Continua il seguente articolo senza ripetere nulla."),
            ("pt", "Continue o artigo a seguir sem repetir nada."),
            ("ru", "Продолжи следующую статью, не повторяя сказанного."),
        ),
        (
            ("en", "Please continue to the end of the pier."),
            ("en", "You are an experienced sailor, and still the wind wins."),
            ("en", "We asked the office to rewrite the notice."),
            ("en", "“Continue the following article,” the form said."),
            ("en", "Write to the harbour office about lost bags."),
            ("ja", "要求事項は、港の規則に定められています。"),
            ("ja", "以下の注意をよく読んでください。"),
            ("ja", "記事の続きは次号に掲載します。"),
            ("ja", "あなたは船に乗ったことがありますか。"),
            ("zh", "请继续往前走，码头就在前面。"),
            ("ko", "다음 배를 기다려 주세요."),
            ("de", "Setzen Sie den Weg bis zum Anleger fort."),
            ("fr", "Continuez tout droit jusqu'au ponton."),
            ("es", "Continúa recto hasta el muelle."),
            ("ru", "Продолжение статьи читайте в следующем номере."),
        ),
    ),
    "replies": Rule(
        "machine-text",
        (
            ("en", "Sure! Here's a revised version of the article:"),
            ("en", "Certainly! Here is the full text:"),
            ("en", "Let me know if you'd like me to expand this section."),
            ("ja", "はい、承知いたしました。以下が続きです。"),
            ("ja", "承知しました。それでは、記事の続きを書きます。"),
            ("ja", "以下は修正した記事です。"),
            ("zh", "好的，以下是修改后的文章："),
            ("ko", "네, 아래는 요청하신 글의 번역입니다."),
            ("de", "Gerne! Hier ist der überarbeitete Artikel:"),
            ("fr", "Bien sûr ! Voici l'article révisé :"),
            ("es", "¡Claro! Aquí tienes el artículo revisado:"),
            ("it", "Certo! Ecco l'articolo rivisto:"),
            ("pt", "Claro! Aqui está o artigo revisado:"),
            ("ru", "Конечно! Вот исправленная версия статьи:"),
            ("pl", "Oczywiście! Oto poprawiona wersja artykułu:"),
        ),
        (
            ("en", "I hope this helps! Let me know if you have questions."),
            ("en", "Sure, here is the catch: the ferry does not run in fog."),
            ("en", "Certainly the pier is old."),
            ("en", "Let me know if you would like a ticket."),
            ("en", "Here's the full story of the lost bell."),
            ("ja", "「はい、承知いたしました」と船長は答えました。"),
            ("ja", "承知しました、と書いた看板があります。"),
            ("ja", "以下は船の時刻です。"),
            ("zh", "好的，我们下周再来。"),
            ("ko", "네, 배는 아홉 시에 떠납니다."),
            ("de", "Gerne fahren wir im Herbst wieder hin."),
            ("fr", "Bien sûr, voici le port."),
            ("es", "Claro que el barco sale a las nueve."),
            ("it", "Certo, il traghetto parte alle nove."),
            ("ru", "Конечно, паром ходит и зимой."),
        ),
    ),
    "refusals": Rule(
        "machine-text",
        (
            ("en", "As an AI language model, I cannot visit the island."),
            ("en", "I'm sorry, but I can't assist with that request."),
            ("en", "I am unable to generate the content you asked for."),
            ("ja", "申し訳ありませんが、続きを生成できません。"),
            ("ja", "AIアシスタントとして、私はその情報を持っていません。"),
            ("zh", "很抱歉，我无法提供该内容。"),
            ("zh", "作为一个AI语言模型，我无法访问网页。"),
            ("ko", "죄송하지만, 요청하신 글을 작성할 수 없습니다."),
            ("de", "Als KI-Sprachmodell kann ich keine Häfen besuchen."),
            ("fr", "En tant que modèle de langage, je ne peux pas voyager."),
            ("es", "Como modelo de lenguaje, no puedo viajar."),
            ("it", "Come modello linguistico, non posso viaggiare."),
            ("pt", "Como modelo de linguagem, não posso viajar."),
            ("ru", "Как языковая модель, я не могу посетить остров."),
        ),
        (
            ("en", "I am unable to swim, so the ferry suits me."),
            ("en", "I'm sorry, but I can't see the island from here."),
            ("en", "An AI language model wrote the timetable."),
            ("en", "> As an AI language model, I cannot visit the island."),
            ("ja", "申し訳ありませんが、冬の間は船が出ません。"),
            ("ja", "AIモデルとして知られる模型の船があります。"),
            ("zh", "很抱歉，冬季没有渡船。"),
            ("ko", "죄송하지만, 겨울에는 배가 없습니다."),
            ("de", "Als Kapitän kann ich bei Nebel nicht fahren."),
            ("fr", "En tant que capitaine, je ne peux pas partir."),
            ("es", "Como capitán, no puedo salir con niebla."),
            ("ru", "Как капитан, я не могу выйти в туман."),
        ),
    ),
    "character counts": Rule(
        "machine-text",
        (
            ("en", "Word count: approximately 450"),
            ("en", "The character count is 1,998."),
            ("ja", "文字数：約2000文字"),
            ("ja", "（約1,500字）"),
            ("zh", "字数：约1200"),
            ("ko", "글자 수: 1500"),
            ("de", "Zeichenzahl: 1200"),
            ("fr", "Nombre de mots : 800"),
        ),
        (
            ("en", "The word count of a ticket is small."),
            ("en", "Word counts matter little on the pier."),
            ("ja", "記事の文字数は媒体によって異なります。"),
            ("ja", "看板には約30文字が入ります。"),
            ("zh", "字数不多，但很清楚。"),
            ("ko", "글자 수가 많은 안내판입니다."),
            ("de", "Die Zeichenzahl steht nicht auf der Karte."),
        ),
    ),
    "tokens": Rule(
        "machine-text",
        (
            ("en", "The ferry leaves at nine.[cite: 3, 7] It returns at ten."),
            ("en", "The pier is old.【4:2†harbour-guide】 It is made of oak."),
            ("en", "It sails in winter :contentReference[oaicite:2]{index=2} too."),
            ("en", "The bell rings twice citeturn0search3 before it leaves."),
            ("ja", "船は九時に出ます[cite: 12]。"),
            ("ja", "桟橋は古いものです【12†source】。"),
            ("zh", "渡船九点出发[cite_start]。"),
            ("en", "<|im_end|>"),
            ("de", "[INST] Schreibe über Boote. [/INST]"),
        ),
        (
            ("en", "The guide cites three sources [1]."),
            ("en", "The format writes `[cite: 3]` after a sentence."),
            ("en", "See [cite](https://example.org) for the source."),
            ("ja", "出典は巻末に記します［1］。"),
            ("ja", "【注】船は九時に出ます。"),
            ("zh", "参见文献[3]。"),
            ("de", "Siehe [1] und [2]."),
        ),
    ),
    "conflict markers": Rule(
        "conflict-marker",
        (
            ("en", "<<<<<<< HEAD\nThe ferry leaves at nine.\n=======\nThe ferry leaves at ten.\n>>>>>>> draft"),
            ("ja", "<<<<<<< HEAD\n船は九時に出ます。\n=======\n船は十時に出ます。\n>>>>>>> main"),
            ("de", ">>>>>>> entwurf"),
            ("ru", "<<<<<<< HEAD\nПаром уходит в девять.\n\n=======\n\nПаром уходит в десять.\n\n>>>>>>> 1a2b3c4"),
        ),
        (
            ("en", "The ferry\n======="),
            ("en", "```\n<<<<<<< HEAD\n=======\n>>>>>>> draft\n```"),
            ("ja", "船の時刻\n======="),
            ("de", ">>> Fähre, bitte warten."),
            ("ru", "<< Паром >>"),
        ),
    ),
    "lost characters": Rule(
        "replacement-character",
        (
            ("en", "The caf\ufffd opens at nine."),
            ("ja", "船の時\ufffdは変わりません。"),
            ("zh", "渡船的时\ufffd\ufffd表。"),
            ("ru", "Паром ухо\ufffd\ufffdит в девять."),
        ),
        (
            ("en", "A lost character shows as `\ufffd` in the log."),
            ("en", "A black diamond ◆ marks the pier."),
            ("ja", "文字化けは「?」と表示されます。"),
            ("ja", "◇と◆で印を付けました。"),
        ),
    ),
    "mojibake": Rule(
        "replacement-character",
        (
            ("en", "The cafÃ© opens at nine, and itâ€™s warm inside."),
            ("de", "Die FÃ¤hre fÃ¤hrt jede Stunde."),
            ("fr", "Le musÃ©e est ouvert Ã\xa0 neuf heures."),
            ("es", "El pequeÃ±o muelle es nuevo."),
            ("ja", "縺薙ｓ縺ｫ縺｡縺ｯ、船が出ます。"),
            ("ja", "æ–‡å­—åŒ–ã\x81‘"),
            ("ru", "ÐŸÐ°Ñ€Ð¾Ð¼ уходит в девять."),
        ),
        (
            ("en", "The café is naïve about the fjord."),
            ("de", "Die Fähre fährt über die Förde, 5 × täglich."),
            ("fr", "Où est l'île ? À côté, bien sûr : «Ça va»."),
            ("es", "¡Qué año! ¿Mañana también?"),
            ("pt", "SÃO JOÃO e a MANHÃ de domingo."),
            ("ja", "繧繝錦という織物があります。"),
            ("ru", "Паром «Волна» уходит в девять часов."),
        ),
    ),
    "literal asterisks": Rule(
        "unrendered-emphasis",
        (
            ("ja", "これは**「要点」**です。"),
            ("ja", "船は**（九時）**に出ます。"),
            ("zh", "这是**“重点”**内容。"),
            ("en", "**The ferry leaves at nine, and nobody waits."),
            ("de", "**Die Fähre fährt um neun, und niemand wartet."),
            ("ko", "배는 **'아홉 시'**에 떠납니다."),
        ),
        (
            ("ja", "これは**要点**です。"),
            ("ja", "船は **「九時」** に出ます。"),
            ("en", "The ferry leaves at **nine**."),
            ("en", "Two to the third is 2**3 in this language."),
            ("en", "The pattern `**/*.md` finds all posts."),
            ("en", "Pass \\*\\*options\\*\\* to the call."),
            ("de", "Die Fähre fährt um **neun** Uhr."),
            ("ko", "배는 **아홉 시**에 떠납니다."),
        ),
    ),
    "mixed scripts": Rule(
        "mixed-scripts",
        (
            ("en", "Pay with p\u0430ypal on board."),
            ("ru", "Паром ухoдит в девять."),
            ("ja", "この方法はпроцессを速くします。"),
            ("ja", "船の시간は変わりません。"),
            ("zh", "渡船的время没有变。"),
            ("de", "Die F\u0430hrt dauert eine Stunde."),
        ),
        (
            ("en", "The word паром means ferry."),
            ("en", "A β-test of the λ-shaped pier."),
            ("ru", "Мы заgoogleили расписание парома."),
            ("ja", "ロシア語で「паром」は渡し船です。"),
            ("ja", "Ａ桟橋とB桟橋があります。"),
            ("zh", "俄语的“паром”是渡船。"),
            ("de", "Das Wort „паром“ heißt Fähre."),
        ),
    ),
    "placeholders": Rule(
        "unfilled-placeholder",
        (
            ("en", "Write to [insert contact address] for details."),
            ("en", "Dear [Your Name], the ferry waits."),
            ("en", "TODO: add the times of the winter."),
            ("en", "Lorem ipsum dolor sit amet, consectetur."),
            ("ja", "【ここに画像を挿入】"),
            ("ja", "詳しくは［会社名を記入］までどうぞ。"),
            ("zh", "请联系【在此填写电话】。"),
            ("ko", "연락처는 [여기에 전화번호를 입력]입니다."),
            ("de", "Schreiben Sie an [hier Adresse einfügen]."),
            ("fr", "Écrivez à [insérez l'adresse ici]."),
            ("es", "Escriba a [insertar la dirección]."),
            ("it", "Scrivete a [inserire indirizzo]."),
            ("pt", "Escreva para [inserir endereço]."),
        ),
        (
            ("en", "Every town has its X company, and ours has two."),
            ("en", "- [x] Buy a ticket"),
            ("en", "The keeper adds [sic] to the note."),
            ("en", "Press [Insert](https://example.org) to go on."),
            ("en", "My todo list is short."),
            ("ja", "〇〇さんという船長がいました。"),
            ("ja", "画像を挿入する方法を説明します。"),
            ("zh", "某某公司买了一艘船。"),
            ("ko", "○○ 씨는 선장입니다."),
            ("de", "Herr X. und Frau Y. warten am Anleger."),
            ("fr", "Monsieur X. attend [le bac]."),
        ),
    ),
    "invisible characters": Rule(
        "invisible-character",
        (
            ("en", "The fer\u200bry leaves at nine."),
            ("en", "The file is named exe\u202egpj.boat."),
            ("en", "The ferry\U000e0041\U000e0042 leaves."),
            ("de", "Die F\u00e4h\u200dre f\u00e4hrt um neun."),
            ("ru", "Паром\u2060 уходит\u200b в девять."),
            ("ja", "船は\x08九時に出ます。"),
            ("ja", "船は\u202e九時に出ます。"),
            ("ar", "تغادر \u202eالعبارة كل ساعة."),
        ),
        (
            ("en", "A family 👨\u200d👩\u200d👧 waits at the pier."),
            ("en", "Here is a flag: \U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f."),
            ("en", "A heart \u2764\ufe0f for the captain."),
            ("en", "The type is boat -\u2060> pier, written as one sign."),
            ("ar", "تغادر العبارة\u200f كل ساعة."),
            ("he", "המעבורת \u2067ABC\u2069 יוצאת בכל שעה."),
            ("hi", "नाव क\u094d\u200dष से चलती है।"),
            ("ja", "葛\U000e0100城市の船です。"),
        ),
    ),
}
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
