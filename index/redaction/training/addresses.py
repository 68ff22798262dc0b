"""Invented addresses as British officers write them: a random source -> an address with its later, shorter forms."""

from dataclasses import dataclass
from random import Random

from index.redaction.training.words import one, phrases

STREETS = phrases("""
    Acacia, Albion, Alder, Almond, Amberley, Anson, Arundel, Aspen, Avondale, Balmer, Barley, Barnfield, Baxter,
    Beacon, Beaumont, Bedale, Birchwood, Blackthorn, Bluebell, Bramwell, Briar, Brewery, Brickfield, Brindley,
    Brook, Buckler, Burnside, Buttercup, Calder, Cannon, Carlton, Carrick, Cedar, Chandler, Chantry, Chapel,
    Cherrytree, Chestnut, Church, Clarendon, Cloister, Clover, Coldharbour, Coleridge, College, Colliery,
    Commercial, Conduit, Coniston, Cooper, Copper, Coronation, Cornmill, Cowslip, Cranbourne, Crofters, Cypress,
    Darnley, Derwent, Dovecote, Drummond, Dudley, Duke, Eastfield, Ebenezer, Eden, Edward, Elder, Elgin, Ellesmere,
    Factory, Fairfield, Falcon, Farrier, Fernbank, Ferry, Fieldhead, Foundry, Fountain, Furlong, Gallows, Garrison,
    George, Gladstone, Glebe, Glenavon, Goldcrest, Gorse, Granby, Grange, Granville, Hackworth, Hallfield, Hampden,
    Harcourt, Hawthorne, Hazel, Heron, Highfield, Holloway, Holyoake, Hornsea, Howard, Huntly, Inkerman, Ironside,
    Ivanhoe, Jackdaw, Jubilee, Juniper, Keats, Kestrel, Kiln, Kingfisher, Kings, Kirkstone, Laburnum, Lambton,
    Lancaster, Larch, Laurel, Lawn, Lilac, Limes, Linden, Lockhart, Low, Lupin, Malt, Manor, Maple, Marine, Market,
    Marlborough, Meadow, Mercer, Mill, Milton, Moorland, Mulberry, Nelson, Newcastle, Newton, Nightingale, North,
    Nursery, Oak, Observatory, Orchard, Osborne, Otter, Palmerston, Park, Parsonage, Partridge, Peel, Pepper,
    Pinewood, Pippin, Plough, Polly, Poplar, Primrose, Prospect, Pump, Quarry, Queens, Railway, Ravenscroft,
    Rectory, Redwood, Regent, Richmond, Ropewalk, Rosemount, Rowan, Royal, Russell, Sadler, St Agnes, St Anne's,
    St Botolph's, St Cuthbert's, St James, St John's, St Mark's, St Mary's, Saltmarsh, Sandstone, School, Severn,
    Sherwood, Silver, Skylark, Smithy, Snowdrop, Somerset, South, Southfield, Spinney, Spring, Stanhope, Station,
    Swallow, Sycamore, Tanyard, Teasel, Tennyson, Thornhill, Tithe Barn, Tollgate, Trafalgar, Tudor, Turnpike,
    Union, Upper, Vicarage, Victoria, Viola, Wagtail, Walnut, Waterloo, Watling, Weaver, Wellington, Wentworth,
    West, Wharf, Wheatsheaf, Whitehouse, Wilberforce, William, Willow, Windermere, Windmill, Windsor, Winston,
    Woodbine, Woodlands, Woodpecker, Wordsworth, Yarrow, Yew Tree, Young Street, Zetland, Mandela, Shaftesbury,
    Back Lane, Old Mill, New Inn, Long Acre, Dog Kennel
    """)
