"""Two hundred planted identifiers: after ingest, questions, audit and export, none stands in any file but the vault."""

import json
import random
from pathlib import Path

import pytest

from assistant.audit import Actor
from assistant.service import Service
from assistant.settings import Settings
from index.store import VAULT_FILE

pytestmark = pytest.mark.models

FORENAMES = "Zebulon Ottoline Peregrine Hepzibah Thaddeus Drusilla Ignatius Clementina Barnaby Winifreda".split()
SURNAMES = "Quixwood Threlkeld Zabrowska Nwachukwu Ostrowicz Haxhimeti Vlahovici Thistlewick Brannockby Oyela".split()
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def planted(count: int, seed: int = 11) -> list[tuple[str, str]]:
    """(sentence, identifier) pairs of ten kinds, all different."""
    pick = random.Random(seed)

    def digits(n: int) -> str:
        return "".join(pick.choice("0123456789") for _ in range(n))

    def letters(n: int) -> str:
        return "".join(pick.choice(LETTERS) for _ in range(n))

    def name() -> str:
        return f"{pick.choice(FORENAMES)} {pick.choice(SURNAMES)}"

    makers = [
        lambda: (name(), "The driver was {} and he left towards the harbour."),
        lambda: (f"07700 900{digits(3)}", "He gave his number as {} to the officer."),
        lambda: (
            f"{letters(2)}{pick.choice(['17', '21', '69', '71'])} {letters(3)}",
            "The vehicle was a blue Corsa, {}, parked by the quay.",
        ),
        lambda: (f"{name().split()[0].lower()}{digits(4)}@example.com", "The booking was made from {} last week."),
        lambda: (f"AB {digits(2)} {digits(2)} {digits(2)} C", "NINO {} was on the payslip."),
        lambda: (
            f"DT{pick.randint(1, 9)} {pick.randint(1, 9)}{pick.choice('ABDEFGHJLNP')}{pick.choice('ABDEFGHJLNP')}",
            "Post for {} was found in the bin.",
        ),
        lambda: (f"20-{digits(2)}-{digits(2)} {digits(8)}", "Wages went to account {} every Friday."),
        lambda: (f"192.168.{pick.randint(1, 254)}.{pick.randint(10, 254)}", "The advert was posted from {} at night."),
        lambda: (f"@{pick.choice(FORENAMES).lower()}_{digits(4)}", "His Instagram is {} and it shows the car."),
        lambda: (f"{pick.randint(1, 200)} {pick.choice(SURNAMES)} Street", "He lives at {} with two others."),
    ]
    found: dict[str, str] = {}
    number = 0
    while len(found) < count:
        value, sentence = makers[number % len(makers)]()
        found.setdefault(value, sentence.format(value))
        number += 1
    return [(sentence, value) for value, sentence in found.items()]


def test_no_planted_identifier_is_in_any_file_but_the_vault(tmp_path: Path) -> None:
    plants = planted(200)
    rows = [
        {
            "log_ref": f"CAN/24/{number:04}", "title": "Canary", "text": f"Report received at the station. {sentence}",
            "reported_at": "2024-05-01", "grade": "2/C/P",
            "nominals": value if " " in value and value[0].isalpha() else "",
        }
        for number, (sentence, value) in enumerate(plants)
    ]  # fmt: skip
    source = tmp_path / "canaries.jsonl"
    source.write_text("\n".join(map(json.dumps, rows)))
    store = tmp_path / "store"
    actor = Actor("canary")
    service = Service(Settings(store=store, cache=tmp_path / "cache", model="none"))
    assert service.ingest([source], actor).indexed == 200
    for _, value in plants[:20]:
        *_, answer = service.ask(f"What is known about {value}?", actor)
        service.search(value, actor)
        service.revealed(answer.as_dict(), f"check of {value}", actor)
    service.patterns(actor)
    service.export_audit(store / "export.jsonl", actor)
    service.close()
    files = [path for path in store.rglob("*") if path.is_file() and not path.name.startswith(VAULT_FILE)]
    assert len(files) >= 5
    held = b"\n".join(path.read_bytes() for path in files).lower()
    leaked = [value for _, value in plants if value.lower().encode() in held]
    assert leaked == []


def test_what_a_later_log_teaches_is_in_no_file_but_the_vault_either(tmp_path: Path) -> None:
    """The same names first where rules may miss them, then where they are certain."""
    plants = [(f"{surname}{ending}", f"{FORENAMES[n]}") for n, surname in enumerate(SURNAMES) for ending in ("", "ly")]
    weak = [f"Lorry by the yard, {name.lower()} n the lads there again." for name, _ in plants]
    certain = [f"Mr {forename} {name}, born 3/4/1990, was stopped by the officer." for name, forename in plants]
    store, actor = tmp_path / "store", Actor("canary")
    service = Service(Settings(store=store, cache=tmp_path / "cache", model="none"))

    def held() -> list[str]:
        files = [path for path in store.rglob("*") if path.is_file() and not path.name.startswith(VAULT_FILE)]
        content = b"\n".join(path.read_bytes() for path in files).lower()
        return [name for name, _ in plants if name.lower().encode() in content]

    for texts, reference in ((weak, "W"), (certain, "C")):
        rows = [
            {"log_ref": f"{reference}/24/{n:04}", "text": text, "reported_at": "2024-05-01"}
            for n, text in enumerate(texts)
        ]
        source = tmp_path / f"{reference}.jsonl"
        source.write_text("\n".join(map(json.dumps, rows)))
        report = service.ingest([source], actor)
        if reference == "W":
            assert len(held()) > len(plants) / 2  # the test is about something
            for name, _ in plants[:3]:
                list(service.ask(f"Where was the lorry of {name.lower()}?", actor))
        else:
            assert report.reredacted >= len(plants) / 2
    assert held() == []
    service.close()
