"""Every way of writing an identifier that we know of, what looks like one, and forms generated at random."""

import re
import string
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.redaction.dates import find_births
from index.redaction.identifiers import find_identifiers

LETTER = st.sampled_from("ABCDEFGHJKLMNPRSTUVWXY")


def hidden(text: str) -> str:
    """The text with every letter and digit that is found replaced."""
    shown = list(text)
    for span in [*find_identifiers(text), *find_births(text, [], newest_year=2025)]:
        for place in range(span.start, span.end):
            shown[place] = "·"
    return "".join(shown)


def leaked(marked: str) -> str:
    """The letters and digits between « and » that are not found."""
    shown, leaks, inside, place = hidden(re.sub("[«»]", "", marked)), [], False, 0
    for character in marked:
        if character in "«»":
            inside = character == "«"
            continue
        if inside and shown[place].isalnum():
            leaks.append(shown[place])
        place += 1
    return "".join(leaks)


@pytest.mark.parametrize(
    "marked",
    [
        "index «BD51»",
        "part VRM «BD62»",
        "plate ending «KPV»",
        "reg starting «LN20» blue",
        "it ended «KPV», blue",
        "reg ends «KPV»",
        "vrm begins «AB12»",
        "partial «BD51», dark van",
        "«Bravo Delta five one Kilo Mike Papa» was passed",
        "index «Bravo Delta five one»",
        "seen in «bd51 smr» today",
        "«bd51smr» parked",
        "van «BD5I SMR» parked",
        "van «BD51 5MR» parked",
        "van «8D51 SMR» parked",
        "«BD.51.SMR» parked",
        "van «BD51\nSMR»",
        "van «B D 5 1 S M R»",
        "van «BD-51-SMR»",
        "«A123 BCD» seen",
        "van «ABC 123D»",
        "index «1 ABC»",
        "van «ABC 1» seen",
        "NI van «AIG 4821»",
        "van «AIG4821»",
        "«Q123 ABC»",
        "trade plates «123 AB»",
        "trade plate «06128»",
        "Irish «12-D-12345»",
        "«191 D 12345»",
        "«04-KE-1234»",
        "French reg «AB-123-CD»",
        "German «B-AB 1234» car",
        "Polish plate «WX 12345»",
        "Polish reg «KR 1234A»",
        "Romanian BMW «B 123 ABC»",
        "Romanian «CJ 12 ABC» van",
        "Lithuanian «ABC 123» van",
        "Bulgarian Audi «CB 1234 AB»",
        "Dutch «12-ABC-3»",
        "Spanish «1234 BCD»",
        "reg «abc 123»",
        "white van reg «kx 19»",
        "Transit, «KX19», went",
        "last three letters «KPV»",
        "first part «BD51»",
        "Ford Focus «BD51 S??»",
        "«BD51 ?MR» seen",
        "«BD51 ***» seen",
        "«B?51 SMR» seen",
        "part reg «bd51 s»",
        "rang «07700 900123»",
        "«07700-900-123»",
        "«07700.900.123»",
        "«07700/900123»",
        "«0770 0900 123»",
        "«077 00 900 123»",
        "«+447700900123»",
        "«+44 7700 900123»",
        "«+44 (0) 7700 900123»",
        "«(+44) 7700 900123»",
        "«0044 7700 900123»",
        "«00447700900123»",
        "«0044 (0)7700 900123»",
        "«(0161) 496 0000»",
        "«0161 496 0000»",
        "«020 7946 0000»",
        "«0207 946 0000»",
        "«02079460000»",
        "«0800 496 0000»",
        "«0345 600 1234»",
        "«O77OO 9OO123»",
        "«07700 9OOl23»",
        "«oh seven seven double oh nine hundred one two three»",
        "«zero seven seven zero zero nine zero zero one two three»",
        "phone ends «442»",
        "last four «9021»",
        "number ending in «442»",
        "mobile no ending «-442»",
        "phone beginning «07700»",
        "«+48 600 123 456»",
        "«+40721234567»",
        "«+353 86 123 4567»",
        "«00 48 600 123 456»",
        "«01234 567890 ext 123»",
        "«0161 496 0000 x22»",
        "tel «496 0000»",
        "call me on «600 123 456»",
        "contact «07700\n900123»",
        "«07700 900 123»",
        "mob «7700 900123»",
        "WhatsApp «447700900123»",
        "«(07700) 900123»",
        "rang «07700  900  123»",
        "phone «07700 900123»",
        "the «442» number",
        "his number ends «four four two»",
        "PNC «12/345678A»",
        "PNC ID «2012/0345678A»",
        "PNC «12/34567»",
        "PNC: «12-345678A»",
        "CRO «12345/12A»",
        "CRO: «SF12/12345A»",
        "ASN «12/01AB/01/12345A»",
        "ASN «1201AB0112345678901A»",
        "NHS «943 476 5919»",
        "NHS number: «9434765918»",
        "H&C no «943 476 5918»",
        "IMEI «352099001761481»",
        "IMEI: «35-209900-176148-1»",
        "IMEI «35209900176148»",
        "IMEI ending «1481»",
        "NI «AB123456C»",
        "NINO: «AB 12 34 56 C»",
        "nino «ab123456c»",
        "NI no «QQ 12 34 56 C»",
        "«AB-12-34-56-C»",
        "NI number «AB 123456 C»",
        "NI «AB12345OC»",
        "custody «AB/12345/24»",
        "custody record «12AB/12345/24»",
        "custody CR no. «AB/2024/12345» custody",
        "detained «01MD/1234/24»",
        "custody ref «24/0012345»",
        "cust no «AB12/2024/1234»",
        "custody number «2400012345»",
        "arrested, «YM/12345/23»",
        "sort code «12-34-56» account «12345678»",
        "«12-34-56 12345678»",
        "«12 34 56 12345678»",
        "«123456 12345678»",
        "s/c «123456» a/c «12345678»",
        "acc «12345678»",
        "account number: «1234 5678»",
        "account no «12345678», sort «12-34-56»",
        "IBAN «GB82WEST12345698765432»",
        "IBAN «GB82 WEST 1234 5698 7654 32»",
        "IBAN «DE89 3704 0044 0532 0130 00»",
        "card «4111 1111 1111 1111»",
        "card «4111111111111112»",
        "card ending «1234»",
        "last four of card «1234»",
        "card ends in «1234»",
        "visa «4111-1111-1111-1111»",
        "account ending «5678»",
        "email «a.b@example.com»",
        "«a.b at example dot com»",
        "«a.b [at] example [dot] com»",
        "«a.b @ example.com»",
        "«a.b(at)example.com»",
        "«A.B@EXAMPLE.COM»",
        "«o'neil@example.com»",
        "snap «wolfie12»",
        "snap: «wolfieboy»",
        "insta «wolf.boy»",
        "insta «@wolfie»",
        "snapchat name «wolfieboy»",
        "Snapchat username «wolfieboy»",
        "username is «wolfieboy»",
        "tiktok «wolfie_x»",
        "telegram @«wolfie99»",
        "telegram: «wolfie»",
        'Facebook name "«Wolfie Boy»"',
        "discord «wolfie#1234»",
        "kik «wolfie.99»",
        "onlyfans «wolfie_x»",
        "onlyfans.com/«wolfie»",
        "t.me/«wolfie»",
        "on snap as «wolfie99»",
        "«wolfie_99» replied",
        "goes by «wolfie99» online",
        "IG: «its.wolfie»",
        "IG - «its_wolfie»",
        '"«wolfieboy»" on Snapchat',
        "IP «192.0.2.44»",
        "«192.0.2.44»:8080",
        "«2001:db8::1»",
        "«fe80::1»",
        "«2001:0db8:85a3:0000:0000:8a2e:0370:7334»",
        "«192[.]0[.]2[.]44»",
        "IP address «2001:db8::8a2e:370:7334» used",
        "MAC «00:1A:2B:3C:4D:5E»",
        "«00-1A-2B-3C-4D-5E»",
        "«bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq»",
        "«1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2»",
        "ETH «0x52908400098527886E0F7030069857D2E4169EE7»",
        "LTC «LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9»",
        "XMR wallet «4AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAb2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2»",
        "«///filled.count.soap»",
        "w3w «filled.count.soap»",
        "what3words «filled count soap»",
        "«52.4796, -1.9026»",
        "lat «52.4796» long «-1.9026»",
        "«51°30'26\"N 0°7'39\"W»",
        "grid ref «SP 065 866»",
        "«SP0651986684»",
        "GR «J 337 740»",
        "grid «TQ 388 805»",
        "VIN «WVWZZZ1JZXW000001»",
        "chassis «SALLJGML8TA»",
        "SIM «8944100000000000000»",
        "ICCID «8944 1000 0000 0000 000»",
        "IMSI «234150000000000»",
        "prison no «A1234BC»",
        "prisoner «A1234BC»",
        "CRN «X123456»",
        "CRN: «x123456»",
        "BRP «ZX1234567»",
        "BRP «RX 123 4567»",
        "share code «W12 345 67Y»",
        "visa no «12345678»",
        "licence «MORGA657054SM9IJ»",
        "DL «MORGA 657054 SM9IJ 22»",
        "NI licence «12345678»",
        "driving licence no: «12345678»",
        "licence «MORGA657054SM»",
        "passport «123456789»",
        "ppt no «AB1234567»",
        "passport «A1234567»",
        "Romanian passport «055123456»",
        "passport number: «12 345 6789»",
        "passport «GBR1234567»",
        "UTR «1234567890»",
        "UTR «12345 67890»",
        "PESEL «44051401359»",
        "CNP «1800101221144»",
        "SSN «460-89-9847»",
        "DNI «12345678Z»",
        "ID card «AXK123456»",
        "Polish ID «ABC 123456»",
        "application no. «28045/02»",
        "Appl. nos. «28045/02» and «1234/05»",
        "application number «28045/02»",
        "postcode «DT4 7AB»",
        "«dt4 7ab»",
        "«DT47AB»",
        "«SW1A 1AA»",
        "«EC1A 1BB»",
        "«M1 1AE»",
        "«DT4\n7AB»",
        "«D02 AF30»",
        "eircode «D02AF30»",
        "«B66 4LK»",
        "zip «90210»",
        "CA «90210»",
        "«DT4  7AB»",
        "«DT4-7AB»",
        "post code «dt47ab»",
    ],
)
def test_an_identifier_is_hidden_in_every_form(marked: str) -> None:
    assert leaked(marked) == ""