TYPES = {"Road": ("Rd", "Rd.", "rd"), "Street": ("St", "St.", "Str"), "Avenue": ("Ave", "Av", "Ave."), "Lane": ("Ln",
    "La", "Ln."), "Close": ("Cl", "Cl.", "Clo"), "Drive": ("Dr", "Dr.", "Drv"), "Court": ("Ct", "Crt", "Ct."),
    "Crescent": ("Cres", "Cr", "Cresc"), "Gardens": ("Gdns", "Gdn", "Gdns."), "Place": ("Pl", "Pl."), "Square": ("Sq",
    "Sq."), "Terrace": ("Tce", "Terr", "Ter"), "Way": ("Wy",), "Walk": ("Wlk", "Wk"), "Grove": ("Gr", "Grv", "Gve"),
    "Mews": ("Ms",), "Hill": ("Hl",), "Parade": ("Pde",), "Park": ("Pk",), "Green": ("Grn",), "Mount": ("Mt",),
    "Buildings": ("Bldgs",), "Cottages": ("Cotts", "Cott"), "Rise": (), "View": ("Vw",), "Row": (), "Bank": ("Bk",),
    "Brae": (), "Wynd": (), "Loan": (), "Gate": (), "Fold": (), "Croft": (), "Mead": (), "Meadows": (), "End": (),
    "Approach": ("App",), "Villas": (), "Vale": (), "Drove": (), "Passage": (), "Alley": (), "Yard": ("Yd",),
    "Steps": (), "Wharf": (), "Quay": (), "Reach": (), "Circus": (), "Chase": (), "Causeway": ("Cswy",), "Lea": (),
    "Garth": (), "Ginnel": (), "Vennel": (), "Entry": (), "Dene": (), "Hollow": (), "Ridge": (), "Side": (),
    "Ride": (), "Paddock": (), "Bungalows": (), "Rents": (), "Crossing": (), "Embankment": ("Embk",),
    "Esplanade": ("Espl",), "Heights": ("Hts",), "Grange": (), "Precinct": (), "Cut": (), }  # fmt: skip
COMMON_TYPES = ("Road", "Street", "Avenue", "Lane", "Close", "Drive", "Court", "Crescent", "Gardens", "Terrace", "Way")
WITHOUT_TYPE = phrases("""
    Broadway, Eastgate, Westgate, Northgate, Kirkgate, Cheapside, Highgate, Millgate, Whinbarrow, Fellside,
    Ravensworth, The Moorings, The Spinney, The Ridings, The Oaks, The Limes, The Green, The Crescent, The Mount,
    The Pastures, The Shires, The Beeches, The Maltings, The Hawthorns, The Cloisters, The Poplars, The Willows,
    The Dell, The Lawns, The Quadrant, The Parade, The Warren, The Elms, The Borough, The Strand, The Avenue,
    The Drive, The Hyde, The Stray, Longmeadow, Thornlea, Fernlea, Lowlands, Southview, Hillcrest, Sandylands,
    Woodside, Parkside, Riverside, Lakeside, Burnbank, Braehead, Craigmount, Lochside, Deanfield, Hillhead,
    Whitefield, Oxgangs, Birkenshaw, Harelaw, Muirfield, Heol y Felin, Heol Isaf, Maes-y-Coed, Maes Hyfryd,
    Ffordd Newydd, Clos y Berllan, Lôn Ganol, Bryn Eithin, Pen-y-Bryn, Rhodfa'r Mor, Stryd Fawr, Tan-y-Graig,
    Cae Glas, Gerddi'r Afon, Brynteg, Llys Derwen, Cwrt Helyg
    """)
HOUSE_NAMES = phrases("""
    Rose Cottage, Ivy Cottage, Honeysuckle Cottage, Keeper's Cottage, Lock Cottage, Forge Cottage, Thatch End,
    Tilia House, The Old Rectory, The Old Vicarage, The Old Bakery, The Old Post Office, The Old School House,
    The Old Chapel, The Coach House, The Gatehouse, The Lodge, North Lodge, The Bothy, The Croft, The Haven,
    The Nook, The Cedars, The Firs, The Laurels, The Hollies, The Granary, The Stables, The Cottage, The Bungalow,
    The Annexe, Orchard House, Corner House, Toll House, Mill House, Manor House, Meadow View, Hill View, Sea View,
    Fell View, Sunny Bank, Sunnyside, Fairview, Belle Vue, Bella Vista, Mon Repos, Dunroamin, Windyridge, Overdale,
    Lynwood, Oakdene, Ashlea, Braeside, Glenview, Tŷ Gwyn, Ty Coch, Bryn Awel, Pen-y-Cae, Hafod, Bwthyn Bach,
    Tigh na Mara, Ardlui, Taigh Beag, Rathmore House, Avalon, Camelot, Kismet, Casa Mia
    """)
