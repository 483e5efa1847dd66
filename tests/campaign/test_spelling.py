"""A visitor looks for a man and spells his name as they know it."""

import csv
import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.kit.names import Index
from campaign.kit.spelling import fold

with (Path(__file__).parents[2] / "data" / "prisoners.csv").open(encoding="utf-8", newline="") as lines:
    MEN = list(csv.DictReader(lines))
SHOWN = {man: [row["name_en"], row["name_fr"], row["name_hy"]] for man, row in enumerate(MEN)}
LISTED = {man: list(filter(None, row["other_spellings"].split(";"))) for man, row in enumerate(MEN)}
KNOWN = {man: SHOWN[man] + LISTED[man] for man in SHOWN}
NUMBER = {row["name_en"]: man for man, row in enumerate(MEN)}


def search(query, names):
    return Index(names).search(query)


# Nobody listed most of these. They are looked for among the shown names alone.
NEAR_MISSES = {
    "Vicken Euljekjian": "Yulcekjyan;Eulcekciyan;Euldjekian;Oldjekian;Öldjekian;Ölcekciyan;"
    "Eulchekchyan;Euldschekdschjan;Vigen Öljekjian;Wigen Euldschekjan;Euldzhekdzhyan;Vigen Euljekjian;"
    "Вигэн Эулджекджян;Վիգեն Էուլճեքճեան;Վիգեն Օլջեքջյան",
    "Arayik Harutyunyan": "Haroutiounian;Arutjunjan;Arutyunyan;Harutjunjan;Harutiunjan;Haroutunian;"
    "Aroutiounian;Arutiunián;Араик Арутюнян;Արայիկ Հարութիւնեան;Արայիկ Յարութիւնեան;Arajik Harutjunjan;"
    "Arayiq Harutyunyan;Ara'ik Harutyunyan;Arayik Arutiunov;Araik;Araïk",
    "Arkadi Ghukasyan": "Gukassjan;Ghoukassian;Ghukasjan;Goukassian;Ğukasyan;Qukasyan;"
    "Arkadi Ghougassian;Аркадий Гукасян;Արկադի Ղուկասեան;Arkadij Gukassjan",
    "Bako Sahakyan": "Saakyan;Saakian;Sahakjan;Sahagian;Sahaguian;Бако Саакян;Բակո Սահակեան;Pako Sahagian",
    "Davit Ishkhanyan": "Ischchanjan;Iszchanian;Ichkhanian;Ishxanyan;İşxanyan;Išchanjan;Isjanián;Ishghanian;"
    "Ichkhanyan;Давид Ишханян;Դաւիթ Իշխանեան;Davith Ishkhanyan;David Iskhanyan",
    "Davit Babayan": "David Babaian;Dawit Babajan;Tavit Papayan;David Babayán;Davit Babayev;"
    "Давид Бабаян;Դաւիթ Բաբայեան",
    "Levon Mnatsakanyan": "Mnazakanjan;Mnatsaganian;Mnatzaganian;Mnatzakanian;Mnacakanyan;"
    "Mnatsaqanyan;Mnatsakanov;Левон Мнацаканян;Լեւոն Մնացականեան;Lewon Mnazakanjan;Léon Mnatsakanian",
    "Davit Manukyan": "Manukjan;Manoukian;Manougian;Manoogian;Давид Манукян;Դաւիթ Մանուկեան;Davit Manuqyan",
    "Ruben Vardanyan": "Wardanjan;Vartanian;Vardanjan;Vardanean;Vardanián;Vardaniants;Vardanyants;"
    "Vardaniantz;Варданян;Рубен Варданян;Ռուբէն Վարդանեան;Rouben Vartanian;Roupen Vartanian;"
    "Rubén Vardanián",
    "Ludwig Mkrtchyan": "Mkrttschjan;Mkrtitchian;Mgrdichian;Mguerditchian;Mgirdiçyan;Mkrtiçyan;"
    "Mkrtčyan;Mkrtchan;Mkertchian;Людвиг Мкртчян;Լյուդվիգ Մկրտչյան;Լիւդվիգ Մկրտչեան;Lyudvig Mkrtchyan;"
    "Ludovic Mkrtchian",
    "Alyosha Khosrovyan": "Choserowjan;Khosrovian;Xosrovyan;Kosrovian;Josrovian;Алёша Хосровян;"
    "Алеша Хосровян;Ալյոշա Խոսրովեան;Aljoscha Chosrowjan;Aliocha Khosrovian",
    "Gevorg Sujyan": "Sudschjan;Soudjian;Sudzhyan;Sucyan;Soujian;Геворг Суджян;Գևորգ Սուջյան;"
    "Գէորգ Սուջեան;Gework Sudschjan;Kevork Soudjian;Gevork Sudzhan;Guevorg Soudjian",
    "Davit Davtyan": "Davtian;Dawtjan;Tavtian;Davthyan;Давид Давтян;Դավիթ Դավթյան;Դաւիթ Դաւթեան",
    "Vagif Khachatryan": "Chatschatrjan;Khatchatrian;Khachadrian;Khatchadourian;Xaçatryan;Jachatrian;"
    "Khachatryants;Вагиф Хачатрян;Хачатурян;Վագիֆ Խաչատրեան;Wagif Chatschatrjan;Vaqif Xaçaturyan",
    "Rashid Beglaryan": "Raschid Beglarjan;Rachid Béglarian;Raşid Beglaryan;Rəşid Beqlaryan;"
    "Рашид Бегларян;Ռաշիդ Բեգլարյան;Rashit Beklarian;Rashid Peglarian;Rashid Beglarov",
    "Madat Babayan": "Madat Babajan;Madath Babaian;Matat Papayan;Мадат Бабаян;Մադաթ Բաբայան;Madat Babaev",
    "Melikset Pashayan": "Pashayev;Pashaian;Paschajan;Paşayan;Paşayev;Меликсет Пашаян;"
    "Մելիքսէթ Փաշայեան;Melikseth Paschajan;Meliqset Pashayan",
    "Garik Martirosyan": "Martirossjan;Mardirossian;Martyrossian;Martirosov;Гарик Мартиросян;"
    "Գարիկ Մարտիրոսեան;Karik Mardirosian",
    "Davit Alahverdyan": "Alawerdjan;Alahwerdjan;Alaverdian;Allahverdian;Alaverdyants;"
    "Davit Allahverdiyev;Давид Алавердян;Դավիթ Ալավերդյան;David Alaverdov",
    "Levon Balayan": "Lewon Balajan;Levon Balayev;Левон Балаян;Լևոն Բալայան;Լեւոն Բալայեան;Lévon Balaian",
    "Vasili Beglaryan": "Vassili Beglarian;Wassili Beglarjan;Wassilij Beglarjan;Vasiliy Beqlaryan;"
    "Василий Бегларян;Վասիլի Բեգլարյան;Vassily Beklarian",
    "Gurgen Stepanyan": "Stephanyan;Stefanyan;Stepanjan;Step'anyan;Гурген Степанян;Գուրգեն Ստեփանեան;"
    "Gourguen Stépanian;Kourken Stepanian",
    "Erik Ghazaryan": "Gasarjan;Kasarjan;Kazarian;Qazaryan;Ğazaryan;Эрик Казарян;Газарян;"
    "Էրիկ Ղազարեան;Eric Kazarian;Erick Ghazarian",
    "Grigor Saghatelyan": "Sagatelian;Saghateljan;Saghatélian;Григор Сагателян;Գրիգոր Սաղաթելեան;"
    "Krikor Saghatelian;Grigor Sağatelyan",
    "Hrayr Herabyan": "Hraïr Herabian;Hrair Herabjan;Hrajr Herabjan;Грайр Герабян;Райр Ерабян;Հրայր Հերաբյան",
    "Hrayr Tadevosyan": "Tadewosjan;Tatevossian;Thaddevosyan;Dadevosian;Грайр Тадевосян;"
    "Հրայր Թադեւոսեան;Hrajr Tadewossjan",
    "Andranik Mikaelyan": "Mikaelian;Mikayelyan;Michaeljan;Mickaelian;Miqayelyan;Андраник Микаэлян;"
    "Անդրանիկ Միքայէլեան;Antranig Mikaelian",
    "Andranik Sukiasyan": "Soukiassian;Sukiassjan;Sukyasyan;Suqiasyan;Сукиасян;Անդրանիկ Սուքիասեան;"
    "Antranig Soukiassian",
    "Haykaz Hovhannisyan": "Hovanessian;Hovhannessian;Ohannessian;Oganesyan;Оганесян;Ованнисян;"
    "Հայկազ Յովհաննիսեան;Hajkas Howhannisjan;Haïkaz Hovannisian",
}

