"""Check digits and shapes of UK identifiers: an identifier as written -> whether it can be a real one. Pure functions.

None of them says that a number was issued. A wrong check digit does not make a number harmless, as it may be mistyped:
the recognisers use the checks to tell look-alikes apart, not to let a marked number through.
"""

import re

# The letters of PNC, CRO and ASN check characters, in order; I, O and S are not used.
_MOD_23 = "ZABCDEFGHJKLMNPQRTUVWXY"
_PNC = re.compile(r"(\d{4}|\d{2})/(\d{1,7})([A-Z])")
_CRO = re.compile(r"(\d{1,6})/(\d{2})([A-Z])")
_CRO_FILE = re.compile(r"SF(\d{2})/(\d{1,6})([A-Z])")
_ASN = re.compile(r"(\d{2})/(\d{2}[0-9A-Z]{2})/(\d{2})/(\d{1,11})([A-Z])")
_NINO = re.compile(r"([A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])\d{6}[A-D]")
_NINO_NEVER_ISSUED = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_DNI = re.compile(r"[0-9]{8}[A-Z]")
_VIN = re.compile(r"(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-HJ-NPR-Z0-9]{17}")
_LICENCE = re.compile(r"(?=[A-Z]{1,5}9*\d)[A-Z9]{5}\d(\d{2})(\d{2})\d[A-Z][A-Z9][A-Z0-9]{3}")


def squeeze(identifier: str) -> str:
    """The letters and digits of an identifier, in capitals; slashes stay because they part its fields."""
    return "".join(c for c in identifier.upper() if (c.isascii() and c.isalnum()) or c == "/")


def _digits(number: str) -> list[int]:
    return [int(c) for c in number if c in "0123456789"]


def luhn(number: str) -> bool:
    """Whether the digits end in their Luhn check digit (payment cards, IMEI, ICCID).

    Source: ISO/IEC 7812-1, annex B; the same sum in 3GPP TS 23.003 for the IMEI.
    """
    digits = _digits(number)
    doubled = [sum(divmod(2 * d, 10)) for d in digits[-2::-2]]
    return len(digits) > 1 and (sum(digits[::-2]) + sum(doubled)) % 10 == 0


def nhs_number(number: str) -> bool:
    """Whether ten digits end in the modulus 11 check digit of an NHS number.

    Source: NHS Data Dictionary, NHS NUMBER: weights 10 to 2, remainder from 11; 11 counts as 0 and 10 is not issued.
    """
    digits = _digits(number)
    if len(digits) != 10:
        return False
    weighted = sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits, strict=False))
    return (11 - weighted % 11) % 11 == digits[9]


def nino(number: str) -> bool:
    """Whether a National Insurance number has an allowed prefix, six digits and a suffix A to D. It has no check digit.

    Source: HMRC National Insurance Manual NIM39110.
    """
    found = _NINO.fullmatch(squeeze(number))
    return found is not None and found[1] not in _NINO_NEVER_ISSUED


def pnc_id(number: str) -> bool:
    """Whether a PNC identifier ("2002/73319Z", "99/123456X") ends in its check letter.

    The letter is the remainder by 23 of the two-digit year followed by the serial in seven places.
    Source: Criminal Justice System Data Standards Catalogue, PNC ID.
    """
    found = _PNC.fullmatch(squeeze(number))
    return found is not None and _MOD_23[int(found[1][-2:] + found[2].zfill(7)) % 23] == found[3]


def cro_number(number: str) -> bool:
    """Whether a CRO number ("97501/98T") or a file-only one ("SF39/7P") ends in its check letter.

    The letter is the remainder by 23 of the two-digit year followed by the serial, in six places; file-only serials are
    padded to five or to six places in published code, and either is accepted.
    Source: Criminal Justice System Data Standards Catalogue, CRO number.
    """
    compact = squeeze(number)
    if found := _CRO.fullmatch(compact):
        return _MOD_23[int(found[2] + found[1].zfill(6)) % 23] == found[3]
    if found := _CRO_FILE.fullmatch(compact):
        return found[3] in {_MOD_23[int(found[1] + found[2].zfill(places)) % 23] for places in (5, 6)}
    return False


def asn(number: str) -> bool:
    """Whether an arrest/summons number ("YY/FFUU/SS/serial" and a letter) ends in its check letter.

    The letter is the remainder by 23 of force, system, year and serial in eleven places.
    Source: Criminal Justice System Data Standards Catalogue, arrest/summons number.
    """
    found = _ASN.fullmatch(squeeze(number))
    if not found:
        return False
    year, unit, system, serial, letter = found.groups()
    return _MOD_23[int(unit[:2] + system + year + serial.zfill(11)) % 23] == letter


def iban(number: str) -> bool:
    """Whether an international account number leaves 1 modulo 97, country and check digits moved to the end.

    Source: ISO 13616-1, with the arithmetic of ISO/IEC 7064.
    """
    compact = squeeze(number)
    if not _IBAN.fullmatch(compact):
        return False
    return int("".join(str(int(c, 36)) for c in compact[4:] + compact[:4])) % 97 == 1


def vin(number: str) -> bool:
    """Whether 17 characters have the shape of a vehicle identification number: letters but I, O and Q, and digits.

    European makers do not fill the check digit, so it is not used. Source: ISO 3779.
    """
    return bool(_VIN.fullmatch(squeeze(number)))


def driving_licence(number: str) -> bool:
    """Whether 16 characters have the shape of a GB driver number: surname in five places padded with 9, then the birth
    date as decade digit, month (50 added for women), day and year digit, two initials and three check characters.

    The rule of the check characters is not public. Source: DVLA, "INF45 driver number".
    """
    found = _LICENCE.fullmatch(squeeze(number))
    return found is not None and 1 <= int(found[1]) % 50 <= 12 and 1 <= int(found[2]) <= 31


def pesel(number: str) -> bool:
    """Whether eleven digits are a Polish PESEL: month and day of a birth, and a last digit that completes a sum.

    Source: Polish Act on Population Registration of 2010, article 15: weights 1, 3, 7, 9, the sum modulo 10.
    """
    digits = _digits(number)
    if len(digits) != 11 or not 1 <= int(f"{digits[2]}{digits[3]}") % 20 <= 12:
        return False
    weighted = sum(weight * digit for weight, digit in zip((1, 3, 7, 9) * 3, digits[:10], strict=False))
    return 1 <= 10 * digits[4] + digits[5] <= 31 and (10 - weighted % 10) % 10 == digits[10]


def cnp(number: str) -> bool:
    """Whether thirteen digits are a Romanian CNP: month and day of a birth, and a last digit that completes a sum.

    Source: Romanian Law 105/1996 as amended: key 279146358279, the sum modulo 11, where 10 is written 1.
    """
    digits = _digits(number)
    if len(digits) != 13 or not digits[0] or not 1 <= 10 * digits[3] + digits[4] <= 12:
        return False
    weighted = sum(weight * digit for weight, digit in zip(map(int, "279146358279"), digits, strict=False)) % 11
    return 1 <= 10 * digits[5] + digits[6] <= 31 and (1 if weighted == 10 else weighted) == digits[12]


def dni(number: str) -> bool:
    """Whether eight digits end in the letter of a Spanish DNI, the remainder by 23 looked up in a row of letters.

    Source: Spanish Royal Decree 1553/2005, article 11.
    """
    compact = squeeze(number)
    return bool(_DNI.fullmatch(compact)) and "TRWAGMYFPDXBNJZSQVHLCKE"[int(compact[:8]) % 23] == compact[8]