FARMS = phrases("""
    Hill Top Farm, Manor Farm, Home Farm, Glebe Farm, Moat Farm, Low Farm, High Barn Farm, Church Farm, Grange Farm,
    Brook Farm, Lodge Hill Farm, Warren Farm, Poplars Farm, Elm Tree Farm, Cold Harbour Farm, Bleak Hall Farm,
    Ings Farm, Marsh Farm, New Buildings Farm, Oxleaze Farm, Pigeon House Farm, Rookery Farm, Sheepcote Farm,
    Two Oaks Farm, White House Farm, Upper Town Farm, Nether Mains, Mains of Carnoch, West Mains Farm,
    Easter Balnagall, Wester Drum, Craigend Steading, Burnfoot Farm, Fferm Tyddyn, Plas Newydd Farm, Cwm Farm,
    Ty Isaf Farm, Sycamore Farm, Bull Hill Barn
    """)
TOWNLANDS = phrases("""
    Ballykeel, Ballinderry, Ballymoyle, Carrowreagh, Cloghbane, Corrnagrade, Derrynaflaw, Derryloran, Drumnacross,
    Drumlough, Dunmurry Cross, Edenmore, Glenlark, Gortnaskea, Kilcreen, Killyfad, Knocknamuckly, Legnabraid,
    Lisnacree, Lurgantarry, Moneyglass, Mullaghboy, Rathkeelan, Tullyard, Tullynakill, Annaghbeg, Aghanloo,
    Clonmakate
    """)
BLOCKS = phrases("""
    Attlee, Ashcombe, Bevan, Brindle, Brunel, Byron, Callaghan, Cavell, Chaucer, Cotswold, Curie, Darwin, Dickens,
    Elgar, Faraday, Fleming, Fry, Gaskell, Gresham, Hardie, Hogarth, Jenner, Kelvin, Lister, Mallory, Malvern,
    Marlow, Mendip, Newbolt, Newton, Normandy, Osprey, Pankhurst, Paxton, Pennine, Ruskin, Rydal, Seacole,
    Shackleton, Shelley, Stephenson, Telford, Thirlmere, Turnberry, Ullswater, Wedgwood, Whittle, Wren,
    Tower Hamlets, Riverside, Skyline, Heron, Lapwing, Cormorant
    """)
SHOPS = phrases("""
    the vape shop, the bookies, the chippy, the kebab shop, the barbers, the old bank, the laundrette, the bakers,
    the tanning shop, the phone shop, the nail bar, the offy, the charity shop, the Polish shop, the pet shop,
    the butchers, the pharmacy, the cafe
    """)
SITES = phrases("""
    Cedars Caravan Park, Sandy Bay Holiday Park, Meadow Lakes, Hawkswood Traveller Site, Oak Tree Park,
    Riverbank Caravan Site, Seafields Park, Elm Lodge Mobile Homes, The Paddocks site, Lower Lane site, Green Acres,
    Whitegates Park, Burn Foot site
    """)
BASINS = phrases("""
    Coal Wharf, Top Lock, Bottom Lock, Bridge 41, Tithe Marina, Gas Basin, Old Boatyard, Lime Kiln Moorings, Weir Quay
    """)
BOATS = phrases("""
    Kittiwake, Moonraker, Second Chance, Lady Ann, The Duchess, Wandering Star, Grebe, Slow Motion, Water Gypsy,
    Sea Breeze, Bilbo
    """)
ESTATES = phrases("""
    Riverside Ind Est, Phoenix Business Park, Canal Trading Estate, Moor Lane Industrial Estate, Gateway Park,
    Victoria Works, Albion Mill, Station Yard, Sawmill Yard, Enterprise Court, Hollins Trading Est, Crown Works,
    Dockside Units, Priory Park
    """)
