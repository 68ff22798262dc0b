"""Invented things that a log may keep, places, organisations, times, nationalities: a random source -> a string."""

from random import Random

from index.redaction.places import country_names, towns_abroad
from index.redaction.training import addresses
from index.redaction.training.words import one, phrases

_STEMS = phrases("""
    Ash, Ather, Bark, Barn, Beck, Bir, Black, Brack, Bram, Brent, Brim, Broad, Buck, Burn, Cal, Cas, Chat, Clay,
    Cold, Cor, Crow, Dar, Den, Dray, Dun, East, Eg, El, Elm, Far, Fel, Fen, Fern, Full, Gar, Glen, Gold, Green,
    Grim, Had, Hal, Ham, Har, Hart, Hat, Haw, Hay, Heck, Hol, Horn, Hux, Ing, Kel, Kes, Kil, Kirk, Lang, Lax, Lin,
    Long, Lox, Mal, Mar, Mel, Mid, Mor, New, Nor, Nut, Oak, Ock, Old, Otter, Over, Pel, Pen, Pin, Quern, Rad, Ram,
    Raven, Red, Ring, Rock, Rush, Ry, Sal, Sand, Scar, Sel, Shel, Skel, Snel, South, Stan, Stoke, Stour, Sut, Swin,
    Tar, Ten, Thor, Thur, Tod, Tre, Up, Wal, War, Wen, West, Whit, Wil, Win, Wood, Wrag, Yar
    """)
_ENDS = phrases("""
    ton, ham, ley, bury, ford, worth, wick, by, thorpe, field, well, bridge, combe, den, don, stead, stow, mouth,
    pool, minster, wood, hurst, ridge, gate, borough, burgh, ness, holme, low, mere, dale, hill, moor, cliffe,
    bourne, brook, leigh, haven, thwaite, toft, ing, ingham, ington, sall, shaw, side, port, cot, cote, sey, wold,
    stone, church, kirk, beck, fold, market
    """)
_AFTER = phrases("""
    St Mary, St Peter, Abbas, Magna, Parva, Green, Heath, Cross, Common, End, Bank, Vale, Park, Regis, Market,
    Bridge, Spa, on Sea, Sands, Bay, Marsh, Fields, Hill, Wood, Moor, Quay, Harbour, Docks, Town, Estate, Junction,
    Island, Top, Bottom, Newydd, Fawr
    """)
_AFAR = phrases("""
    Birmingham, Manchester, Liverpool, Leeds, Glasgow, Edinburgh, Bristol, Cardiff, Belfast, Newcastle, Sheffield,
    Nottingham, Leicester, Coventry, Hull, Bradford, Stoke, Derby, Luton, Reading, Preston, Lincoln, Chester, York,
    Southend, Brighton, Plymouth, Exeter, Swansea, Croydon, Tottenham, Brixton, Peckham, Hackney, Ilford, Chelsea,
    Lewisham, Kent, Essex, Devon, Norfolk, Surrey, London, south London, Dublin, Cork, Warsaw, Bucharest, Tirana,
    Vilnius, Sofia, Kyiv, Istanbul, Erbil, Hanoi, Lagos, Kano, Accra, Kumasi, Mogadishu, Asmara, Addis Ababa,
    Lahore, Mirpur, Sylhet, Dhaka, Delhi, Amritsar, Chennai, Jaffna, Kabul, Baghdad, Damascus, Lisbon, Madeira,
    Bogota, Madrid, Kingston, Paris, Calais, Dunkirk, Rotterdam, Antwerp, Malaga, Marbella, Ibiza, Dubai, Albania,
    Vietnam, Romania, Poland, Portugal, Bulgaria, Nigeria, Somalia, Pakistan, Turkey, Ireland, Spain,
    the Netherlands, Heathrow, Stansted, Dover, Holyhead, Harwich
    """)
_AREAS = phrases("""
    the estate, the Meadows estate, Market Square, the precinct, the rec, the bus station, the marina,
    the underpass, Jubilee Park, Memorial Gardens, the canal towpath, Central Station, the ring road, Victoria Park,
    the skate park, the retail park, North Pier, the railway bridge, the town hall steps, the multi-storey,
    Cemetery Road allotments, the Arndale
    """)
