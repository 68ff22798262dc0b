"""Numbers that states, courts and police give to people: documents, records, patients, prisoners, taxpayers."""

import re

from index.redaction import checks
from index.redaction.identifiers.rules import OPEN, SHUT, Cued, Rule, Shape, compiled
from index.redaction.types import EntityType as T

# How forces write custody records: 9 is a digit and A a letter. A force with a form of its own adds it here.
CUSTODY_FORMS = (
    "AA/9999/99",
    "AA/99999/99",
    "AA/AA/9999/99",
    "AA/AA/99999/99",
    "AA/AA/999999/99",
    "AA/AA/99/99999",
    "AA/AA/99/9999",
    "AA/A/9999/99",
    "AA/A/99999/99",
    "AA/99/9999",
    "AA/99/99999",
    "AA/99/999999",
    "AA/9999/99999",
    "AA/2099/99999",
    "99AA/9999/99",
    "99AA/99999/99",
    "AA99/9999/99",
    "AA99/99999/99",
    "A99/9999/99",
    "AAA/99/99999",
    "99AA/99/99999",
    "AA99/99/99999",
    "99AA/99/9999",
)


def form(written: str) -> str:
    """A pattern for a form: 9 stands for a digit, A for a capital letter, anything else for itself."""
    pieces = {"9": r"\d", "A": "[A-Z]"}
    return "".join(pieces.get(c, re.escape(c)) for c in written)


def _no_date(reference: str) -> bool:
    """Whether a reference has the digits of one and is no date ("12/03/2025", "26/11")."""
    return sum(c.isdigit() for c in reference) >= 4 and not re.fullmatch(
        r"\d{1,2}[/-]\d{1,2}[/-](?:\d\d)?\d\d", reference
    )


def _five_digits(number: str) -> bool:
    return sum(c.isdigit() for c in number) >= 5 and _no_date(number)


def _licence_start(number: str) -> bool:
    return number[0].isalpha()


_SAID = (
    r"(?:\W{1,3}(?:shown|given|produced|is|was|as|number|no|nos|held|incl|id|name|of|ref|reference|card|"
    r"copied|ends?|seen)\b){0,3}"
)