HOTELS = phrases("""
    Crown Hotel, Station Hotel, Premier Lodge, Seacliffe Hotel, Welcome Inn, Park View Guest House, The Bell,
    Travel Lodge
    """)
BUILDINGS = phrases("House, House, Court, Tower, Point, Heights, Mansions, Hse, Ct, Lodge, Building")
TENEMENTS = phrases("Street, Road, Brae, Loan, Wynd, Place, Terrace, St, Row, Close")


@dataclass(frozen=True, slots=True)
class Address:
    """An invented address. first: as written at its first mention; street: its street or site alone, as a dwelling is
    loosely named; short: what the log may call it later ("number 7", "the flat").
    """

    first: str
    street: str
    short: tuple[str, ...]


def address(random: Random) -> Address:
    """A new address of any of the forms."""
    form = one(random, _FORMS, _WEIGHTS)
    made: Address = form(random)
    return made


def street(random: Random) -> str:
    """A street name, mostly with its type, in full or abbreviated."""
    if random.random() < 0.13:
        return random.choice(WITHOUT_TYPE)
    kind = random.choice(COMMON_TYPES) if random.random() < 0.6 else random.choice(tuple(TYPES))
    short = TYPES[kind]
    written = random.choice(short) if short and random.random() < 0.3 else kind
    name = random.choice(STREETS)
    if random.random() < 0.04:
        name = f"{random.choice(('Upper', 'Lower', 'Great', 'Little', 'Old', 'New', 'North', 'West'))} {name}"
    return f"{name} {written}"


def number(random: Random) -> str:
    """A house number, "12", "141", "8b", "3A", "14-16"."""
    plain = str(random.choice((random.randint(1, 40), random.randint(1, 199), random.randint(1, 999))))
    if random.random() < 0.12:
        return plain + random.choice("aAbBcC")
    return plain


def _flat(random: Random) -> str:
    which = random.choice((
        str(random.randint(1, 40)), str(random.randint(1, 40)), str(random.randint(1, 140)), random.choice("ABCDEF"),
        f"{random.randint(1, 20)}{random.choice('ABCab')}", f"{random.randint(0, 4)}/{random.randint(1, 4)}",
        f"{random.choice('ABC')}{random.randint(1, 9)}",
    ))  # fmt: skip
    word = random.choice(("Flat", "Flat", "Flat", "flat", "Flt", "Apartment", "Apt", "Apt.", "FLAT", "Room", "Bedsit",
        "Studio", "F"))  # fmt: skip
    return f"{word} {which}" if word != "F" else f"F{which}"


def _back(random: Random, which: str) -> tuple[str, ...]:
    """What a log calls a number later."""
    return (
        f"number {which}", f"no {which}", f"no. {which}", f"No.{which}", f"nr {which}", f"the flat at {which}",
        f"next door at {which}", f"num {which}",
    )  # fmt: skip


def _house(random: Random) -> Address:
    which, road = number(random), street(random)
    comma = random.choice((" ", " ", " ", " ", " ", ", "))
    lead = random.choice(("", "", "", "", "", "", "", "no ", "no. ", "number ", "No "))
    return Address(f"{lead}{which}{comma}{road}", road, (*_back(random, which), f"{which} {road.split()[0]}"))


def _flat_in_house(random: Random) -> Address:
    flat, which, road = _flat(random), number(random), street(random)
    parts = random.choice((f"{flat}, {which} {road}", f"{flat} {which} {road}", f"{which} {road}, {flat}",
        f"{flat} at {which} {road}", f"{which} {road} ({flat})"))  # fmt: skip
    return Address(parts, road, (*_back(random, which), flat, f"{which} {road}"))


