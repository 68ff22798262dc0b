"""From the life of logs to HTML: whether one is out of search, what stands beside it, what is due for review."""

from collections.abc import Mapping, Sequence

from assistant.handling import handling_of
from index.grouping import apart_from
from index.life import LogLife
from index.records import RedactedLog, Related
from ui.render.logs import about, log_link, log_text
from ui.render.tables import table
from ui.render.text import count, day, paragraph, shown, visible

COLUMNS = ("Log", "Review by", "Period", "State")


def state(life: LogLife | None) -> str:
    """A warning where a log is out of search; nothing where it is not."""
    if life is None or life.in_search:
        return ""
    if life.withdrawn:
        said = f"Withdrawn on {day(life.withdrawn_at or '')} (record {life.withdrawn_in}): no answer rests on it now."
    else:
        said = f"Past its review, due on {day(life.review_by)}: left out of search until a person reviews it."
    return paragraph("warning withdrawn", said)


def beside(related: Related | None) -> str:
    """The logs that report the same as one, correct it, are corrected by it or contradict it, with links."""
    if related is None:
        return ""
    said = [
        ("corrections", "⚠ Corrected by a later log", related.corrected_by),
        ("corrections", "Corrects", related.corrects),
        ("corrections", "⚠ One of them says that they do not agree", related.disagrees),
        ("same", "The same report, counted as one origin", related.same),
    ]
    return "".join(paragraph(f"note {style}", f"{what}: {_links(refs)}") for style, what, refs in said if refs)


def side_by_side(log: RedactedLog, related: Related | None, others: Mapping[str, RedactedLog]) -> str:
    """A log's text and those of the logs that it corrects, or that correct or contradict it, the older on the left."""
    pairs = []
    for ref in apart_from(related):
        if ref not in others:
            continue
        names = ("One account", "The other") if related and ref in related.disagrees else ("Corrected", "Correction")
        pair = [others[ref], log] if related and ref in related.corrects else [log, others[ref]]
        columns = (
            f"<article><h3>{name}: {log_link(one.log_ref)}</h3>{paragraph('about', about(one))}"
            f"{log_text(handling_of(one), shown(one.text))}</article>"
            for name, one in zip(names, pair, strict=True)
        )
        pairs.append(f'<div class="pair">{"".join(columns)}</div>')
    return f"<section><h2>Side by side</h2>{''.join(pairs)}</section>" if pairs else ""


def reviews(due: Sequence[LogLife], withdrawn: Sequence[LogLife]) -> str:
    """The logs that are due for review, the longest due first, and those that are withdrawn."""
    head = paragraph("note", f"{count(len(due), 'log')} due for review, {len(withdrawn)} withdrawn. {_HOW}")
    listed = {life.log_ref: life for life in (*due, *withdrawn)}.values()
    rows = [[log_link(life.log_ref), day(life.review_by), visible(life.period), _of_review(life)] for life in listed]
    return head + (table(COLUMNS, rows) if rows else "")


_HOW = (
    "Nothing is deleted by itself: a person retains, withdraws or deletes each "
    "(<code>intellog retain</code>, <code>withdraw</code>, <code>delete</code>)."
)


def _of_review(life: LogLife) -> str:
    if life.withdrawn:
        return f"withdrawn, record {life.withdrawn_in}"
    return "out of search" if life.expired else f"in search until {day(life.out_on)}"


def _links(refs: Sequence[str]) -> str:
    return ", ".join(log_link(ref) for ref in refs)
