"""Bank accounts, payment cards and wallets."""

import re

from index.redaction import checks
from index.redaction.identifiers.rules import Cued, Rule, Shape, compiled
from index.redaction.types import EntityType as T

_SORT = r"(?:sort(?:[ -]?code)?|s/?c|sc)"
_ACCOUNT = r"(?:acct?s?|acc(?:oun)?ts?|accs?|ac|a/c|no|nos|number|num)"
_BASE58 = r"[1-9A-HJ-NP-Za-km-z]"


def _wallet(address: str) -> bool:
    """Whether a cued wallet address mixes letters and digits."""
    return bool(re.search(r"\d", address) and re.search(r"[A-Za-z]", address))


RULES: tuple[Rule, ...] = (
    # A date cannot be taken for a sort code here: eight digits follow.
    Shape(
        T.BANK_ACCOUNT,
        compiled(
            rf"(?:\b{_SORT}\W{{1,3}})?(?<![\d-])\d{{2}}[-– /.]\d{{2}}[-– /.]\d{{2}}[\s,/:;&|()–-]{{1,4}}"
            rf"(?:{_ACCOUNT}\b[\s.:#]{{0,3}}){{0,3}}\d{{4}}[ -]?\d{{3,4}}(?!\d)",
            re.I,
        ),
        None,
        1.0,
    ),
    Shape(
        T.BANK_ACCOUNT,
        compiled(
            rf"(?:\b{_ACCOUNT}\b\W{{1,3}}){{0,2}}(?<![\d-])\d{{4}}[ -]?\d{{4}}[\s,/:;&|()–-]{{1,4}}"
            rf"(?:{_SORT}\W{{1,3}}|(?=\d\d-))\d{{2}}[-– .]?\d{{2}}[-– .]?\d{{2}}(?!\d)",
            re.I,
        ),
        None,
        1.0,
    ),
    Shape(T.BANK_ACCOUNT, compiled(r"(?<![\d/-])\d{6}[ /,|]{1,3}\d{8}(?!\d)")),
    Shape(T.BANK_ACCOUNT, compiled(r"\b(?:GB|IE)\d{2} ?[A-Z]{4}(?: ?\d{2,4}){4,5}\b", re.I), None, 1.0),
    Shape(
        T.BANK_ACCOUNT,
        compiled(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z\d]{4}){2,7}(?:[ -]?[A-Z\d]{1,3})?\b", re.I),
        checks.iban,
        1.0,
    ),
    Cued(
        T.BANK_ACCOUNT,
        compiled(r"\bIBANs?\b", re.I),
        compiled(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z\d]{1,4}){2,8}\b"),
        16,
    ),
    Cued(
        T.BANK_ACCOUNT,
        compiled(rf"\b{_SORT}\b", re.I),
        compiled(r"(?<!\d)\d{2}[-– /.]?\d{2}[-– /.]?\d{2}(?![\d/])"),
        10,
    ),
    Cued(
        T.BANK_ACCOUNT,
        compiled(r"\b(?:acct?s?|acc(?:oun)?ts?|accs?|a/cs?|bank|barclays|monzo|revolut|starling)\b", re.I),
        compiled(r"(?<![\d/£.,-])\d{4}[ -]?\d{4}(?![\d/-])"),
        20,
    ),
    Cued(
        T.BANK_ACCOUNT,
        compiled(r"\b(?:acct?|acc(?:oun)?t|acc|a/c)\b(?:\W{1,2}(?:no|number|num|is|was)\b){1,3}", re.I),
        compiled(r"(?<![\d/£.,-])\d{6,12}(?![\d/-])"),
        6,
    ),
    Cued(
        T.BANK_ACCOUNT,
        compiled(
            r"\b(?:acct?|acc(?:oun)?t|acc|a/c|iban)\b(?:\W{1,2}\w{1,12}){0,2}?\W{1,2}(?:end(?:s|ing|ed)?|"
            r"finish(?:es|ing)|"
            r"last (?:\w{1,5} )?(?:digits?)?)(?: in| with)?\b",
            re.I,
        ),
        compiled(r"[*x. ]{0,8}(?P<id>\d{2,6})\b(?!/)", re.I),
        4,
    ),
    Shape(T.PAYMENT_CARD, compiled(r"(?<![\d-])\d{4}([ -]?)\d{4}\1\d{4}\1\d{1,7}(?!\d)"), checks.luhn),
    Shape(T.PAYMENT_CARD, compiled(r"(?<![\d-])3[47]\d{2}([ -]?)\d{6}\1\d{5}(?!\d)"), checks.luhn),
    Shape(T.PAYMENT_CARD, compiled(r"(?<![\dA-Za-z])(?:[*xX]{4}[ -]?){3}\d{4}(?!\d)")),
    Cued(
        T.PAYMENT_CARD,
        compiled(
            r"\b(?:(?:credit|debit|bank|prepaid|payment|visa|this|that|my|his|her)? ?cards?|cc|visa|"
            r"mastercard|amex|maestro|pan)\b"
            r"(?:\W{1,2}(?:no|number|num|is|was)\b){0,2}",
            re.I,
        ),
        compiled(r"(?<!\d)\d{4}(?:[ -]?\d{2,6}){2,4}(?!\d)"),
        20,
        lambda s: 12 <= sum(c.isdigit() for c in s) <= 19 and not re.match(r"20\d{6}-", s),
    ),
    Cued(
        T.PAYMENT_CARD,
        compiled(
            r"\b(?:cards?|visa|mastercard|amex|maestro)\b(?:\W{1,2}\w{1,12}){0,3}?\W{1,2}(?:end(?:s|ing|ed)?|"
            r"finish(?:es|ing)|"
            r"last (?:\w{1,5} )?(?:digits?|numbers?)?)(?: in| with| are| is| were)?\b",
            re.I,
        ),
        compiled(r"[*x. ]{0,8}(?P<id>\d{3,6})\b(?!/)", re.I),
        4,
    ),
    Cued(
        T.PAYMENT_CARD,
        compiled(
            r"\blast (?:four|4|three|3)(?: digits?| numbers?)? (?:of|on) (?:the |his |her |their |this |that |a )?"
            r"(?:bank |debit |credit )?card(?: (?:is|are|was|were))?\b",
            re.I,
        ),
        compiled(r"(?<!\d)\d{3,4}\b(?!/)"),
        4,
    ),
    # Wallets: Bitcoin, Litecoin, Ethereum, Tron, Monero.
    Shape(
        T.CRYPTO_ADDRESS,
        compiled(
            rf"\b(?:(?:bc|ltc)1[a-z\d]{{25,60}}|0x[\da-fA-F]{{40}}|[13LM]{_BASE58}{{25,34}}|T{_BASE58}{{33}}|"
            rf"[48]{_BASE58}{{94}})\b"
        ),
        _wallet,
    ),
    Cued(
        T.CRYPTO_ADDRESS,
        compiled(r"\b(?:wallet|btc|bitcoin|eth|ethereum|xmr|monero|ltc|litecoin|usdt|doge|crypto)\b", re.I),
        compiled(r"\b[A-Za-z\d]{20,110}\b"),
        24,
        _wallet,
    ),
)