NOT_THEIRS = "asdfgh;xyzzy qwerty;Paris;Baku;Genève;Artsakh;Emmanuel Macron;Ilham Aliyev;Nikol Pashinyan;😀"
COMMON_SURNAMES = (
    "Petrosyan;Grigoryan;Karapetyan;Sargsyan;Hakobyan;Gasparyan;Abrahamyan;Gevorgyan;Hakopian;Arakelyan;"
    "Avetisyan;Hovsepyan;Danielyan;Kocharyan;Simonyan;Melikyan"
)

LETTERS = "abcdefghijklmnopqrstuvwxyz"
SLIPS = (  # a letter added, lost, changed, swapped with the next
    lambda word, at, letter: word[:at] + letter + word[at:],
    lambda word, at, letter: word[:at] + word[at + 1 :],
    lambda word, at, letter: word[:at] + letter + word[at + 1 :],
    lambda word, at, letter: word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
)


# Any code points, lone surrogates too, half of them from Latin to Armenian; st.text() would first spend
# seconds on a table of all Unicode.
ANY_TEXT = st.lists(st.integers(0, 0x10FFFF) | st.integers(0, 0x58F)).map(
    lambda points: "".join(map(chr, points))
)


def misspelt(word, *, chance):
    """The word with each kind of slip once, at a place left to chance."""
    return [slip(word, chance.randrange(len(word)), chance.choice(LETTERS)) for slip in SLIPS]