_SURNAMES = phrases("""
    Abbot, Barlow, Cartwright, Dyson, Eccles, Fairbairn, Garside, Hobbs, Isherwood, Jardine, Kershaw, Lomax, Mather,
    Naylor, Ormerod, Platt, Quigley, Rigby, Sugden, Tattersall, Unsworth, Varley, Whiteley, Yardley, Rossi, Moretti,
    Demirci, Khan, Patel, Singh, Ali, Nowicki, Popa, Nguyen, Wong, Chung, Okoro, Mensah, Hassan, Haile, Silva,
    Garcia, Bell, Rose, Young, King, Long, Price, Hope
    """)
_TRADES = phrases("""
    Hand Car Wash, Car Wash, Valeting, Motors, Autos, Car Sales, Tyres, MOT Centre, Scrap Metal, Skip Hire,
    Van Hire, Self Drive, Taxis, Cabs, Couriers, Logistics, Haulage, Recruitment, Labour Solutions, Staffing,
    Poultry, Produce, Packers, Farms Ltd, Groundworks, Roofing, Paving, Scaffolding, Builders, Electrical, Plumbing,
    Cleaning Services, Care Ltd, Lettings, Estates, Properties, Solicitors, Legal, Accountants, Bank,
    Building Society, Pharmacy, Chemist, News, Off Licence, Mini Market, Supermarket, Food Store, Butchers, Bakery,
    Cafe, Grill, Kebab House, Pizza, Fried Chicken, Tandoori, Balti House, Fish Bar, Restaurant, Nails, Nail Bar,
    Beauty, Hair, Barbers, Tanning, Tattoo Studio, Gym, Boxing Club, Snooker Club, Bookmakers, Vapes, Phone Repairs,
    Laundrette, Dry Cleaners, Storage, Jewellers, Pawnbrokers, Garage, Filling Station, Garden Centre, Holdings Ltd,
    Trading Ltd, Ltd, & Sons, & Daughters
    """)
_ADJECTIVES = phrases("""
    Golden, Silver, Crystal, Royal, Sparkle, Diamond, Blue, Red, Green, Sunrise, Lucky, Happy, Fresh, Super,
    Express, City, Northern, Coastal, Riverside, Premier, Elite, Star, Apex, Phoenix, Dragon, Lotus, Jade, Pearl,
    Ace, First Choice, A1, 24/7, Best, Perfect, Bright, New, Baltic, Balkan, Istanbul, Saigon, Lagos, Punjab,
    Kerala, Lisbon, Bosphorus, Mogadishu, Warsaw, Carpathian, Danube
    """)
_PUBS = phrases("""
    Black Bull, Red Lion, White Hart, Railway Tavern, Fox and Hounds, Rose & Crown, Royal Oak, Lamb, Swan, Ship,
    Anchor, Bird in Hand, Blacksmiths Arms, Cross Keys, Duke of York, Prince Albert, Jolly Sailor, Nags Head,
    Plough, Star, George, Bishop Blaize, Old Mill, Tanners Arms, Wheatsheaf, Three Tuns, Grey Mare, Kings Head,
    Queen Vic, Miners Arms, Dog & Partridge, Halfway House, Albion
    """)
_PUBLIC = phrases("""
    HMRC, DVLA, DWP, CPS, NCA, Border Force, UKBA, Immigration Enforcement, GLAA, RSPCA, NHS, A&E, Social Services,
    Children's Services, Adult Social Care, the council, Housing, Trading Standards, Probation, the Home Office,
    Crimestoppers, Action Fraud, the YOT, MASH, CAMHS, Fire Service, ambulance, British Transport Police, Met,
    West Yorkshire Police, GMP, PSNI, Police Scotland, ROCU, Op Centre, CID, Roads Policing, NPT,
    Neighbourhood Team, the Salvation Army, Barnardo's, Shelter, Age UK, Women's Aid, Victim Support, Samaritans,
    Tesco, Asda, Aldi, Lidl, Co-op, Boots, Argos, B&M, Greggs, McDonald's, KFC, Subway, Travelodge, Premier Inn,
    Uber, Deliveroo, Evri, Royal Mail, DPD, Western Union, Barclays, Lloyds, NatWest, Monzo, Revolut, Halifax,
    Santander, Facebook, Snapchat, Instagram, TikTok, Telegram, WhatsApp, Airbnb, Booking.com, eBay, Vinted,
    Gumtree, National Express, Northern Rail
    """)
