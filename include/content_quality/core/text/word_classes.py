"""Words and endings after which a sentence has to go on, by language.

They are closed classes: articles and determiners (DET), coordinating and subordinating conjunctions (CCONJ, SCONJ),
possessives, and prepositions (ADP) that cannot be stranded or used as adverbs. Source: the closed-class tags of
Universal
Dependencies 2 (https://universaldependencies.org/u/pos/) and each language's reference grammar; a word that may also
end
a sentence (English "on", German "an", Polish "za") is left out.
"""

from __future__ import annotations

import regex

from content_quality.core.text.patterns import lazy

# Words that cannot be the last of a sentence. Lower case; compared with the last word of a paragraph that has no stop.
CANNOT_END: dict[str, frozenset[str]] = {
    "en": frozenset(
        "a an the and or but nor because although whereas if unless whether while of into onto upon than as every each whose my your our their its "
        "is are was were be been has had will would should could may might must shall cannot with from we i he she they at which who "
        "neither via per including such these those whenever wherever until during between among toward towards without within "
        "very quite rather there's it's that's we're they're you're we've they've you've i've i'm we'll they'll you'll".split()
    ),
    "de": frozenset(
        "dem den des ein eine einen einem einer eines und oder aber sondern denn weil dass ob wenn als obwohl damit sodass von zum zur im am "
        "ins vom beim für ohne gegen wegen trotz sowie bzw kein keinen keinem mein meine unser unsere ihre seine sehr "
        "dieses diesem diesen jedem jeden".split()
    ),
    "fr": frozenset(
        "le les l un une des du de d au aux et ou ni mais car que qu qui dont lorsque puisque quand à dans par sur chez vers entre sans "
        "en cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs très se s ne n je il ils "
        "sont était étaient sera seront ont avait avaient peut peuvent doit doivent plusieurs chaque".split()
    ),
    "es": frozenset(
        "el la los las un una unos unas del de al a y e o u ni pero sino porque que si cuando aunque como con en por para sin sobre entre hacia hasta "
        "desde según mi tu su sus nuestro nuestra nuestros nuestras este esta estos estas cada muy es son era eran fue fueron ha han había se lo".split()
    ),
    "it": frozenset(
        "il lo la i gli le un uno una del dello della dei degli delle di al allo alla ai agli alle a da dal dalla dai in nel nello nella nei nelle con su "
        "sul sulla per tra fra e ed o oppure ma che se quando perché mentre come mio tuo suo nostro vostro loro ogni molto è sono era ha hanno si l".split()
    ),
    "pt": frozenset(
        "o a os um uma uns umas do da dos das de no na em ao aos à às por pelo pela pelos pelas para com sem sobre entre até e ou mas que se "
        "quando porque embora como seu sua seus suas nosso nossa este esta esse essa cada muito é são era foi foram tem têm".split()
    ),
    "nl": frozenset(
        "de het een en of maar want omdat dat als wanneer hoewel van met te zonder tussen deze elke zeer mijn".split()
    ),
    "pl": frozenset(
        "i a oraz ale lub albo że żeby aby ponieważ gdy jeśli który która które w we z ze na do od dla przez przed przy o u nad pod po jako".split()
    ),
    "ru": frozenset(
        "и а но или что чтобы если когда который которая которые в во с со на к ко от для из без при о об у над под по через между как не".split()
    ),
    "tr": frozenset("ve veya ya ama fakat çünkü ki eğer bir bu şu her".split()),
    "vi": frozenset(
        "và hoặc nhưng của là các những một với trong cho để khi nếu vì từ về bởi mà được đã sẽ đang bị".split()
    ),
    "id": frozenset(
        "dan atau tetapi yang di ke dari untuk dengan pada oleh karena jika ketika bahwa adalah sebuah suatu para".split()
    ),
    "sv": frozenset("och eller men att som en ett för genom utan samt hos".split()),
    "fi": frozenset("ja tai mutta että jos kun koska vaikka joka jotka sekä eli".split()),
    "cs": frozenset(
        "a i nebo ale že aby když protože který která které v ve s z ze na do od pro při o u nad pod k ke".split()
    ),
    "el": frozenset(
        "ο η το οι τα του της των τον την τους τις και ή αλλά ότι πως να αν όταν επειδή σε με για από στο στη στην στον στις στα που".split()
    ),
    "ar": frozenset("و أو ثم لكن أن إن التي الذي الذين في من إلى على عن مع بين حتى هذا هذه كل".split()),
    "he": frozenset("של את על עם או אבל כי אם אל מן בין".split()),
    "hi": frozenset("और या लेकिन कि का की के को में से पर एक यह इस उस".split()),
}
# Words that end a clause in speech, a label or a stranded preposition; in a line of prose without a stop they speak
# for a cut.
RARELY_ENDS: dict[str, frozenset[str]] = {
    "en": frozenset(
        "to for by in on that this when where so have do does did can not don't doesn't didn't can't won't isn't aren't even also only just rather both".split()
    ),
    "de": frozenset(
        "das die der dieser diese jeder jede jedes durch sein ihr keine keiner mit auf an aus bei nach über unter ist sind war wird werden hat".split()
    ),
    "fr": frozenset("la pour a est sous si ce nous vous elle elles on".split()),
    "pt": frozenset("as nos nas".split()),
    "nl": frozenset("uit bij tot naar voor om op in aan is zijn".split()),
    "sv": frozenset("på i med om till det den av är har".split()),
    "cs": frozenset("se je si".split()),
}