def missed(queries, *, names, within=2):
    """The queries, of pairs of a query and its man, that do not find him among the first."""
    return [query for query, man in queries if man not in search(query, names)[:within]]


def found(query, *, names=KNOWN):
    return {MEN[man]["name_en"] for man in search(query, names)}


def test_every_listed_spelling_finds_its_man_first():
    queries = [(spelling, man) for man, spellings in LISTED.items() for spelling in spellings]

    not_first = missed(queries, names=KNOWN, within=1)

    assert len(queries) > 100
    assert not_first == []


def test_most_listed_spellings_would_find_their_man_had_nobody_listed_them():
    queries = [(spelling, man) for man, spellings in LISTED.items() for spelling in spellings]

    not_found = missed(queries, names=SHOWN)

    assert len(not_found) <= 0.06 * len(queries), not_found


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_a_near_miss_finds_its_man_though_nobody_listed_it(name):
    queries = [(spelling, NUMBER[name]) for spelling in NEAR_MISSES[name].split(";")]

    not_found = missed(queries, names=SHOWN)

    assert not_found == []


def test_one_slip_in_a_full_name_still_finds_the_man():
    chance = random.Random(2020)
    queries = []
    for man, (english, french, _) in SHOWN.items():
        for first, last in (english.split(), french.split()):
            queries += [(f"{slip} {last}", man) for slip in misspelt(first, chance=chance)]
            queries += [(f"{first} {slip}", man) for slip in misspelt(last, chance=chance)]

    not_found = missed(queries, names=SHOWN)

    assert len(not_found) <= 0.01 * len(queries), not_found


