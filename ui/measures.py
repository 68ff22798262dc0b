"""The figures of redaction and answers as text tables: the JSON of `intellog evaluate` -> lines to print. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

_WORDS = {
    "direct_hidden": "direct identifiers wholly hidden",
    "entities_hidden_everywhere": "entities hidden in every mention",
    "structured_hidden": "numbers, plates, postcodes, e-mails hidden",
    "kept_masked": "characters of kept types masked",
    "plain_masked": "characters of plain text masked",
    "person_tokens_precision": "tokens of people: B-cubed precision",
    "person_tokens_recall": "tokens of people: B-cubed recall",
    "officer_tokens_precision": "tokens of officers: B-cubed precision",
    "officer_tokens_recall": "tokens of officers: B-cubed recall",
    "exact_VEHICLE_REG": "registrations with one token of their own",
    "exact_PHONE": "phones with one token of their own",
    "exact_BANK_ACCOUNT": "accounts with one token of their own",
    "questions_resolved": "names in questions that find their token",
    "logs_per_s": "texts per second",
    "times_stock_speed": "times the speed of stock Presidio",
    "largest_gap": "largest gap in recall of names by origin",
}
_ANSWER_WORDS = {
    "status_right": "questions with the right status",
    "sentences_cited": "sentences with a citation",
    "cited_among_retrieved": "answers that cite only logs retrieved",
    "quotes_verbatim": "quotes verbatim in their log",
    "orders_cited": "answers that cite an order in a log",
    "facts": "facts told",
    "cited_precision": "cited logs that support the answer",
    "cited_recall": "supporting logs cited",
    "answered": "questions with an answer: answered",
    "wrongly_not_found": "questions with an answer: not found",
    "wrongly_not_answered": "questions with an answer: not answered",
    "wrongly_declined": "other questions declined",
    "not_found": "questions without an answer: not found",
    "declined": "decisions declined",
    "sentences_precision": "cited sentences that answer",
    "sentences_recall": "answering sentences cited",
    "sentences_f1": "sentences cited: F1",
    "right": "claims judged rightly",
    "supported_accepted": "supported claims accepted",
    "refuted_accepted": "refuted claims accepted",
    "p50": "median",
    "p95": "95 %",
}
_TIMES = {"first_text_s": "seconds to the first text", "full_answer_s": "seconds to the complete answer"}
_PUBLIC = ("claims", "passages", "incidents")
_COLUMN = 24


def table(figures: Mapping[str, Any]) -> str:
    """The figures of every set beside stock Presidio's and the bar, with 95 % intervals in brackets."""
    return "\n".join(line for name, of_set in figures.items() for line in [*_set(name, of_set), ""])


def answers_table(figures: Mapping[str, Any]) -> str:
    """The figures of answers beside their bars, with 95 % intervals in brackets; public sets after the logs."""
    lines: list[str] = []
    if "by_type" in figures:
        lines += _block(f"answers ({figures['questions']} questions, model {figures['model']})", figures)
        for name, words in _TIMES.items():
            lines += _block(words, figures[name], "  ")
        for kind, of_type in figures["by_type"].items():
            lines += _block(f"{kind} ({of_type['questions']} questions)", of_type, "  ")
        lines.append("")
    for name in _PUBLIC:
        if name in figures:
            lines += [*_public(name, figures[name]), ""]
    return "\n".join(lines)


def leaks(figures: Mapping[str, Any]) -> Iterator[str]:
    """One line for each mark that was not wholly hidden: set, id, type and text, parted by tabs."""
    for of_set in figures.values():
        for leak in of_set.get("leaks", ()):
            yield "\t".join((leak["set"], leak["id"], leak["type"], " ".join(leak["text"].split())))


def _set(name: str, figures: Mapping[str, Any]) -> Iterator[str]:
    ours, stock, bars = figures["intellog"], figures.get("stock_presidio", {}), figures["bars"]
    texts = f", {ours['texts']} texts" if "texts" in ours else ""
    heading = f"{name} ({figures['kind']}{texts})"
    yield f"{heading:<46}{'Intellog':<{_COLUMN}}{'stock Presidio' if stock else '':<{_COLUMN}}bar"
    for measure, words in _WORDS.items():
        if ours.get(measure) is not None:
            cells = f"{_cell(ours, measure):<{_COLUMN}}{_cell(stock, measure):<{_COLUMN}}"
            yield f"  {words:<44}{cells}{_bar(bars.get(measure))}".rstrip()
    for kind, counts in (ours.get("by_type") or ours["by_origin"]).items():
        theirs = (stock.get("by_type") or stock.get("by_origin") or {}).get(kind)
        yield f"    {kind:<42}{_counts(counts):<{_COLUMN}}{_counts(theirs) if theirs else ''}".rstrip()


def _public(name: str, figures: Mapping[str, Any]) -> Iterator[str]:
    counted = ("pairs", "reports", "passages", "released", "questions")
    counts = ", ".join(f"{figures[what]} {what}" for what in counted if what in figures)
    yield from _block(f"{name} ({counts})", figures)
    for way, words in (("whole_store", "asked of all passages"), ("passage_given", "asked of the question's passage")):
        if way in figures:
            yield from _block(words, figures[way], "  ")
    for kind, of_kind in figures.get("by_kind", {}).items():
        yield from _block(f"{kind} ({of_kind['questions']} questions)", of_kind, "  ")


def _block(heading: str, figures: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    yield indent + heading if indent else f"{heading:<46}{'':<{_COLUMN}}bar"
    for measure, words in _ANSWER_WORDS.items():
        if figures.get(measure) is not None:
            named = f"{indent}  {words}"
            yield f"{named:<46}{_cell(figures, measure):<{_COLUMN}}{_bar(figures['bars'].get(measure))}".rstrip()


def _cell(figures: Mapping[str, Any], measure: str) -> str:
    value = figures.get(measure)
    if value is None:
        return ""
    within = figures["intervals"].get(measure)
    return f"{value:.3f} ({within[0]:.3f}-{within[1]:.3f})" if within else f"{value}"


def _bar(bar: Mapping[str, Any] | None) -> str:
    if not bar:
        return ""
    return f"{'>=' if bar['at_least'] else '<='} {bar['bar']:g}  {'met' if bar['met'] else 'not met'}"


def _counts(counts: Mapping[str, Any]) -> str:
    return f"{counts['share']:.3f}  {counts['hidden']} of {counts.get('marks', counts.get('names'))}"
