"""Whether patterns find the marked indicators and the plots' links, each corpus in a store of its own."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.evaluation.corpus import EVALUATOR, Corpus, loaded
from assistant.settings import Settings


def measure(labelled: Sequence[Corpus], folder: Path, settings: Settings) -> dict[str, Any]:
    """Indicator F1 (micro, macro) and, where there are plots, the share of their links shown and how many are shown."""
    figures = {}
    for corpus in labelled:
        service = loaded([corpus], folder / corpus.name, settings)
        found = service.patterns(EVALUATOR).as_dict()
        found = service.revealed(found, "evaluation", EVALUATOR)
        service.close()
        wanted = {(name, ref) for ref, marks in corpus.gold.items() for name in marks["indicators"]}
        got = {(i["name"], ref) for i in found["indicators"] for ref in i["logs"]}
        names = sorted({name for name, _ in wanted | got})
        of = [({x for x in wanted if x[0] == n}, {x for x in got if x[0] == n}) for n in names]
        figures[corpus.name] = {
            "indicator_micro_f1": round(_f1(wanted, got), 3),
            "indicator_macro_f1": round(sum(_f1(*pair) for pair in of) / max(len(of), 1), 3),
        } | (_links(corpus, found["links"]) if corpus.plots else {})
    return figures


def _links(corpus: Corpus, shown: Sequence[dict[str, Any]]) -> dict[str, float]:
    surfaces: dict[str, set[str]] = defaultdict(set)
    for ref, marks in corpus.gold.items():
        for span in marks["spans"]:
            surfaces[span["entity"]].add(_letters(corpus.texts[ref][span["start"] : span["end"]]))
    wanted = [link for plot in corpus.plots for link in plot["links"]]
    ends = [(_letters(link["a"]), _letters(link["b"]), set(link["logs"])) for link in shown]

    def same(name: str, entity: str) -> bool:
        return any(len(s) > 2 and (s in name or name in s) for s in surfaces[entity])

    def is_shown(a: str, b: str, refs: set[str]) -> bool:
        return any(refs & logs and ((same(x, a) and same(y, b)) or (same(x, b) and same(y, a))) for x, y, logs in ends)

    hits = sum(is_shown(a, b, set(refs)) for a, b, refs in wanted)
    return {"link_recall": round(hits / max(len(wanted), 1), 3), "links_shown": len(shown)}


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _f1(wanted: set[tuple[str, str]], got: set[tuple[str, str]]) -> float:
    return 2 * len(wanted & got) / max(len(wanted) + len(got), 1)