def test_one_slip_in_a_surname_alone_still_finds_the_man():
    chance = random.Random(2023)
    surnames = [(name.split()[-1], man) for man, shown in SHOWN.items() for name in shown[:2]]
    queries = [(slip, man) for surname, man in surnames for slip in misspelt(surname, chance=chance)]

    not_found = missed(queries, names=SHOWN, within=3)  # two Babayans and a Balayan

    assert len(not_found) <= 0.01 * len(queries), not_found


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("Babayan", {"Davit Babayan", "Madat Babayan"}),
        ("Davit Babayan", {"Davit Babayan"}),
        ("Babaian Madat", {"Madat Babayan"}),
        ("Balayan", {"Levon Balayan"}),
        ("Beglarian", {"Rashid Beglaryan", "Vasili Beglaryan"}),
        ("Vassili Beglarian", {"Vasili Beglaryan"}),
        ("Andranik", {"Andranik Mikaelyan", "Andranik Sukiasyan"}),
        ("Антраник", {"Andranik Mikaelyan", "Andranik Sukiasyan"}),
        ("Hraïr", {"Hrayr Herabyan", "Hrayr Tadevosyan"}),
        ("Levon", {"Levon Balayan", "Levon Mnatsakanyan"}),
        ("David Davtian", {"Davit Davtyan"}),
    ],
)
def test_namesakes_are_told_apart(query, names):
    assert found(query) == names


@pytest.mark.parametrize("query", ["Davit", "David", "Dawit", "Tavit", "Davith", "Давид", "Դավիթ", "Դաւիթ"])
def test_a_first_name_finds_all_who_bear_it(query):
    davits = {row["name_en"] for row in MEN if row["name_en"].startswith("Davit ")}

    assert len(davits) == 5
    assert found(query, names=SHOWN) == davits


@pytest.mark.parametrize(
    "query",
    [
        "Ruben Vardanyan",
        "ruben-vardanyan",
        "VARDANYAN, Ruben",
        "  Rubén\tVardanyán ",
        "R. Vardanyan",
        "Vardanyan R",
        "Vardan",
        "Вардан",
        "Wardan",
        "Ruben Vardany",
        "Ru\u202eben Vardan\u00adyan",
        "Ruben\x00Vardanyan",
        "\ud800Ruben Vardanyan",
        "Vard'anyan",
        "Ruben Vardanyan" + 3_000 * " ",
    ],
)
def test_order_accents_beginnings_initials_and_stray_characters_do_not_matter(query):
    assert found(query) == {"Ruben Vardanyan"}


@pytest.mark.parametrize(
    "query", ["", " ", "???", "12345", "http://", "<script>", "a", "Ru", "e e e", "yan", "ian"]
)
def test_what_is_no_name_finds_nobody(query):
    assert found(query) == set()


@pytest.mark.parametrize("query", NOT_THEIRS.split(";"))
def test_nonsense_and_names_of_others_find_nobody(query):
    assert found(query) == set()


@pytest.mark.parametrize(
    "query",
    [
        "Davit Smith",
        "Davit 2023",
        "Karen Petrosyan",
        "Ruben Vardanyan Karlenovich",
        "a man named Ruben Vardanyan whom they hold",
        3_000 * "Ruben",
    ],
)
def test_a_word_that_is_nobody_s_makes_the_query_find_nobody(query):
    assert found(query) == set()


@pytest.mark.parametrize("surname", COMMON_SURNAMES.split(";"))
def test_a_common_surname_that_none_of_them_bears_finds_nobody(surname):
    assert found(surname, names=SHOWN) == set()


def test_a_slip_is_forgiven_only_when_nobody_is_meant_without_it():
    names = {1: ["Levon Balayan"], 2: ["Davit Babayan"]}

    assert search("Babayan", names) == [2]
    assert search("Baqayan", names) == [1, 2]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Ichkhanian", "Davit Ishkhanyan"),  # as in French
        ("Zaturjan", "Artur Tsaturyan"),  # as in German
        ("Hajkaz", "Haykaz Hovhannisyan"),  # as in Polish
        ("Isjanián", "Davit Ishkhanyan"),  # as in Spanish
    ],
)
def test_a_name_is_read_aloud_in_several_languages(query, name):
    assert search(query, {1: [name]}) == [1]


