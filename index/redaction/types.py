"""The types of identity that redaction knows, by the names that stand in tokens, and the types it leaves readable."""

from enum import StrEnum


class EntityType(StrEnum):
    """What a span identifies. A member is its own name, so it can be stored and compared as plain text."""

    PERSON = "PERSON"
    ALIAS = "ALIAS"
    OFFICER = "OFFICER"
    ADDRESS = "ADDRESS"
    POSTCODE = "POSTCODE"
    VEHICLE_REG = "VEHICLE_REG"
    VIN = "VIN"
    PHONE = "PHONE"
    IMEI = "IMEI"
    SIM = "SIM"
    EMAIL = "EMAIL"
    SOCIAL_HANDLE = "SOCIAL_HANDLE"
    IP_ADDRESS = "IP_ADDRESS"
    MAC_ADDRESS = "MAC_ADDRESS"
    NINO = "NINO"
    NHS_NUMBER = "NHS_NUMBER"
    PASSPORT = "PASSPORT"
    DRIVING_LICENCE = "DRIVING_LICENCE"
    PNC_ID = "PNC_ID"
    CRO_NUMBER = "CRO_NUMBER"
    ASN = "ASN"
    CUSTODY_NUMBER = "CUSTODY_NUMBER"
    PRISON_NUMBER = "PRISON_NUMBER"
    CRN = "CRN"
    BANK_ACCOUNT = "BANK_ACCOUNT"  # sort code and account, or an IBAN
    PAYMENT_CARD = "PAYMENT_CARD"
    CRYPTO_ADDRESS = "CRYPTO_ADDRESS"
    NATIONAL_ID = "NATIONAL_ID"  # identity, tax and social security numbers, of other countries too
    CASE_NUMBER = "CASE_NUMBER"  # of an application to a court
    WHAT3WORDS = "WHAT3WORDS"
    COORDINATES = "COORDINATES"
    DOB = "DOB"
    AGE = "AGE"


NAMES = frozenset({EntityType.PERSON, EntityType.ALIAS, EntityType.OFFICER})

# Found so that they are not mistaken for identities, and never replaced.
KEPT = frozenset({"LOCATION", "ORGANISATION", "DATE_TIME", "NATIONALITY", "CRIME_REF", "URL"})