def _flat_by_place(random: Random) -> Address:
    where = random.choice(("Top Flat", "top flat", "Ground Floor Flat", "GFF", "Basement Flat", "Basement",
        "First Floor Flat", "1st floor flat", "Upstairs flat", "back bedroom", "Rear of", "Garden Flat", "Attic flat",
        "Downstairs", "FFF", "Annexe"))  # fmt: skip
    which, road = number(random), street(random)
    comma = " " if where == "Rear of" else random.choice((", ", " ", " at "))
    return Address(f"{where}{comma}{which} {road}", road, (*_back(random, which), f"{which} {road}"))


def _block(random: Random) -> Address:
    which = str(random.randint(1, 220))
    name = f"{random.choice(BLOCKS)} {random.choice(BUILDINGS)}"
    lead = random.choice(("", "", f"{_flat(random).split()[0]} ", "Flat ", "flat "))
    tail = random.choice(("", "", "", f", {street(random)}"))
    comma = random.choice((" ", " ", ", "))
    return Address(f"{lead}{which}{comma}{name}{tail}", name, (*_back(random, which), f"flat {which}",
        f"{name.split()[0]} {which}"))  # fmt: skip


def _above(random: Random) -> Address:
    shop, road = random.choice(SHOPS), street(random)
    which = random.choice(("", "", f"{number(random)} "))
    start = random.choice(("flat above", "flat over", "over", "above", "room over", "rooms above", "Flat above",
        "the flat over", "upstairs from"))  # fmt: skip
    joined = random.choice((", ", ", ", " on ", " in "))
    return Address(f"{start} {shop}{joined}{which}{road}", road, (f"{start} {shop}", f"above {shop}"))


def _named(random: Random) -> Address:
    name, road = random.choice(HOUSE_NAMES), street(random)
    which = random.choice(("", "", "", f"{random.randint(1, 60)} "))
    first = random.choice((name, f"{name}, {which}{road}", f"{name}, {which}{road}", f"{name} on {road}",
        f"{name}, off {road}"))  # fmt: skip
    plain = name.removeprefix("The ").removeprefix("the ")
    return Address(first, road, (name, plain, f"the {plain.split()[-1].lower()}"))


def _farm(random: Random) -> Address:
    name, road = random.choice(FARMS), street(random)
    part = random.choice(("", "", "", "Barn 2, ", "The Barn, ", "caravan at ", "caravan 3, ", "the static at ",
        "rear yard, ", "Unit 2, "))  # fmt: skip
    tail = random.choice(("", f", {road}", f", {road}", f", off {road}", f" on {road}"))
    return Address(f"{part}{name}{tail}", name, (name, name.removesuffix(" Farm"), "the farm"))


def _unit(random: Random) -> Address:
    word = random.choice(("Unit", "Unit", "unit", "Workshop", "Lock-up", "Yard", "Bay", "Arch", "Garage", "Container",
        "Office", "Suite", "Stall", "Shed"))  # fmt: skip
    which = random.choice((str(random.randint(1, 40)), f"{random.randint(1, 20)}{random.choice('ABC')}",
        random.choice("ABCDEF")))  # fmt: skip
    where = random.choice((random.choice(ESTATES), random.choice(ESTATES), f"{number(random)} {street(random)}",
        street(random)))  # fmt: skip
    comma = random.choice((", ", ", ", " "))
    tail = random.choice(("", "", f", {street(random)}"))
    return Address(f"{word} {which}{comma}{where}{tail}", where, (f"{word} {which}", f"{word.lower()} {which}",
        f"the {word.lower()}"))  # fmt: skip


def _pitch(random: Random) -> Address:
    word = random.choice(("pitch", "Pitch", "Plot", "plot", "caravan", "Caravan", "Van", "Static", "Bay", "Lodge",
        "Chalet", "the trailer on plot"))  # fmt: skip
    which, site = random.randint(1, 150), random.choice(SITES)
    first = random.choice((f"{word} {which}, {site}", f"{word} {which} {site}", f"{word} {which} at {site}",
        f"{which} {site}", f"{word} {which}"))  # fmt: skip
    return Address(first, site, (f"{word} {which}", f"{word.lower()} {which}"))