_ABROAD_FIRMS = phrases("""
    GmbH, Lda, Ltda, SRL, S.r.l., Sp. z o.o., d.o.o., EOOD, OOD, UAB, SIA, B.V., N.V., AB, Oy, S.A., SARL, LLC, OOO,
    Sh.p.k., a.s., s.r.o., Kft, A.Ş., Transport, Trans, Logistik, Import-Export, Agro, Fisch, Bloemen, Airlines,
    Shipping, Line, Hotel, Embassy, University, Daily, Radio, Police, Army
    """)
_SCHOOLS = phrases("""
    Academy, High School, Primary School, Primary, College, Comprehensive, Grammar, Sixth Form, Infants,
    C of E School, RC School, PRU, Children's Home, Care Home, Youth Club, Medical Centre, Surgery, Health Centre,
    Hospital, Library, Leisure Centre, Community Centre, Mosque, Gurdwara, Temple, Church, Methodist Church,
    Parish Council, Borough Council, County Council, Magistrates Court, Foodbank
    """)
_NATIONALITIES = phrases("""
    British, English, Scottish, Welsh, Irish, Polish, Romanian, Albanian, Lithuanian, Latvian, Bulgarian, Russian,
    Ukrainian, Turkish, Kurdish, Iraqi, Iranian, Syrian, Afghan, Pakistani, Bangladeshi, Indian, Sri Lankan, Tamil,
    Vietnamese, Chinese, Filipino, Thai, Nigerian, Ghanaian, Somali, Eritrean, Ethiopian, Sudanese, Congolese,
    Gambian, Portuguese, Brazilian, Spanish, Colombian, Jamaican, Moldovan, Slovak, Czech, Hungarian, Italian,
    French, German, Greek, Cypriot, Moroccan, Algerian, Egyptian, Kosovan, Serbian, Roma, Black Caribbean, Asian,
    Eastern European, African, Danish, Swedish, Norwegian, Finnish, Icelandic, Dutch, Belgian, Flemish, Austrian,
    Swiss, Croatian, Bosnian, Slovenian, Montenegrin, Macedonian, Estonian, Belarusian, Georgian, Armenian, Azeri,
    Chechen, Kazakh, Uzbek, Tajik, Kyrgyz, Turkmen, Mongolian, Korean, Japanese, Taiwanese, Malay, Malaysian,
    Singaporean, Indonesian, Burmese, Rohingya, Cambodian, Khmer, Laotian, Nepalese, Nepali, Gurkha, Punjabi, Gujarati,
    Bengali, Sylheti, Urdu, Hindi, Pashto, Dari, Farsi, Hazara, Sorani, Kurmanji, Arabic, Lebanese, Jordanian,
    Palestinian, Israeli, Yemeni, Saudi, Omani, Emirati, Kuwaiti, Qatari, Libyan, Tunisian, Amharic, Tigrinya, Oromo,
    Swahili, Kenyan, Ugandan, Tanzanian, Rwandan, Burundian, Zimbabwean, Zambian, Malawian, South African, Angolan,
    Mozambican, Cameroonian, Ivorian, Senegalese, Malian, Guinean, Sierra Leonean, Liberian, Togolese, Yoruba, Igbo,
    Hausa, Twi, Wolof, Lingala, Cape Verdean, Mauritian, Timorese, Tetum, Goan, Cantonese, Mandarin, Hakka, Filipina,
    Tagalog, Mexican, Peruvian, Chilean, Argentinian, Bolivian, Ecuadorian, Venezuelan, Cuban, Dominican, Salvadoran,
    Honduran, Guatemalan, Nicaraguan, Guyanese, Trinidadian, Bajan, Grenadian, American, Canadian, Australian,
    New Zealander, Maltese, Catalan, Basque, Galician, Manx, Cornish, Gaelic, Scots, Pole, Lithuanians, Poles,
    Romanians, Albanians, Turks, Kurds, Afghans, Somalis, Eritreans, Bulgarians, Czechs, Slovaks, Latvians
    """)
