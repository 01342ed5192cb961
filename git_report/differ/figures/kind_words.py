"""Words around a number that decide whether it is an ordinal, a name, a date or an amount."""

from __future__ import annotations

# Nouns whose number is an ordinal or a name, in the singular.
REFERRING = frozenset(
    "abbildung absatz abschnitt act addendum alert algorithm amendment amendments annex annexe "
    "apartment appendix apt arm art article articles artikel atom attachment bay berth bill block "
    "box bug bugs build building buoy bus carbon case cases cat categories category cell cells ch "
    "channel chapitre chapter chapters chromosome chromosomes circular class clause clauses coach "
    "code cohort column columns corollary court day days definition directive district districts "
    "doc dock docket document edition engine entries entry episode episodes eq equation equations "
    "error example exercise exercises exhibit exhibits exit experiment experiments factor field "
    "fig figs figure figures file flight floor folio folios footnote form gate gates gen "
    "generation gid goal goals grade grades group groups heat highway hole hut id invoice isotope "
    "issue issues item items junction k8s kapitel kernel kilometre lab lane lemma lesson level "
    "levels line lines listing lot machine magazine mark memo mile model module month node nos "
    "note notes nr number nummer numéro op option opus order p page pages panel para paragraph "
    "paragraphs paras parcel part parts patent phase phases pid pier pin plant platform platforms "
    "player plot pod pool port ports pp pr precinct problem problems proposition protocol "
    "protocols psalm pump quarter question questions reactor ref reference references refs region "
    "regulation release resolution rfc road room rooms round rounds route row rows rule rules run "
    "runs sample samples satz scene schedule season seasons seat sec section sections sector "
    "seite series shaft site sites slide squad stage stages status step steps store studies study "
    "subclause subparagraph subsection suite survey tab tabelle table tables tank team terminal "
    "theorem ticket tickets tier tiers title track tram trial trials type types uid unit units "
    "uranium verse vol volume volumes ward week weeks year zone zones §".split()
)
# Words among these that are also verbs or counted things, which they are before a plural.
COUNTING = frozenset(
    "building cases cells columns document field file form issue lines mark model month order "
    "pages plant plot pool question reference rooms rounds rows run runs sample schedule seat "
    "study survey track trial year".split()
)
# Parts of texts and grades, whose number may end in a letter that looks like a unit: "rule 144A".
LETTERED = frozenset(
    "alloy annex appendix article articles bus chapter class clause clauses exhibit exhibits exit "
    "figure figures flat flight form gate grade grades item items note paragraph part parts "
    "regulation room route row rule rules schedule seat seats section sections steel table tables "
    "type types".split()
)
PREPOSITIONS = frozenset("of in at on from for with by under see near into via through".split())
# Quantities, times and frequencies, and plurals without an s.
MEASURED = frozenset(
    "accuracy addition advance age amount angle autumn average balance baseline breadth brief "
    "capacity children confidence constant contrast cost count course default degree delay "
    "density depth diameter digit dimension distance duration effect energy essence excess "
    "exponent fact force frequency gain half height home hospital index integer "
    "intensity interest latency least length load loss magnitude mass maximum mean median men "
    "mice minimum most multiple night noon offset opposition peak people period police power "
    "practice precision present pressure price principle probability production quantity radius "
    "range rank rate ratio reality recall response rest return scale score short size slope speed "
    "spring staff strength summer temperature theory thickness threshold time total turn value "
    "variance velocity voltage weight width winter women".split()
)
NO_LABEL = ("ed", "ing", "ly", "s")  # the endings of verbs, adverbs and plurals
PLACES_IN_ING = frozenset(
    "crossing drawing heading hearing landing meeting mooring painting ring wing".split()
)
# Emergency numbers: "dial 112", "911 had 26 calls".
EMERGENCY = frozenset(("911", "999", "112"))
MONTHS = frozenset(
    "août Apr April Aug August avril Dec December Dezember décembre Feb Februar February février "
    "Jan Januar January janvier juillet juin Jul Juli July Jun June Juni Mai mai Mar March mars "
    "May März Nov November novembre Oct October octobre Oktober Sep Sept September "
    "septembre".split()
)
_MONTH_STARTS = (
    "jan", "feb fév", "mar mär", "apr avr", "may mai", "jun juin", "jul juil", "aug aoû", "sep",
    "oct okt", "nov", "dec dez déc",
)  # fmt: skip