@pytest.mark.parametrize(
    "marked",
    [
        "born «3 March 1991»",
        "dob «030391»",
        "DOB: «1991-03-03»",
        "b. «4.7.98»",
        "d.o.b. «3/3/91»",
        "date of birth «3rd March 1991»",
        "DOB «03031991»",
        "DoB «3 Mar 91»",
        "born on «3rd of March '91»",
        "born in «1991»",
        "dob «3/3/1991»",
        "DOB «03-MAR-1991»",
        "DOB - «03 03 91»",
        "birthday «3 March»",
        "dob given as «03.03.1991»",
        "YOB «1991»",
        "born «March 1991»",
        "DOB «19910303»",
        "b «03/03/1991»",
        "(b.«1991»)",
        "date of birth is the «third of March nineteen ninety-one»",
        "D.O.B «3Mar1991»",
        "DOB(«03/03/1991»)",
        "DOB\n«03/03/1991»",
        "born «03/1991»",
        "dob «3/3/1991»:",
    ],
)
def test_a_birth_is_hidden_in_every_form(marked: str) -> None:
    assert leaked(marked) == ""


@pytest.mark.parametrize(
    "text",
    [
        "seen 12/03/2025 at 2130hrs",
        "0800-1600 21 March",
        "called at 0230-0345. 28 tabs",
        "£1,200.50 and 30,000",
        "no 14 bus, 3rd stop",
        "at 10.30 on 3.4.25",
        "log 123 of 04/03/25",
        "CAD 1234/04JUL19",
        "M25 J14 towards A13",
        "A17 AND B1040 closed",
        "PC 4821 JONES and PS 112",
        "seen 3rd of July two men",
        "aged 34, 5ft 10, size 9",
        "Unit 4, Block B, 200 MG tabs",
        "seized 12 wraps 30 PCS 500 EUR",
        "Flat 12B and 14a",
        "FIFA 23 and PS5 taken",
        "Op HAWK 2024",
        "RTC on A35 at 1430 hrs",
        "B12 the tablets",
        "meeting @2130",
        "on at 7.30, off by 22.15",
        "exhibit JKT/1 and ABC/12",
        "2.5kg at 18% 07:30:15",
        "room 101, 111 call, 999 call, 101 number",
        "page 3 of 12, para 4.2",
        "Section 18 GBH, s.47 ABH",
        "version 2.1.3 of app",
        "between 2100-2200 12/03",
        "from 0110-0345 on 04-05-2024",
        "24/7 cover, 50/50 split, 9/10",
        "COVID 19 in May 2020",
        "graded B21",
        "5x5x5 E41",
        "he got out.then left",
        "i.e. no trace",
        "file report_final.pdf",
        "wed 12th 19:45",
        "1 x iPhone 12, 2 x Nokia 3310",
        "1000 Benson and 20 Lambert",
        "Mike two, Charlie one",
        "paid 450 a week for 12 weeks",
        "ends his shift at 6",
        "START JOB 0600 END JOB 1800",
        "tel him at 6",
        "AT 0300 (0900 GMT) ON 29 MARCH",
        "at the club in the MID-1970s",
        "6 Feb, 11am, and 10 Oct. 38 present",
        "2 April-14 June and 30 Jan, 31 Jan",
        "Handle of a knife was seen; the handle, then the blade",
        "read HC/2025/002713 before deciding",
        "the C0URT at Eastmere",
        "urine kit 0400, samples by 0600",
    ],
)
def test_ordinary_text_is_kept(text: str) -> None:
    assert hidden(text) == text