def _mooring(random: Random) -> Address:
    boat, basin = random.choice(BOATS), random.choice(BASINS)
    first = random.choice((f"Mooring {random.randint(1, 40)}, {basin}", f'narrowboat "{boat}", {basin}',
        f"NB {boat}, {basin}", f"the boat {boat} at {basin}", f"Berth {random.randint(1, 60)}, {basin}",
        f"berth {random.choice('ABCD')}{random.randint(1, 30)} {basin}", f"houseboat {boat}", ))  # fmt: skip
    return Address(first, basin, (boat, f"the {boat}"))


def _room(random: Random) -> Address:
    hotel, which = random.choice(HOTELS), random.randint(1, 420)
    word = random.choice(("Room", "room", "Rm", "rm"))
    first = random.choice((f"{word} {which}, {hotel}", f"{word} {which} at the {hotel}", f"{word} {which} {hotel}",
        f"{word} {which}"))  # fmt: skip
    return Address(first, hotel, (f"{word} {which}", f"rm {which}"))


def _range(random: Random) -> Address:
    low = random.randint(1, 180)
    dash = random.choice(("-", "-", " - ", " to ", "–", " & ", "/", " and "))
    high, road = low + random.choice((1, 2, 4, 6, 8, 10)), random.choice((street(random),
        f"{random.choice(BLOCKS)} Court"))  # fmt: skip
    lead = random.choice(("", "", "", "flats ", "nos "))
    return Address(f"{lead}{low}{dash}{high} {road}", road, (f"{low}{dash}{high}", f"number {low}"))


def _street_only(random: Random) -> Address:
    road = street(random)
    where = random.choice((f"{road}", f"{road}", f"{road}, end house", f"{road}, opposite the school",
        f"the corner house on {road}", f"the end terrace, {road}", f"last house on {road}", f"somewhere on {road}",
        f"a flat on {road}"))  # fmt: skip
    return Address(where, road, (road, road.split()[0]))


def _tenement(random: Random) -> Address:
    where = random.choice((f"{random.randint(0, 4)}/{random.randint(1, 4)}",
        f"Flat {random.randint(0, 4)}/{random.randint(1, 4)}", f"{random.randint(1, 30)}F{random.randint(1, 3)}",
        f"Flat {random.randint(1, 3)}F{random.randint(1, 3)}",
        f"{random.choice(('GF', '1F', '2F', '3F', 'TF'))}{random.choice('1LR')}"))  # fmt: skip
    which, road = number(random), f"{random.choice(STREETS)} {random.choice(TENEMENTS)}"
    first = random.choice((f"{where}, {which} {road}", f"{which}/{random.randint(1, 9)} {road}",
        f"{which} {road} {where}", f"{where} {which} {road}"))  # fmt: skip
    return Address(first, road, (*_back(random, which), f"{which} {road}", f"the close at {which}"))


def _townland(random: Random) -> Address:
    name = random.choice(TOWNLANDS)
    first = random.choice((f"{number(random)} {name} Road", f"{number(random)} {name} Rd", f"{name} townland",
        f"{name} House, {name}", f"{random.randint(1, 40)} {name} Park",
        f"{name}, off the {random.choice(TOWNLANDS)} Road", f"{random.randint(1, 99)} {name}"))  # fmt: skip
    return Address(first, f"{name} Road", (name, f"the {name} house"))


def _box(random: Random) -> Address:
    which = random.randint(1, 9999)
    first = random.choice((f"PO Box {which}", f"P.O. Box {which}", f"BFPO {random.randint(1, 800)}",
        f"c/o PO Box {which}", f"Mailbox {which}, {number(random)} {street(random)}"))  # fmt: skip
    return Address(first, first, (f"Box {which}", "the PO box"))


_FORMS = (_house, _flat_in_house, _flat_by_place, _block, _above, _named, _farm, _unit, _pitch, _mooring, _room,
    _range, _street_only, _tenement, _townland, _box, )  # fmt: skip
_WEIGHTS = (34, 9, 4, 10, 5, 7, 6, 7, 5, 2, 3, 3, 6, 4, 3, 1)