# Auxiliary, modal and copular verbs in their finite forms (AUX): a line with one of them is a clause, and no label.
FINITE_VERBS: dict[str, frozenset[str]] = {
    "en": frozenset(
        "is are was were has have had can could will would should may might must does did isn't aren't don't doesn't we're it's you'll".split()
    ),
    "de": frozenset(
        "ist sind war waren wird werden wurde hat haben hatte kann können muss müssen soll sollen darf dürfen gibt".split()
    ),
    "fr": frozenset(
        "est sont était étaient a ont avait peut peuvent pouvez doit doivent devez sera seront faut".split()
    ),
    "es": frozenset("es son está están era eran fue ha han había puede pueden debe deben será hay".split()),
    "it": frozenset("è sono era erano ha hanno può possono deve devono sarà".split()),
    "pt": frozenset("é são está estão era foi foram tem têm pode podem deve devem será há".split()),
    "nl": frozenset("is zijn was waren wordt worden heeft hebben kan kunnen kunt moet moeten".split()),
    "pl": frozenset("jest są był była było były może mogą można należy".split()),
    "ru": frozenset(
        "является являются можно нужно должен должна должны может могут можете будет будут был была было были".split()
    ),
    "sv": frozenset("är var har hade kan kunde ska skall måste".split()),
    "fi": frozenset("on ovat oli olivat voi voit voivat täytyy pitää ei".split()),
    "cs": frozenset("je jsou byl byla bylo byly může můžete mohou musí musíte lze".split()),
    "id": frozenset("adalah akan dapat bisa telah harus".split()),
    "el": frozenset("είναι ήταν έχει έχουν μπορεί μπορείτε μπορούν πρέπει".split()),
}
# How headings ask, in the same languages: “How it is done”.
ASKING = frozenset(
    "how what why where when who which if before after wie was warum wo wann wer welche comment quoi pourquoi où quand qui quel quelle cómo qué por dónde "
    "cuándo quién come cosa perché dove quando chi como quê onde hoe wat waarom waar jak co dlaczego gdzie kiedy как что почему где когда кто "
    "hur vad varför var när vem miten mitä miksi missä proč kde kdy πώς τι γιατί πού".split()
)

