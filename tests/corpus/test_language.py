"""What language a text is in."""

import subprocess
import sys

import pytest

from corpus.language import language_of, let_go
from corpus.metadata import read_front
from corpus.paragraphs import paragraphs
from tests.corpus.samples import FLOOD, PIERS, WRAPPED

BRIDGES = {
    "en": (
        "The old bridge over the river was closed on Monday after engineers found cracks in two of its pillars. The"
        " mayor said that repairs would take at least three months, and that a ferry would carry people across "
        "until then."
    ),
    "de": (
        "Die alte Brücke über den Fluss wurde am Montag gesperrt, nachdem Ingenieure Risse in zwei Pfeilern "
        "gefunden hatten. Die Bürgermeisterin sagte, die Reparatur werde mindestens drei Monate dauern, bis dahin "
        "solle eine Fähre die Leute übersetzen."
    ),
    "fr": (
        "Le vieux pont sur la rivière a été fermé lundi après que des ingénieurs ont trouvé des fissures dans deux "
        "de ses piliers. La maire a déclaré que les travaux dureraient au moins trois mois et qu'un bac "
        "transporterait les habitants d'ici là."
    ),
    "es": (
        "El viejo puente sobre el río fue cerrado el lunes después de que los ingenieros encontraran grietas en dos"
        " de sus pilares. La alcaldesa dijo que las obras durarían al menos tres meses y que hasta entonces un "
        "transbordador llevaría a la gente."
    ),
    "it": (
        "Il vecchio ponte sul fiume è stato chiuso lunedì dopo che gli ingegneri hanno trovato crepe in due dei "
        "suoi piloni. La sindaca ha detto che i lavori dureranno almeno tre mesi e che fino ad allora un traghetto "
        "porterà la gente."
    ),
    "pt": (
        "A velha ponte sobre o rio foi fechada na segunda-feira depois de os engenheiros encontrarem fissuras em "
        "dois dos seus pilares. A presidente da câmara disse que as obras vão durar pelo menos três meses e que até"
        " lá uma balsa levará as pessoas."
    ),
    "nl": (
        "De oude brug over de rivier werd maandag gesloten nadat ingenieurs scheuren hadden gevonden in twee van de"
        " pijlers. De burgemeester zei dat de herstelling minstens drie maanden zal duren en dat een veerpont de "
        "mensen tot dan zal overzetten."
    ),
    "pl": (
        "Stary most nad rzeką został zamknięty w poniedziałek, gdy inżynierowie znaleźli pęknięcia w dwóch "
        "filarach. Burmistrz powiedziała, że naprawa potrwa co najmniej trzy miesiące, a do tego czasu ludzi będzie"
        " przewoził prom."
    ),
    "sv": (
        "Den gamla bron över floden stängdes i måndags sedan ingenjörer hittat sprickor i två av pelarna. "
        "Borgmästaren sade att reparationen tar minst tre månader och att en färja ska ta människor över tills "
        "dess."
    ),
    "tr": (
        "Nehrin üzerindeki eski köprü, mühendislerin iki ayağında çatlak bulmasının ardından pazartesi günü "
        "kapatıldı. Belediye başkanı onarımın en az üç ay süreceğini ve o zamana kadar insanları bir feribotun "
        "taşıyacağını söyledi."
    ),
    "ru": (
        "Старый мост через реку закрыли в понедельник, после того как инженеры нашли трещины в двух опорах. Мэр "
        "сказала, что ремонт займёт не менее трёх месяцев, а до тех пор людей будет перевозить паром."
    ),
    "uk": (
        "Старий міст через річку закрили в понеділок, після того як інженери знайшли тріщини у двох опорах. Мер "
        "сказала, що ремонт триватиме щонайменше три місяці, а доти людей перевозитиме пором."
    ),
    "ar": (
        "أُغلق الجسر القديم فوق النهر يوم الاثنين بعد أن وجد المهندسون شقوقا في اثنين من أعمدته. وقالت رئيسة "
        "البلدية إن الإصلاح سيستغرق ثلاثة أشهر على الأقل وإن عبّارة ستنقل الناس حتى ذلك الحين."
    ),
    "zh": (
        "工程师在两根桥墩上发现裂缝后，河上的旧桥于星期一关闭。市长说，维修至少需要三个月，在此之前将由渡船运送居"
        "民。许多住在东岸的人在城里工作，他们担心过河要花一个小时。"
    ),
    "ja": (
        "川に架かる古い橋は、二本の橋脚にひびが見つかったため月曜日に閉鎖された。市長は、修理には少なくとも三か月"
        "かかり、それまでは渡し船が住民を運ぶと述べた。東岸に住む多くの人は町で働いており、渡るのに一時間かかるの"
        "ではないかと心配している。"
    ),
    "cs": (
        "Starý most přes řeku byl v pondělí uzavřen poté, co inženýři našli trhliny ve dvou jeho pilířích. "
        "Starostka řekla, že oprava potrvá nejméně tři měsíce a do té doby bude lidi převážet přívoz."
    ),
}


@pytest.mark.parametrize("language", BRIDGES)
def test_a_few_sentences_tell_the_language(language: str) -> None:
    assert language_of([BRIDGES[language]]) == language


@pytest.mark.parametrize("language", BRIDGES)
def test_no_part_of_them_is_taken_for_another_language(language: str) -> None:
    text = BRIDGES[language]
    assert {language_of([text[:length]]) for length in range(0, len(text), 20)} <= {None, language}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The bridge is closed.",
        "12 45 99.2 1024 8 8 8 1999 2001 33,4 17:45 12.5% 9/8 " * 20,
        "Ada Okoye",
        BRIDGES["en"] + " " + BRIDGES["de"] + " " + BRIDGES["fr"],
        BRIDGES["ru"] + "\n" + BRIDGES["en"] * 2,
        "https://bridges.example/the-old-bridge-is-closed-for-the-winter-and-the-spring " * 20,
    ],
)
def test_what_is_short_mixed_or_no_language_gives_none(text: str) -> None:
    assert language_of([text]) is None


def test_a_quotation_in_another_language_does_not_change_it() -> None:
    assert language_of([FLOOD, PIERS, BRIDGES["fr"][:100], FLOOD, PIERS, WRAPPED]) == "en"


def test_menus_and_titles_are_not_asked() -> None:
    text = f"Startseite\n\nNachrichten\n\nAnmelden\n\nKontakt und Impressum\n\n{FLOOD}\n\n{PIERS}"
    assert read_front(text, paragraphs(text)).metadata.language == "en"
    assert read_front(text, paragraphs(text), "nl").metadata.language == "nl"


def test_the_same_text_gives_the_same_language_in_another_process() -> None:
    code = "import sys; from corpus.language import language_of; print([language_of([one]) for one in sys.argv[1:]])"
    texts = [BRIDGES["pt"], BRIDGES["sv"], BRIDGES["en"][:90] + BRIDGES["nl"][:90]]
    said = subprocess.run([sys.executable, "-c", code, *texts], capture_output=True, text=True, check=True).stdout
    assert said.strip() == str([language_of([text]) for text in texts])


def test_the_model_is_loaded_only_when_it_is_needed() -> None:
    code = "import corpus.read, sys; sys.exit(bool({'py3langid', 'babel'} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_model_comes_back_after_it_was_let_go() -> None:
    before = language_of([BRIDGES["fr"]])
    let_go()
    assert language_of([BRIDGES["fr"]]) == before == "fr"