_DAYS = phrases("""
    Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday, Mon, Tues, Tue, Wed, Weds, Thurs, Thu, Fri, Sat, Sun
    """)
_MONTHS = phrases("""
    January, February, March, April, May, June, July, August, September, October, November, December, Jan, Feb, Mar,
    Apr, Aug, Sept, Oct, Nov, Dec
    """)
_BEFORE = phrases("North, South, East, West, Great, Little, Upper, Lower, Nether, Old, Long")
_CELTIC = phrases("Llan, Aber, Tre, Inver, Kil, Bally, Dun, Pen")
_SPOTS = phrases("""
    station, services, Market, High Street, town centre, Road, industrial estate, Park, bus station, docks, bypass,
    island, estate, Bridge
    """)
_LOOSE = phrases("""
    today, yesterday, tomorrow, tonight, last night, this morning, yesterday evening, the other day, the next day,
    the day before, last week, last month, last year, last summer, over the summer, in the summer, this winter,
    before Christmas, Christmas Eve, Boxing Day, New Year, Easter, Good Friday, half term, bank holiday Monday,
    Ramadan, Eid, Diwali, around midnight, midnight, noon, midday, teatime, dinner time, at the weekend, weekends,
    every night, every morning, most nights, Fridays, Sundays, school run time, first thing, dawn, at dusk,
    early hours, rush hour, closing time, two weeks ago, a fortnight ago, three days, six months, a couple of years,
    for weeks, pay day
    """)


def town(random: Random) -> str:
    """An invented British town or village."""
    name = random.choice(_STEMS) + random.choice(_ENDS)
    roll = random.random()
    if roll < 0.12:
        return f"{name} {random.choice(_AFTER)}"
    if roll < 0.17:
        return f"{random.choice(_BEFORE)} {name}"
    if roll < 0.2:
        stem, end = random.choice(_STEMS).lower(), random.choice(("", "y", "an", "more", "gar"))
        return f"{random.choice(_CELTIC)}{stem}{end}"
    return name


def place(random: Random) -> str:
    """Somewhere that a log leaves readable: town, area, park, road."""
    roll = random.random()
    if roll < 0.4:
        return town(random)
    if roll < 0.5:
        return random.choice(_AFAR)
    if roll < 0.58:
        return abroad(random)
    if roll < 0.66:
        return road(random)
    if roll < 0.78:
        return addresses.street(random)
    if roll < 0.86:
        return random.choice(_AREAS)
    return f"{town(random)} {random.choice(_SPOTS)}"


def abroad(random: Random) -> str:
    """A country, or a town of another country as it is written there."""
    if random.random() < 0.3:
        return random.choice(country_names())
    return random.choice(random.choice(towns_abroad()))


def road(random: Random) -> str:
    """A numbered road."""
    figure = random.choice((random.randint(1, 90), random.randint(30, 700), random.randint(1000, 6200)))
    name = f"{random.choice('AAAAMB')}{figure}" if figure < 100 else f"{random.choice('AAB')}{figure}"
    if name.startswith("M"):
        return random.choice((name, f"{name} J{random.randint(1, 40)}", f"J{random.randint(1, 40)} of the {name}"))
    return name