# Endings a sentence cannot stop at, in languages that are written without spaces or glue particles to words.
# ja: case and binding particles, conjunctive forms, and stems that lack their ending (学校文法の助詞・連用形・未然形).
JAPANESE_OPEN = lazy(
    r"(?:[をがはにのへともで、]|から|まで|より|や|って|ても|でも|など|または|および|及び|かつ|という|といった|による|における|に対する|ための|として"
    r"|[えけせてねべめれげぜ]|ッ|[さわたま]られ|行わ|続けら|てい|でい|てお|でお|[わかさたなまら]れ|まし|でし|ませ|ござい|なけれ|っ|[ゃゅょ])$"
)
# What may follow 「…ね」「…け」「…て」: they also end sentences (ですね, だっけ, 見て).
JAPANESE_OPEN_BUT_ENDS = lazy(
    r"(?:(?:です|ます|だ|た|る|い|よ|な)ね|っけ|もの|だもの|ですが|ますが|けど|けれど|ので|のに|こと|とのこと|みて|見て|くれ|なれ)$"
)
# zh: prepositions, particles and conjunctions (现代汉语虚词：介词、连词、结构助词), and characters that begin a word or lead on: of
# 213,000 characters of Debian's handbook, GNOME's help and three sites' posts, at most 4 in 1,000 of theirs stand
# before a mark.
CHINESE_LEADING = (
    "这使不软您安将或其需所提被自最工设与也参但相从经都只就该很指每创第必基完无没还打原允添须两那检默获至"
    "稳给执维详简公磁直另再访帮未让把脚缺影几适浏规删仅社按描仍某各贡专初什搜技希尝才匹渲独兴插若返禁避屏废"
)
CHINESE_OPEN = lazy(
    rf"(?:[的地在和与及或是把被对从向为以于将让使而且并若则因如但其该这那我你您他她它们、，{CHINESE_LEADING}]"
    r"|如果|因为|所以|但是|而且|以及|或者|通过|根据|由于|我想|为了|关于|包括|其中|可以|需要|能够|已经|可能|应该|正在|许多|多个|数个|一个|一些|提供了)$"
)
# zh: characters that often end a sentence; 5 in 100 or more of theirs stand before its stop, in the same texts.
CHINESE_ENDS = frozenset(
    "用件包中本行程作器序置统数码成令制式接布务项性题机面档改法息源具容试持表情单人样示间录据复库子除量级区点块护化组况备译合载议络口见么号符等次升页求小员助明别择准做限告述读换集键站导端期事像证线密值案义度误核型"
    "台境态道识段言释验享考志份响话象域力易址止似权陷便章展洞析签谢术长色击月论献卷失效略身利书照径弃流互低骤头去断压策针缩留额商造词询夹杂天钥难答异板费趣幕边围盖植险框馈署业隔局品虑突订递闭景障场绍余树织败素金乐"
)
CHINESE_OPEN_BUT_ENDS = lazy(r"(?:是的|好的|目的|别的|的是|他们|我们|你们|她们|它们|因为|为)$")
# ko: case particles and connective endings (조사, 연결 어미), and stems that lack their ending (어간).
KOREAN_OPEN = lazy(
    r"(?:[을를은는의에]|에서|에게|으로|부터|까지|처럼|및|또는|그리고|하지만|그러나|때문에|위해|통해|대한|대해|관한|따라|있|없|했|됐|었|았|겠|해서|하고|하며|하여|하면|되어|되고)$"
)
OPEN_ENDINGS = {
    "ja": (JAPANESE_OPEN, JAPANESE_OPEN_BUT_ENDS),
    "zh": (CHINESE_OPEN, CHINESE_OPEN_BUT_ENDS),
    "ko": (KOREAN_OPEN, None),
}

# A finished predicate at the end: what stands there without a stop is a forgotten stop, not a cut.
JAPANESE_POLITE_END = lazy(
    r"(?:です|ます|ました|ません|でした|でしょう|ましょう|ください|下さい|ませ)(?:[かねよわ]|よね|かね|が)?$|(?:の|る|た|い|だろう|でしょう)か$"
)
JAPANESE_PLAIN_END = lazy(r"(?:[るただいうくすつぬぶむぐ]|ない|よう|だろう)[かねよわ]?$")
KOREAN_FORMAL_END = lazy(r"[다요죠까]$")
KOREAN_NOMINAL_END = lazy(r"[음함됨임것중]$")

# What shows that a line is a clause and no label: a topic, subject or object particle, an auxiliary, a comma inside.
CLAUSE = {
    "ja": lazy(r"[^\p{Hiragana}\s][はがをも](?=.)|、.", regex.DOTALL),
    "ko": lazy(r"\p{Hangul}(?:[은는을를]|에서)\s"),
    "zh": lazy(r"[，、].|\p{Han}[是在会能将已被把由使让可了]|[是在会能将已被把由使让可]\p{Han}", regex.DOTALL),
}

# How a block begins that cannot begin a sentence. Small kana, the long vowel and closing marks never start a word;
# a case particle starts one only inside a word of its own, which the exceptions list.
JAPANESE_RESUMES = lazy(
    r"[ーぁぃぅぇぉっゃゅょァィゥェォッャュョ、。，）」』】々ゝをがはにのへ]|と(?!ころ|ても|き|く|も|り|な|い|う|こ|に|ど|はいえ|同時)|て(?!い|ん|し)|れ(?!ん|い|っ|き)"
)
KOREAN_RESUMES = lazy(r"(?:니다|습니다|다|요)[.!?]|[을를은는]\s")
JAPANESE_STARTS = lazy(
    r"は(?:じめ|い[、。！ぁ-ん]|っきり|ず|たして|るか|て|ま|やい|やく|なはだ|ん|ー)|に(?:わか|ほん|っぽん|ぎ|く|お|せ|も[かに]|ゃ)|の(?:び|んび|ち|ど|り|こ|ぞ|せ)"
    r"|が(?:ん|っかり|っつり|ち|く|る|ぜ)|へ(?:ぇ|え|ー|ん|や|い|た|び)|と(?:にかく|ど)|れ(?:ん|い)"
)