RULES: tuple[Rule, ...] = (
    # Health and tax.
    Shape(
        T.NINO, compiled(r"\b[A-Z]{2}[ .\-/]?\d{2}[ .\-/]?\d{2}[ .\-/]?\d{2}[ .\-/]?[A-D]\b", re.I), checks.nino, 1.0
    ),
    Cued(
        T.NINO,
        compiled(r"\b(?:NINO|N\.?I\.?|nat(?:ional)?\.? ins(?:urance)?)\b(?:\W{1,2}(?:no|nos|num|number)\b)?", re.I),
        compiled(r"\b[A-Z]{2}[ .\-/]{0,2}(?:[\dOIlSB][ .\-/]?){5}[\dOIlSB](?:[ .\-/]?[A-Z])?\b", re.I),
        16,
    ),
    Shape(T.NHS_NUMBER, compiled(r"(?<![\d/.+-])(?<!\d )\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d/]|[ -]\d)"), checks.nhs_number),
    Cued(
        T.NHS_NUMBER,
        compiled(
            r"\b(?:NHS|CHI|H&C|H\+C|health (?:and|&) care|hospital|patient)\b(?:\W{1,2}(?:no|nos|number|num|"
            r"id)\b)?",
            re.I,
        ),
        compiled(r"(?<![\d/])\d{3}[ .-]?\d{3}[ .-]?\d{4}(?![\d/])"),
        30,
    ),
    Cued(
        T.NATIONAL_ID,
        compiled(
            r"\b(?:UTR|unique tax(?:payer)?(?:'s)?(?: ref(?:erence)?)?|tax (?:ref(?:erence)?|no|number|id)|"
            r"VAT (?:no|number|reg))\b",
            re.I,
        ),
        compiled(r"\b(?:(?:GB ?)?\d{3,5} ?\d{3,5}(?: ?\d{2,5})?K?|\d{3}/[A-Z]{1,2}\d{3,6})\b"),
        12,
        _five_digits,
    ),
    # Identity numbers of other countries.
    Shape(T.NATIONAL_ID, compiled(r"(?<![\w/.+-])\d{3}-\d{2}-\d{4}(?![\w/-])")),  # social security, United States
    Shape(T.NATIONAL_ID, compiled(r"(?<![\w/.+-])\d{11}(?![\w/-])"), checks.pesel, 0.8),
    Shape(T.NATIONAL_ID, compiled(r"(?<![\w/.+-])\d{13}(?![\w/-])"), checks.cnp, 0.8),
    Shape(T.NATIONAL_ID, compiled(r"(?<![\w/.+-])\d{8}-?[A-HJ-NP-TV-Z]\b" + SHUT), checks.dni, 0.8),
    Shape(T.NATIONAL_ID, compiled(OPEN + r"[XYZ]-?\d{7}-?[A-Z]" + SHUT), None, 0.8),
    Shape(T.NATIONAL_ID, compiled(r"\b[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]\b", re.I)),  # Italy
    Shape(T.NATIONAL_ID, compiled(r"(?<![\w/.+-])\d{5}-\d{7}-\d(?![\w/-])")),  # Pakistan
    Shape(T.NATIONAL_ID, compiled(r"(?<![\w/.+-])\d{6}-\d{5}(?![\w/-])")),  # Latvia
    # Country, kind of document, number: "XX-ID-1234567".
    Shape(T.NATIONAL_ID, compiled(r"\b[A-Z]{2,3}-(?:ID|DL|NI|PP|PN|DN)-[A-Z\d]{5,14}\b")),
    Cued(
        T.NATIONAL_ID,
        compiled(
            r"\b(?:PESEL|CNP|SSN|social security|BSN|DNI|NIE|CURP|aadhaar|PPSN?|pps|codice fiscale|personnummer|"
            r"EGN|EMBG|JMBG|OIB|AMKA|"
            r"isikukood|asmens kodas|fiscal code|(?:personal|national|citizen|identity|insured|resident) (?:id|"
            r"code|no|number|identity|identification)|"
            r"id(?:entity)? (?:no|number|num))\b(?:\W{1,3}(?:no|number|num|card|code|is|was)\b){0,3}",
            re.I,
        ),
        compiled(r"\b(?=[A-Z]{0,6}[ -]?\d)[A-Z\d](?:[ .\-/]?[A-Z\d]){4,19}\b", re.I),
        8,
        _five_digits,
    ),
    Cued(
        T.NATIONAL_ID,
        compiled(
            r"\b(?:user|client|customer|patient|student|employee|member(?:ship)?|staff|driver|contact|"
            r"account)[ -]?"
            r"(?:id|identifier|number|no)s?\b(?:\W{1,2}(?:is|was)\b)?",
            re.I,
        ),
        compiled(r"\b(?=[A-Z-]{0,6}\d)[A-Z\d](?:[.\-/]?[A-Z\d]){4,19}\b"),
        6,
        _five_digits,
    ),
    # Passports, permits, visas.
    Shape(T.PASSPORT, compiled(OPEN + r"[A-Z]{1,3}\d{6,8}[A-Z]?" + SHUT)),
    Shape(T.PASSPORT, compiled(OPEN + r"[A-Z]{2} \d{3} \d{3,4}(?![\w/]| \d)")),
    Shape(T.PASSPORT, compiled(r"(?<![\w/.,£$€+-])(?<!\d )\d{9}(?![\w/%-]|[ .,]\d)")),
    Cued(
        T.PASSPORT,
        compiled(
            r"\b(?:passports?|ppts?|pps?|pp no|BRPs?|BRCs?|visas?|vignette|eVisa|residence permit|travel document|"
            r"identity cards?|"
            r"id cards?|IDs?|docs?|documents?|HO ref|home office ref(?:erence)?|ARC|seaman'?s book)\b" + _SAID,
            re.I,
        ),
        compiled(r"(?<![\w/£.-])(?:[A-Z]{1,3} ?)?(?:\d{2,3} \d{3,4}(?: \d{3,4})?|\d{5,9})[A-Z]?\b(?![\w/]|-\d)"),
        24,
        lambda s: not re.fullmatch(r"(?:19|20)\d{6}", s),
    ),
    Cued(
        T.PASSPORT,
        compiled(r"\b(?:passports?|ppts?|pp|BRP|residence permit|identity card|id card)\b" + _SAID, re.I),
        compiled(r"\b(?=[A-Z\d]{0,10}\d)(?=(?:[A-Z]{0,4}\d){3})[A-Z\d]{6,11}\b(?![\w/]|-\d)"),
        12,
        lambda s: not re.fullmatch(r"(?:19|20)\d{6}", s),
    ),
    Cued(T.PASSPORT, compiled(r"\bshare code\b", re.I), compiled(r"\b[A-Z\d]{3}[ -]?[A-Z\d]{3}[ -]?[A-Z\d]{3}\b"), 10),
    # Driving licences.
    Shape(
        T.DRIVING_LICENCE,
        compiled(r"\b[A-Z9]{5}[ -]?\d{6}[ -]?[A-Z][A-Z9][ -]?[A-Z\d]{3}(?:[ -]?\d{2})?\b", re.I),
        _licence_start,
        1.0,
    ),
    Shape(
        T.DRIVING_LICENCE,
        compiled(r"\b[A-Z9]{5}[ -]?\d[01256]\d[0-3]\d{2}[ -]?[A-Z][A-Z9](?:[ -]?[\dA-Z]{1,2})?\b(?![ -]?[A-Z\d]{3})"),
        _licence_start,
    ),
    Cued(
        T.DRIVING_LICENCE,
        compiled(r"\b(?:licen[cs]e|D/?Ls?|lic|dvla|dva|driver(?:'s)? no|driver number)\b" + _SAID, re.I),
        compiled(r"(?=(?:[A-Z \-/]{0,12}\d){5})\b[A-Z\d](?:[ \-/]?[A-Z\d]){5,18}\b"),
        10,
        _no_date,
    ),
    # Police records.
    Shape(T.PNC_ID, compiled(r"(?:(?<![\w/])|(?<=PNC))(?:19|20)?\d{2}/\d{3,7}[A-HJ-NP-Z]" + SHUT, re.I), None, 1.0),
    Shape(T.PNC_ID, compiled(r"(?:(?<![\w/])|(?<=PNC))(?:19|20)?\d{2}/\d{1,2}[A-HJ-NP-Z]" + SHUT, re.I), checks.pnc_id),
    Cued(
        T.PNC_ID,
        compiled(r"\bPNC(?:[ /-]?IDs?)?\b(?:\W{1,2}(?:no|nos|number|ref|is|was|shows)\b){0,2}", re.I),
        compiled(r"\b(?:\d{2})?\d{2} ?[/\-\\ ] ?\d{1,7} ?[A-Z]?\b", re.I),
        12,
        _no_date,
    ),
    Shape(
        T.CRO_NUMBER,
        compiled(r"(?:(?<![\w/])|(?<=CRO))(?:SF ?\d{2}/\d{1,6}|\d{3,6}/\d{2})[A-HJ-NP-Z]" + SHUT, re.I),
        None,
        1.0,
    ),
    Shape(T.CRO_NUMBER, compiled(r"(?:(?<![\w/])|(?<=CRO))\d{1,2}/\d{2}[A-HJ-NP-Z]" + SHUT, re.I), checks.cro_number),
    Cued(
        T.CRO_NUMBER,
        compiled(r"\bCROs?\b(?:\W{1,2}(?:no|nos|number|ref)\b)?", re.I),
        compiled(r"\b(?:SF ?\d{2} ?[/-] ?\d{1,6} ?[A-Z]?|\d{1,6} ?[/-] ?\d{2} ?[A-Z]?)\b", re.I),
        16,
    ),
    Shape(T.ASN, compiled(r"\b\d{2}/\d{2}[\dA-Z]{2}/\d{2}/\d{1,11}[A-Z]" + SHUT, re.I), None, 1.0),
    Cued(
        T.ASN,
        compiled(r"\b(?:ASN|arrest[ /]summons)\b(?:\W{1,2}(?:no|number|ref)\b)?", re.I),
        compiled(r"\b\d{2} ?[/ -]? ?\d{2}[\dA-Z]{2} ?[/ -]? ?\d{2} ?[/ -]? ?\d{1,11} ?[A-Z]?\b", re.I),
        10,
    ),
    Shape(
        T.CUSTODY_NUMBER,
        compiled(rf"(?:(?<![\w/-])|(?<=CUST))(?:{'|'.join(form(f) for f in CUSTODY_FORMS)})" + SHUT),
    ),
    Cued(
        T.CUSTODY_NUMBER,
        compiled(
            r"\b(?:cust(?:ody)?|CR(?= ?no)|detention|detained|arr(?:ested)?\.?|nicked|DP|"
            r"detainee)\b(?:\W{1,2}(?:record|rec|ref|refs|no|nos|number|under|as|"
            r"id|image|log)\b){0,3}",
            re.I,
        ),
        compiled(r"\b(?=[A-Z/-]{0,8}\d)[A-Z\d]{1,8}(?:[/-][A-Z\d]{1,8}){1,4}\b(?!/)"),
        4,
        lambda s: _no_date(s) and bool(re.search(r"[A-Z]", s)) and bool(re.search(r"\d{3}", s)),
    ),
    Cued(
        T.CUSTODY_NUMBER,
        compiled(
            r"\b(?:cust(?:ody)?|detention)\b(?:\W{1,2}(?:record|rec|ref|refs|no|nos|number|under|as|id|image|log)\b){0,3}",
            re.I,
        ),
        compiled(r"\b(?=[A-Z/ -]{0,8}\d)(?:(?:[A-Z]{2} )?[A-Z\d]{1,8}(?:[/-][A-Z\d]{1,8}){1,4}|[A-Z]{0,3}\d{6,10})\b"),
        14,
        _no_date,
    ),
    Shape(T.PRISON_NUMBER, compiled(r"\b[A-Z]\d{4}[A-Z]{2}\b")),
    Cued(
        T.PRISON_NUMBER,
        compiled(r"\b(?:prison(?:er)?|NOMIS|HMP|inmate)\b(?:\W{1,2}(?:no|number|id|ref)\b)?", re.I),
        compiled(r"\b[A-Z] ?\d{4} ?[A-Z]{2}\b", re.I),
        16,
    ),
    Cued(
        T.PRISON_NUMBER,
        compiled(r"\b(?:prison(?:er)? (?:no|number|id)|NOMIS(?: no| id)?|inmate (?:no|number))\b", re.I),
        compiled(r"\b[A-Z]{0,2}\d{4,7}[A-Z]{0,2}\b"),
        6,
    ),
    Cued(
        T.CRN,
        compiled(r"\b(?:CRN|probation|nDelius|delius)\b(?:\W{1,2}(?:no|number|ref|is|was)\b)?", re.I),
        compiled(r"\b[A-Z] ?\d{6}\b", re.I),
        20,
    ),
    # Applications to a court.
    Cued(
        T.CASE_NUMBER,
        compiled(r"\b(?:applications?|appl?s?\.?|case|cases)\W{1,3}(?:nos?|numbers?)\b\.?", re.I),
        compiled(r"(?<![\w/])\d{1,6}/\d{2,4}(?![\w/])"),
        4,
    ),
)