def organisation(random: Random) -> str:
    """A business, public body, school, club, pub or gang."""
    roll = random.random()
    if roll < 0.3:
        return f"{random.choice(_ADJECTIVES)} {random.choice(_TRADES)}"
    if roll < 0.45:
        owner = random.choice(_SURNAMES)
        return f"{owner}{random.choice(('', chr(39) + 's', 's', ' Bros'))} {random.choice(_TRADES)}"
    if roll < 0.65:
        return random.choice(_PUBLIC)
    if roll < 0.78:
        name = random.choice((town(random),
            f"St {random.choice(('Mary', 'John', 'Aidan', 'Hilda', 'Cuthbert', 'Anne'))}'s"))  # fmt: skip
        return f"{name} {random.choice(_SCHOOLS)}"
    if roll < 0.87:
        return f"{random.choice(('the ', 'The ', 'the ', ''))}{random.choice(_PUBS)}"
    if roll < 0.93:
        name = town(random)
        return random.choice((f"{name} {random.randint(1, 40)}", f"{name} Boys", f"{name} Crew",
            f"{name[:2].upper()}{random.randint(1, 20)}", f"{name} Young Team", f"the {name} lot",
            f"{name} Mandem"))  # fmt: skip
    if roll < 0.96:
        return f"{abroad(random)} {random.choice(_ABROAD_FIRMS)}"
    return f"{town(random)} {random.choice(_TRADES)}"


def nationality(random: Random) -> str:
    """A nationality or heritage as an adjective."""
    return random.choice(_NATIONALITIES)


def clock(random: Random) -> str:
    """A time of day."""
    hour, minute = random.randint(0, 23), random.choice((0, 5, 10, 15, 20, 30, 40, 45, 50, random.randint(0, 59)))
    twelve = hour % 12 or 12
    return one(random, (f"{hour:02d}{minute:02d}", f"{hour:02d}{minute:02d}hrs", f"{hour:02d}{minute:02d} hrs",
        f"{hour:02d}:{minute:02d}", f"{hour:02d}.{minute:02d}", f"{twelve}{random.choice(('am', 'pm'))}",
        f"{twelve}.{minute:02d}{random.choice(('am', 'pm'))}", f"{twelve} o'clock",
        f"half {random.choice(('five', 'six', 'seven', 'eight', 'nine', 'ten'))}", f"around {hour:02d}{minute:02d}",
        f"about {twelve}", f"{hour:02d}{minute:02d}-{(hour + 1) % 24:02d}{minute:02d}"), (25, 12, 4, 10, 3, 5, 4, 1,
        2, 3, 1, 2))  # fmt: skip


def date_time(random: Random) -> str:
    """A date, time or stretch of time of an event, as logs write them."""
    day, month, year = random.randint(1, 28), random.randint(1, 12), random.choice((2019, 2022, 2023, 2024, 2025))
    name = random.choice(_MONTHS)
    ending = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    weekday = random.choice(_DAYS)
    return one(random, (clock(random), weekday, f"last {weekday}", f"{day}/{month}", f"{day:02d}/{month:02d}/{year}",
        f"{day:02d}/{month:02d}/{year % 100}", f"{day} {name}", f"{day} {name} {year}", f"{day}{ending} {name}",
        f"the {day}{ending}", f"{weekday} {day}{ending}", f"{weekday} {day} {name}", f"{weekday} {clock(random)}",
        f"{name}", f"early {name}", f"late {name}", f"mid {name}", f"{name} {year}", random.choice(_LOOSE),
        f"Q{random.randint(1, 4)}",
        f"between {random.choice(('Easter', 'Christmas', 'May'))} and {random.choice(('June', 'July', 'half term'))}",
        f"{day:02d}/{month:02d} {clock(random)}", f"{year}", f"w/c {day:02d}/{month:02d}",
        f"week commencing {day} {name}", f"{day:02d}-{month:02d}", f"{day}.{month}.{year % 100}", f"since {name}"[6:],
        f"on or about {day} {name}"[12:], f"{year}-{month:02d}-{day:02d}"), (24, 8, 4, 5, 5, 4, 6, 4, 4, 4, 2, 2, 3,
        4, 2, 2, 1, 2, 14, 0.6, 0.8, 2, 1.5, 0.6, 0.6, 1, 1, 1, 1, 1))  # fmt: skip
