"""See `lost_image`."""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.core.document.blocks import Block, Kind, Text
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, excerpt, message
from content_quality.core.residue.shown_text import ShownText
from content_quality.core.settings import Settings
from content_quality.core.text.patterns import lazy

PICTURE = r"(?:image|picture|screenshot|photo(?:graph)?|figure|diagram|chart|graph|illustration|infographic)s?"
ANNOUNCED = lazy(
    rf"\b(?:see|shown in|as in|look at|illustrated (?:in|by)|seen in|like in|depicted in|in) (?:the "
    rf"|this )?(?:[\w-]+ )?{PICTURE} (?:below|that follows)\b"
    rf"|\bthe (?:following|below) (?:[\w-]+ )?{PICTURE}(?: below)? (?:shows?|illustrates?|depicts?|displays?)\b"
    rf"|\bsee (?:the )?{PICTURE} below\b"
    r"|(?:下|次|以下|下記)の(?:図|画像|写真|スクリーンショット|グラフ|イラスト|チャート)(?:を(?:ご覧|見て|参照)|のように|に(?:示|あるように|見られる)"
    r"|は[^。\n]{0,40}?(?:示し|表し)|の通り|が示す)"
    r"|(?:如下|见下|見下)(?:图|圖)|下(?:图|圖)(?:所示|展示|显示|顯示)|아래 (?:그림|사진|이미지|스크린샷|그래프)(?:[을를]|처럼|과 같|와 같|에서)"
    r"|\b(?:auf dem|im) (?:folgenden|nachfolgenden|unteren) (?:bild|foto|screenshot|diagramm)\b|\b(?:bild|foto"
    r"|screenshot|diagramm) unten\b"
    r"|\b(?:l'image|la photo|la capture d'écran|le schéma|le graphique|l'illustration) ci-dessous\b"
    r"|\b(?:la|el) (?:imagen|foto|captura(?: de pantalla)?|gráfico|figura) (?:de abajo|siguiente"
    r"|a continuación)\b|\b(?:na|a) (?:imagem|foto|captura) abaixo\b"
    r"|\b(?:l'immagine|la foto|lo screenshot|il grafico) (?:qui )?sotto\b"
    r"|\bgambar (?:di bawah(?: ini)?|berikut)\b|\bна (?:рисунке|фото|скриншоте|изображении|графике) ниже\b",
    2,
)
WORDS = (
    "image", "picture", "screenshot", "photo", "figure", "diagram", "chart", "graph", "illustration", "図", "画像", "写真", "スクリーンショット",
    "グラフ", "イラスト", "チャート", "图", "圖", "그림", "사진", "이미지", "bild", "foto", "schéma", "imagen", "captura", "gráfico", "figura", "imagem",
    "immagine", "gambar", "рисунке", "скриншоте", "изображении", "графике", "infographic", "그래프", "스크린샷",
)  # fmt: skip
VISUAL = frozenset({Kind.CODE, Kind.HTML, Kind.TABLE, Kind.TEMPLATE})
LINKED_CHARACTERS = 3


def lost_image(post: Post, settings: Settings) -> Iterator[DraftFinding]:  # noqa: ARG001 - every check has the same signature
    """Flag a sentence that sends readers to an image below, where the rest of the post has no image.

    Why it matters: readers look for an image that is missing.
    Example: “See the diagram below.”, and only paragraphs until the end of the post.
    Instead: add the image, or delete the sentence.
    Known false positives: an image that a layout adds. Code, tables, HTML, a template and a link count as the image.
    """
    last = next((index for index in reversed(range(len(post.blocks))) if _is_visual(post.blocks[index])), -1)
    for block in post.blocks[last + 1 :]:
        if not block.is_prose or "quote" in block.containers:
            continue
        lower = block.text.lower()
        if not any(word in lower for word in WORDS):
            continue
        shown = ShownText.of(block)
        match = ANNOUNCED.search(shown.text)
        if match is None:
            continue
        start, end = shown.span(*match.span())
        yield post.finding(
            start,
            end,
            message(
                "Line {line} refers to an image (“{words}”), but no image follows.",
                line=post.source.position(start)[0],
                words=excerpt(match[0], 60),
            ),
            suggestion=message("Add the image, or delete the sentence."),
        )


def _is_visual(block: Block) -> bool:
    return block.kind in VISUAL or any(run.kind in (Text.IMAGE, Text.URL) or run.linked for run in block.runs)