def digits(least: int, most: int | None = None) -> st.SearchStrategy[str]:
    return st.text(string.digits, min_size=least, max_size=most or least)


def letters(count: int) -> st.SearchStrategy[str]:
    return st.text(LETTER, min_size=count, max_size=count)


AGE = st.one_of(st.integers(2, 29), st.integers(51, 79)).map("{:02d}".format)
NO_WORD = st.text("BDFGJKVWXZ", min_size=3, max_size=3)  # nor an abbreviation, which a number may stand before
GAP = st.sampled_from(["", " ", "-", "."])


@given(letters(2), AGE, GAP, NO_WORD, st.booleans())
def test_a_current_registration_is_hidden_in_either_case(area: str, age: str, gap: str, rest: str, low: bool) -> None:
    plate = f"{area}{age}{gap}{rest}"
    assert leaked(f"a van, «{plate.lower() if low else plate}» outside") == ""


@given(letters(2), AGE, NO_WORD, st.integers(0, 6))
def test_a_registration_with_one_character_misread_is_hidden(area: str, age: str, rest: str, place: int) -> None:
    plate = f"{area}{age}{rest}"
    read = {"0": "O", "1": "I", "2": "Z", "5": "S", "8": "B"} if 1 < place < 4 else {"S": "5", "B": "8"}
    misread = plate[:place] + read.get(plate[place], plate[place]) + plate[place + 1 :]
    assert leaked(f"a van, «{misread}» outside") == ""


