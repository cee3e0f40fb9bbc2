"""What language models, prompts and completion scripts leave in a text, as patterns with a source.

Sources: [W] Wikipedia, “Signs of AI writing” (citation tokens, chatter, refusals, placeholders); [C] the chat templates
published with open models (special tokens); [S] what was measured on the first user's site (sentinels, prompts).
Patterns of `at="start"` are anchored at the start of a block outside quotations, so that prose that mentions the words
stays silent; those of `at="anywhere"` are strings no author types.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex

from content_quality.core.findings import Severity
from content_quality.core.text.patterns import lazy


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of residue; `name` is what an editor reads."""

    name: str
    pattern: regex.Pattern[str]
    severity: Severity
    source: str
    needs: tuple[str, ...] = ()  # one of these is in whatever the pattern finds


def _start(name: str, source: str, *alternatives: str, severity: Severity = Severity.BLOCKER) -> Rule:
    return Rule(name, lazy(rf"[\s*_#>]*(?:{'|'.join(alternatives)})", regex.IGNORECASE), severity, source)


def _anywhere(name: str, source: str, alternatives: dict[str, str]) -> Rule:
    """Return the rule of `alternatives`, each by what is in whatever it finds."""
    return Rule(name, lazy("|".join(alternatives.values())), Severity.BLOCKER, source, tuple(alternatives))


TEXTS = r"(?:article|blog post|post|draft|text|section|paragraph|translation|summary|rewrite|outline|introduction|conclusion|continuation)"
KINDS = r"(?:complete[d]?|full|final|finished|updated|revised|rewritten|edited|improved|expanded|corrected|translated|continued|polished|optimi[sz]ed)"