@pytest.mark.parametrize(
    ("query", "name", "is_found"),
    [
        ("Dav", "Davit Babayan", True),  # three letters begin a name
        ("Da", "Davit Babayan", False),
        ("Wart", "Ruben Vardanyan", True),  # four sounds begin a name
        ("goes", "Alyosha Khosrovyan", False),
        ("Lvon", "Levon Balayan", True),  # a slip in five letters
        ("Baku", "Bako Sahakyan", False),  # in four
        ("Baku Sahakyan", "Bako Sahakyan", True),  # in four, in company
        ("Aga Balayan", "Ara Balayan", False),  # in three, in company
        ("Stefanjan", "Gurgen Stepanyan", True),  # a sound of six
        ("Gasparyan", "Erik Ghazaryan", False),  # of five
        ("Davit Papoyan", "Davit Babayan", True),  # of four, in company
        ("Gevorg Sunian", "Gevorg Sujyan", False),  # of three, in company
        ("Maltimosyan", "Garik Martirosyan", True),  # two sounds of eight
        ("Samapelyan", "Grigor Saghatelyan", False),  # of seven
        ("Andlanik Mamtirosjan", "Andranik Martirosyan", True),  # two in all
        ("Amdlanik Mamtirosjan", "Andranik Martirosyan", False),  # three
        ("Ru Rub Rube Ruben Va Var", "Ruben Vardanyan", True),  # six words
        ("Ru Rub Rube Ruben Va Var Vard", "Ruben Vardanyan", False),
    ],
)
def test_how_much_is_forgiven_depends_on_how_much_was_typed(query, name, is_found):
    assert search(query, {1: [name]}) == ([1] if is_found else [])


def test_the_nearest_comes_first_and_equals_keep_their_order():
    names = {9: ["Davit Vardanyan"], 8: ["Vartan Balayan"], 5: ["Vardan Simonyan"], 3: ["Vardan Balayan"]}

    assert search("Vardan", names) == [5, 3, 8, 9]


def test_among_no_names_nobody_is_found():
    assert search("Ruben", {}) == []
    assert search("Ruben", {1: [], 2: [""]}) == []


@pytest.mark.parametrize(
    "spellings",
    [
        "Harutyunyan;Haroutiounian;Arutyunyan;Հարությունյան;Հարութիւնեան;ՀԱՐՈՒԹՅՈՒՆՅԱՆ;Арутюнян",
        "Hovhannisyan;Hovhannessian;Oganesyan;Ohannessian;Հովհաննիսյան;Յովհաննիսեան;Оганесян",
        "Ruben Vardanyan;Rouben Vartanian;Rubén Vardanián;Ռուբէն Վարդանեան;Рубен Варданян",
        "Davit Ishkhanyan;David Ishkhanian;Davit İşxanyan;Դավիթ Իշխանյան;Давид Ишханян",
        "Andranik Mikaelyan;Antranig Mikayelian;Անդրանիկ Միքայելյան;Андраник Микаелян",
        "Alyosha;Aliosha;Alosha;Ալյոշա;Алёша",
        "Mkrtich Mkrtchyan;Mkrtiç Mkrtçyan;Mkrtič Mkrtčyan;Мкртич Мкртчян",
    ],
)
def test_spellings_of_one_name_have_one_key(spellings):
    assert len({fold(spelling) for spelling in spellings.split(";")}) == 1


@settings(deadline=None, database=None)
@given(ANY_TEXT)
def test_a_key_is_made_of_latin_words_whatever_the_text(text):
    assert re.fullmatch(r"([a-z0-9]+( [a-z0-9]+)*)?", fold(text))


@settings(deadline=None, database=None)
@given(ANY_TEXT | st.text("aehkstyndji՛ու ", max_size=20))
def test_any_text_finds_people_who_are_known_each_once_and_always_the_same(query):
    men = search(query, KNOWN)

    assert set(men) <= set(KNOWN)
    assert len(men) == len(set(men))
    assert men == search(query, KNOWN)