@given(st.sampled_from(["index", "reg", "VRM", "part VRM", "plate"]), letters(2), AGE)
def test_the_first_half_of_a_registration_is_hidden_after_a_cue(cue: str, area: str, age: str) -> None:
    assert leaked(f"{cue} «{area}{age}», rest not seen") == ""


@given(st.sampled_from(["07", "01", "02", "03", "08"]), digits(9), st.lists(st.integers(2, 10), max_size=3), GAP)
def test_a_telephone_number_is_hidden_however_it_is_spaced(start: str, rest: str, cuts: list[int], gap: str) -> None:
    number = start + rest
    if gap == "-" and set(cuts) & {2, 4}:
        gap = " "  # might be a date or a span of time, which is kept
    if gap == ".":
        gap = " "
    spaced = "".join(gap + c if i in cuts else c for i, c in enumerate(number))
    assert leaked(f"rang him from «{spaced}» again") == ""


@given(st.sampled_from(["+44", "0044", "+44 (0)", "(+44) "]), st.sampled_from([" ", "", "-"]), digits(9))
def test_a_telephone_number_is_hidden_behind_any_prefix(prefix: str, gap: str, rest: str) -> None:
    assert leaked(f"rang from «{prefix}{gap}7{rest}» again") == ""


_SPOKEN = ["oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


@given(digits(9))
def test_a_telephone_number_told_aloud_is_hidden(rest: str) -> None:
    assert leaked("he said «" + " ".join(_SPOKEN[int(c)] for c in "07" + rest) + "», then rang off") == ""


@given(digits(2), digits(2), digits(2), digits(8), st.sampled_from("- "), st.sampled_from([" ", " / ", ", ", " acc "]))
def test_a_bank_account_is_hidden_in_any_layout(a: str, b: str, c: str, account: str, mark: str, gap: str) -> None:
    assert leaked(f"paid to «{a}{mark}{b}{mark}{c}{gap}{account}» on Friday") == ""


@given(
    st.dates(date(1930, 1, 1), date(2015, 12, 31)),
    st.sampled_from(
        ["%d/%m/%Y", "%d.%m.%y", "%d-%m-%Y", "%d %B %Y", "%d %b %y", "%d%m%y", "%d%m%Y", "%Y-%m-%d", "%B %Y"]
    ),
    st.sampled_from(["dob ", "DOB: ", "born ", "d.o.b. ", "date of birth "]),
)
def test_a_birth_is_hidden_after_every_cue(day: date, form: str, cue: str) -> None:
    assert leaked(f"{cue}«{day.strftime(form)}», of no fixed abode") == ""


@given(st.text(max_size=60))
def test_every_span_lies_inside_the_text(text: str) -> None:
    assert all(0 <= s.start < s.end <= len(text) for s in find_identifiers(text))


PIECES = (
    "0", "1 ", "9.", "a", "A1/", "@a", "a@", "AB12 ", ". ", "::", "snap: a1 ", "user.1,", "one ", "alpha ", "***",
    "phone 12 ", "card 1 ", "AB12 CDE\n", "a dot ", "12/", "PNC 1/", "\n", "first of the ", "dob 1",
)  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_twice_the_text_costs_at_most_about_twice_as_much(piece: str) -> None:
    def cost(length: int) -> float:
        text = piece * (length // len(piece))
        started = time.process_time()
        find_identifiers(text)
        find_births(text, [], newest_year=2025)
        return time.process_time() - started

    cost(1_000)
    assert min(cost(40_000) for _ in range(2)) < 3.5 * min(cost(20_000) for _ in range(2)) + 0.05


def test_a_megabyte_of_digits_is_read() -> None:
    assert isinstance(find_identifiers("0" * 1_000_000), list)