AT_START: tuple[Rule, ...] = (
    _start(
        "a sentinel",
        "S",
        r"-{2,}\s*(?:END|START|BEGIN|EOF|STOP|CONTINUE|OUTPUT|INPUT|ARTICLE)(?: OF [A-Z ]{1,30})?\s*-{2,}",
        r"(?:={3,}|#{3,}|\*{3,})\s*(?:END|START|BEGIN)(?: OF [A-Z ]{1,30})?\s*(?:={3,}|#{3,}|\*{3,})",
        r"【(?:既存の記事|記事の続き|続きここから|ここから続き|元の記事|既存記事|出力|入力|参照データ|追記部分|現在の記事)[^】\n]{0,40}】",
        r"[\[<(](?:end|start|beginning) of (?:article|text|post|document|output|response)[\])>]",
        r"(?:#{1,4}\s*)?(?:instruction|response|human|assistant|system prompt)\s*:\s*$",
        r"［(?:ここまで|ここから)(?:出力|既存|追記)[^］\n]{0,20}］",
    ),
    _start(
        "a prompt",
        "S",
        r"you are (?:a|an) (?:helpful|expert|experienced|professional|seasoned) [\w -]{0,40}(?:assistant|writer|editor|journalist|copywriter)\b.{0,40}[.:]",
        rf"(?:please )?(?:continue|complete|finish|rewrite|expand) (?:the|this) (?:following |above |existing |previous )?{TEXTS}\b.{{0,80}}[.:]",
        rf"write (?:a|an|the) (?:\w+ ){{0,3}}{TEXTS} (?:about|on|of|in) .{{0,120}}(?:words|characters|tone|style)\b",
        r"(?:以下|上記|次)の(?:記事|文章|本文|テキスト)(?:の続き)?を(?:書い|続け|完成させ|要約し|リライトし|修正し|翻訳し|出力し)て(?:ください|下さい)",
        r"(?:この|上の)?(?:記事|文章)の続きを(?:書い|執筆し|生成し|出力し)て(?:ください|下さい)",
        r"あなたは(?:プロの|優秀な|経験豊富な|熟練の)[^。\n]{0,20}(?:ライター|編集者|記者|アシスタント)です",
        r"请(?:继续|续写|改写|完成|总结|翻译)(?:以下|上述|这篇|下面的?)(?:文章|内容|文本)",
        r"(?:다음|위) (?:글|기사|문장)을? (?:이어서|계속) ?(?:작성|써)",
        r"(?:schreibe|setze|vervollständige) (?:bitte )?(?:den|einen) (?:folgenden |obigen )?(?:Artikel|Text|Blogbeitrag)\b.{0,40}(?:fort|Wörter|Wörtern)",
        r"(?:continuez|complétez|réécrivez) (?:l['’]article|le texte) (?:suivant|ci-dessus)",
        r"(?:por favor,? )?(?:contin[uú]a|completa|reescribe|continúe|complete|reescriba) el "
        r"(?:(?:siguiente|anterior) (?:artículo|texto)|(?:artículo|texto) anterior)",
        r"(?:per favore,? )?(?:continua|completa|riscrivi) (?:il seguente (?:articolo|testo)|(?:l['’]articolo|il testo) (?:seguente|precedente))",
        r"(?:por favor,? )?(?:continue|complete|reescreva) o (?:(?:seguinte )(?:artigo|texto)|(?:artigo|texto) (?:a seguir|abaixo|acima|anterior))",
        r"(?:пожалуйста, )?(?:продолжи|заверши|перепиши|дополни)(?:те)? (?:следующ|приведённ|приведенн|данн)\p{L}+ (?:ниже |выше )?(?:стать|текст)",
        r"(?:proszę )?(?:kontynuuj|dokończ|przepisz) (?:poniższy|następujący|powyższy) (?:artykuł|tekst)",
    ),
    _start(
        "a reply of a language model",
        "W",
        rf"(?:sure|certainly|of course|absolutely)[!,.]? (?:here(?:'s|’s| is| are)|i(?:'|’)?(?:ll| will| have|ve)) [^.\n]{{0,60}}\b{TEXTS}\b",
        rf"here(?:'s|’s| is) (?:the|your|a|an) (?:\w+ ){{0,2}}{KINDS} (?:\w+ ){{0,3}}{TEXTS}\b.{{0,60}}:",
        r"i hope this (?:helps|meets your|article (?:helps|meets))\b.{0,60}(?:let me know|[!.])\s*(?:let me know|$)",
        r"(?:please )?let me know if you(?:'d|’d| would)? (?:like|need|want) (?:me to|any (?:further|other|more) (?:changes|edits|revisions|modifications))",
        r"would you like me to (?:continue|expand|revise|write|add|translate|adjust)\b",
        r"はい、?(?:承知|了解|かしこまり)(?:いた)?しました[。、！]?(?:以下|それでは|では|ご(?:要望|指示|依頼)|記事|続き|$)",
        r"(?:承知|了解)(?:いた)?しました[。！](?:以下|それでは|では|ご(?:要望|指示|依頼)|記事の)",
        r"かしこまりました[。！](?:以下|それでは|では|ご(?:要望|指示|依頼)|記事の)",
        r"以下(?:は|に|が)、?(?:[^。\n]{0,20})?(?:修正|改善|加筆|リライト|続き|追記|完成)(?:した|版の|の)?(?:記事|文章|本文|部分)(?:です|となります|を(?:示|提示|記載)し)",
        r"(?:ご(?:要望|指示|依頼)に(?:応じ|沿っ|従い|基づ)[^。\n]{0,20}(?:記事|文章|本文))",
        r"(?:好的|当然可以|没问题)[，。！,!]\s*(?:以下|下面|这里|这)是[^。\n]{0,30}(?:文章|内容|版本|续写|翻译|总结)",
        r"(?:네|물론입니다|알겠습니다)[,.!]\s*(?:아래는|다음은|요청하신)[^.\n]{0,30}(?:글|기사|내용|번역|요약)",
        r"(?:gerne|natürlich|selbstverständlich)[!,.] hier (?:ist|sind|kommt) [^.\n]{0,40}(?:Artikel|Text|Beitrag|Entwurf|Übersetzung|Zusammenfassung|Fassung)",
        r"(?:bien sûr|certainement|avec plaisir) ?[!,.] voici [^.\n]{0,40}(?:article|texte|version|traduction|résumé|brouillon)",
        r"¡?(?:claro|por supuesto)[!,.] (?:aquí (?:tienes|está)|este es) [^.\n]{0,40}(?:artículo|texto|versión|traducción|resumen|borrador)",
        r"(?:certo|certamente)[!,.] ecco [^.\n]{0,40}(?:articolo|testo|versione|traduzione|riassunto|bozza)",
        r"(?:claro|com certeza)[!,.] (?:aqui está|segue) [^.\n]{0,40}(?:artigo|texto|versão|tradução|resumo|rascunho)",
        r"(?:конечно|разумеется|хорошо)[!,.] вот [^.\n]{0,40}(?:стать|текст|верси|перевод|резюме|черновик)",
        r"(?:oczywiście|jasne|pewnie)[!,.] oto [^.\n]{0,40}(?:artykuł|tekst|wersj|tłumaczeni|streszczeni|szkic)",
    ),
    _start(
        "a refusal of a language model",
        "W",
        r"as an? (?:ai|artificial intelligence|large)(?: language)? (?:model|assistant)\b",
        r"(?:i(?:'|’)m sorry|i apologi[sz]e|sorry)[,.]? but (?:as an ai|i (?:can(?:no|')t|can’t|am (?:unable|not able)|don't have (?:access|the ability)) "
        r"(?:to )?(?:assist|help|provide|generate|create|write|fulfil|continue|complete|access|browse))",
        r"i(?:'m| am|’m) (?:unable|not able) to (?:assist with|provide|generate|create|write|fulfil|continue|complete|access|browse|process) "
        r"(?:th(?:is|at|e)|your|an?|more|content)\b",
        r"i can(?:no|')?t (?:assist with|fulfil|comply with|generate) (?:this|that|your|the)\b",
        r"(?:申し訳(?:ありません|ございません)が、?|すみませんが、?)(?:私は|その|この|ご(?:要望|依頼|指示))?[^。\n]{0,40}(?:生成|作成|提供|お手伝い|対応|お答え|続きを書く)"
        r"[^。\n]{0,12}(?:できません|できかねます|いたしかねます)",
        r"(?:私は)?(?:AI|人工知能|大規模)(?:言語)?(?:モデル|アシスタント)(?:として|なので|ですので|であるため)、?(?:私は)?[^。\n]{0,40}(?:できません|持っていません|持ちません|ありません)",
        r"作为(?:一个|一名)?(?:AI|人工智能|大型?语言)(?:语言)?(?:模型|助手)，?我",
        r"(?:很?抱歉|对不起)，(?:但?我)?(?:无法|不能)(?:提供|生成|协助|帮助|完成|满足|继续)",
        r"(?:죄송합니다만|죄송하지만),? [^.\n]{0,40}(?:생성|작성|제공|도와)[^.\n]{0,12}(?:수 없습니다|어렵습니다)",
        r"(?:AI|인공지능) ?언어 ?모델로서",
        r"als (?:ki|künstliche intelligenz|(?:ki-|großes )?sprachmodell)\b[^.\n]{0,20}(?:kann|habe|bin) ich",
        r"es tut mir leid, (?:aber )?(?:ich kann|ich bin nicht in der lage)[^.\n]{0,60}(?:erstellen|generieren|helfen|schreiben|bereitstellen)",
        r"en tant qu(?:e modèle de langage|['’](?:ia|intelligence artificielle))",
        r"je suis désolée?, mais je ne (?:peux|suis) pas [^.\n]{0,40}(?:générer|fournir|créer|aider|rédiger|mesure)",
        r"como (?:un )?modelo de (?:lenguaje|linguagem)",
        r"(?:come|in quanto) (?:un )?modello (?:linguistico|di linguaggio)\b",
        r"как (?:большая )?(?:языковая модель|(?:ии|ai)-(?:модель|ассистент)), я\b",
        r"jako (?:duży )?model językowy\b[^.\n]{0,20}(?:nie mogę|nie mam|nie jestem)",
        r"lo siento, pero no puedo (?:ayudar|generar|proporcionar|crear|escribir|cumplir)",
    ),
    _start(
        "a count of its characters",
        "S",
        r"\(?(?:the )?(?:total )?(?:character|word) count\s*(?:is|:)\s*(?:approximately|about|around)?\s*[\d,]+",
        r"[（(【]?(?:合計)?(?:文字数|総文字数)\s*(?:[:：]|は)\s*約?\s*[\d,]+\s*(?:文字|字)?",
        r"[（(]\s*約?\s*[\d,]{3,}\s*(?:文字|字)\s*[)）]\s*$",
        r"[（(]?(?:字数|글자 ?수|Zeichenzahl|Wortanzahl|Nombre de mots)\s*[:：]\s*(?:约|약|ca\.|environ)?\s*[\d,]+",
        severity=Severity.WARNING,
    ),
)