def number_month(name: str) -> int:
    """The number of a month from 1, by one of `MONTHS`; 0 for another word."""
    starts = enumerate(_MONTH_STARTS, start=1)
    lower = name.lower()
    return next((k for k, each in starts if lower.startswith(tuple(each.split()))), 0)


# "Status code: 429" is a name, "Staff: 12" is an amount.
LABELLED = frozenset("code gid id mark port status uid".split())
VERSIONED = frozenset("release releases v ver version versions".split())
NAMING = VERSIONED | LABELLED
# Words that begin a sentence before a figure; any other capitalised word is part of a name.
OPENING = frozenset(
    "a ab about above across add adds after age aged ages all allow almost als also although "
    "altogether among an and another any apart apply approx approximately around "
    "as at auc auf avec average back bake barely be beat because before below besides between bis "
    "bleu bmi boil both bottom bring brings but by capacity cast charge chill choose chop ci "
    "circa combine contains cook cost costs count cover covers cpi cut cuts dans das de depth der "
    "des did die do does drain drop each either employing employs environ etwa even ever every "
    "exactly expect fast fewer fill finally find first fold for from fully gdp get gini give "
    "gives grease had half hardly has have he heat height her his however hr i if im in includes "
    "including into invest iqr is it its just keep knead la last le least leave length les less "
    "like make many max maximum may mean meanwhile measure median mehr min minimum mit mix more "
    "most n nearly neither next no nor not now number nur of off on once only open or our out "
    "output over overall past pay ph place plant plus population pour precisely press price "
    "profit près put quite raise rate ratio reduce reduces rest revenue roast roll roughly rr run "
    "rund sales save saves say score scored sd se secondly see sells serve serves set several she "
    "simmer since size slice so some sow speed spend spread sprinkle stir store such sum sur take "
    "takes than that the their then there these they thirdly this those though through thus til "
    "till to today top toss total um un under une until up upon use used uses via virtually von "
    "wait was we weigh weight were when where whereas while whip whisk who width with within "
    "without yes yet you your zu über peel melt brown layer scatter season blend dice grate crack "
    "nps break squeeze steam grill brush dust soak rinse boil".split()
)
# Imperatives before a number of things, which are not a name at the start of a sentence or an item.
ORDERS = frozenset(
    "appoint ask assign book borrow build buy call check close collect compare create delete "
    "deliver deploy design develop draft drop elect evaluate examine fill find fix fund grow hire "
    "import increase inspect install interview invite keep launch lend limit merge migrate move "
    "name offer open order pack pick plant prepare produce provide publish reach read "
    "recruit release remove rent repair replace reserve retire retrain review save schedule secure "
    "select sell send set ship show sign spend start stock stop submit supply survey target teach "
    "test train translate transfer try upgrade visit write".split()
)
# Words before a number of four digits that make it a year.
DATING = frozenset(
    "ab about academic after and around autumn before between bis by ca calendar census circa "
    "copyright depuis during early en fall financial fiscal for from im in late mid model "
    "of olympics per seit since spring summer the through till to until vintage von winter year "
    "years ©".split()
)
# Words before a year of the Middle Ages; after any other word, the number is an amount.
DATING_EARLY = frozenset(("in", "since", "until", "by", "year", "ad", "anno"))
WEAK_DATING = frozenset("about and around between by for of to with".split())
# Things that are rarely named by a year, unlike models and elections.
OF_NO_YEAR = frozenset(
    "CPU GPU TPU core customer node parameter participant patient person request respondent server "
    "student token user vCPU word".split()
)
WEAK_COUNT = frozenset("about all around over some these those".split())
CITING = (
    *("No.", "no.", "Nos.", "nos.", "Nr.", "nr.", "N°", "n°", "Op."),
    *("U.S.C.", "C.F.R.", "CFR", "U.S.", "F.2d", "F.3d", "F.4th", "S. Ct.", "Stat.", "BGH"),
)
GERMAN_CASES = frozenset("am das dem den der des die im vom zum".split())