REASONING = ("think", "thinking", "tool_call", "tool_response", "function_calls")

ANYWHERE: tuple[Rule, ...] = (
    _anywhere(
        "a citation token",
        "W",
        {
            "[cite": r"\[cite(?:_start|_end)?(?:\s*:\s*\d[\d, ]{0,40})?\](?![(\[:])",
            "†": r"【\d{1,4}(?::\d{1,4})?†[^】\n]{0,80}】",
            ":contentReference[": r":contentReference\[oaicite:\d{1,4}\](?:\{index=\d{1,4}\})?",
            "citeturn": r"\bciteturn\d{1,3}(?:search|view|news|image|file|fetch)\d{1,3}\w{0,80}",
            "\ue202": r"\ue200cite\ue202[^\ue201\n]{0,200}\ue201?",
            "oai_citation": r"\boai_citation\b",
            "[oaicite:": r"\[oaicite:\d{1,4}\]",
            '"attribution"': r"\(\{\"attribution\":\{\"attributableIndex\"",
            "[attached_file:": r"\[attached_file:\d{1,3}\]",
            "grok_card>": r"grok_card>",
        },
    ),
    _anywhere(
        "a control token of a language model",
        "C",
        {
            "<|": r"<\|(?:im_start|im_end|im_sep|endoftext|eot_id|start_header_id|end_header_id|begin_of_text|end_of_text|system|user|assistant|end|"
            r"fim_prefix|fim_middle|fim_suffix)\|>",
            "INST]": r"\[/?INST\]",
            "SYS>>": r"<</?SYS>>",
            "_of_turn>": r"<(?:start|end)_of_turn>",
            **{f"{name}>": rf"</?{name}>\s*$" for name in REASONING},
        },
    ),
)

OPENING = 3  # characters of an alphabet, by which nearly all rules are ruled out; of other scripts one says as much


def possible_at(start: str) -> tuple[Rule, ...]:
    """Return the rules that may match at `start`, judged by its first characters."""
    return _opened_by(start[: OPENING if start[:1].isascii() else 1])


@lru_cache(maxsize=4096)
def _opened_by(characters: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in AT_START if rule.pattern.match(characters, partial=True))
