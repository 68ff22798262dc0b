"""Closed lists of English words that announce, follow or rule out a name in police prose. No name is in them."""


def words(text: str) -> frozenset[str]:
    """The words of a list as written here, one set."""
    return frozenset(text.split())


TITLES = words("""
    mr mrs ms miss mx master dr prof professor rev revd fr sir lady lord dame cllr councillor judge imam rabbi
    captain capt cpt nurse pastor mme
    """)
RANKS = words("""
    pc pcso dc ds di dci dcs dsu dsupt supt superintendent ps sgt sergeant insp inspector chinsp constable
    detective acc dcc cc tdc wpc wdc sc tso feo dsl eho slo clo oic con const cons dcon dsgt dinsp
    """)
# Offices whose holders a log names by office and name; the name is of a professional.
OFFICES = words("""
    officer nurse teller navigator investigator researcher interpreter advocate clerk paramedic prosecutor
    solicitor barrister coroner worker teacher headteacher tutor mentor warden ranger midwife psychiatrist
    psychologist consultant registrar analyst handler interviewer chair lead oic reviewer author signed probation
    responder steward marshal custodian gp social idva isva yot hv sw matron doctor councillor
    """)
# Roles and relations that are followed by a name.
ROLES = words("""
    driver keeper owner victim vic suspect susp nominal male female witness caller tenant occupier occupant
    occupants landlord landlady passenger pax pillion neighbour neighbor manager mgr boss director holder agent
    contact informant inf inft ip rk resident patient pupil student client complainant aggrieved offender subject
    detainee prisoner partner wife husband husband's son daughter brother sister mum mother dad father nan gran
    grandson granddaughter grandfather grandmother aunt uncle auntie cousin nephew niece twin friend girlfriend
    boyfriend mate colleague supervisor foreman gaffer runner rider name named names called christened alias
    seller buyer recruiter householder licensee shopkeeper farmer vicar priest baby lad girl boy man woman surname
    forename mr parent guardian carer host user sub subscriber trucker applicant accused defendant referrer chef
    cook barber dealer tattooist handyman appellant deceased faces nicknames adults persons families passengers
    suspects cashier churchwarden verger crewman organiser grower haulier shipper skipper respondent employer
    enforcer fitter pastor plumber electrician builder gardener butcher baker fisherman mechanic plasterer cabbie
    courier stepfather stepmother stepson niece's youngest eldest ringleader dad's mum's sister-in-law
    brother-in-law sponsor claimant suspects' father's sexton jockey trainer coach captain teacher headmaster
    headmistress referee ward
    """)
HONORIFICS = words("""
    uncle auntie aunty aunt tia tio mama mami papa big lil lil' little old young bro sister brother don dona doña
    chu chú señor madam
    """)
PARTICLES = words("""
    de da do dos das du di del della la le van von der den ter bin binti ibn al el abu ap mac ó ní o' y st
    """)
PERSON_VERBS = words("""
    says said states stated told tells asked asks claims claimed admitted denies denied reports reported rang
    phoned called confirmed confirms refused lives lived resides works worked drives drove paid pays owes owed
    arrested detained stopped named interviewed charged bailed believes thinks thought knows wants wanted hates
    likes keeps kept gave gives took takes went goes came comes left attended attends sent sends shouted looked
    looks walked ran runs hid cried laughed smiled nodded shrugged spoke speaks uses used made makes has had is
    was does did who whose whom will would agreed agrees answered answers counts collected collects met meets
    """)
PLACE_PREPS = words("""
    in at near nr around towards toward outside via throughout onto through between behind off past opposite ex
    jct junction o/s into
    """)

# What is only a trade, and so ends the name of a firm whatever stands before it; no surname is among them.
TRADES = words("""
    ltd limited llp plc bros motors autos garage tyres roofing roofline roofers builders scaffolding landscaping
    construction developments lettings haulage logistics transport recruitment crewing cleaners launderette laundry
    joinery flooring glazing electrical plumbing heating removals clearances bottlers shellfish seafoods seafood
    funerals kebabs kebab bakery butchers fishmonger fishmongers bookmakers bookies newsagents florist florists
    jewellers jewellery tailors cobblers opticians pharmacy salon supermarket superstore takeaway pizza pizzas
    grill diner bistro cafe café restaurant hotel inn infirmary academy nurseries poultry packers foods coaches taxis
    valeting engineering decorators plastering paving driveways fencing carpets furniture upholstery catering caterers
    skips metals timber travel tours lending solicitors accountants electronics interiors kitchens
    bathrooms conservatories aggregates
    """)
# What ends the name of a place or a firm beyond doubt, and what may also be a surname.
KEPT_ENDS = TRADES | words("""
    ltd limited llp plc co company services service solutions group cars taxis wash surgery school academy college
    university hospital infirmary church chapel mosque temple bank club bar pub inn arms hotel cafe café
    restaurant kitchen kebab stores store supermarket garage motors motor trades trust council police centre
    center hostel foods farms nurseries growers produce lettings lets haulage logistics transport recruitment
    agency unit team hub practice pharmacy chemist salon nails barbers gym market station airport port quay
    harbour island beach bridge lane road street avenue close drive terrace crescent gardens way court row mews
    wharf estate square roundabout precinct bypass river canal dock docks moor common heath parade town city
    village county interchange depot works factory industries poultry packers packing cleaning cleaners laundry
    launderette care homecare homes housing residential association society charity foundation project scheme
    ministry department office bureau courts prison custody suite ward clinic outreach shelter bookmakers bookies
    tyres roofing roofline roofers builders scaffolding landscaping construction developments properties estates
    holdings partners partnership consultancy associates security surveillance media radio news express couriers
    parcels delivery takeaway pizza grill diner bistro bakery butchers fishmonger off-licence convenience bazaar
    mart newsagents vapes vape dental opticians festival fair fete carnival league united rovers albion athletic
    wanderers rangers fc rfc colts operation op hall house farm field fields playing meadow meadows park green
    hill heights point lock basin reservoir loch lough lake pier promenade esplanade seafront marina library
    museum theatre cinema arcade mall superstore stadium arena coach railway rail line lines bus coaches ferry
    ferries airlines bank's pay card cash wallet coin exchange remittance transfers money heating rbt rd st hire
    grammar royal primary credit union youth staffing valeting turf impex agro picking saints bdge engineering
    electrical plumbing autos tailors cobblers jewellers florist florists sixth form nursery playgroup befrienders
    general magistrates finance range food wine wines harvesting terminal tips creek
    """)
NAME_LIKE_ENDS = words("""
    hill park green field fields bridge church marsh wood lane court banks hall house farm heath common street way
    close may will grant moor point lock
    """)
KEPT_STARTS = words("""
    operation op hmp hms mv raf port lake mount river the bar hotel st saint club cafe café restaurant hostel
    project team unit new south north east west upper lower great
    """)

# Capitalised things that are neither people nor places: makes, apps, shops, days. General knowledge, in lower case.
THINGS = words("""
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri sat sun
    january february march april may june july august september october november december jan feb mar apr jun jul
    aug sep sept oct nov dec christmas easter ramadan eid audi bmw mercedes merc benz vw volkswagen ford vauxhall
    opel renault peugeot citroen citroën toyota nissan honda mazda hyundai kia skoda škoda cupra fiat dacia volvo
    saab jaguar jag landrover rover bentley porsche tesla lexus suzuki mitsubishi subaru isuzu iveco daf scania
    yamaha kawasaki ducati piaggio lexmoto surron sur-ron sur talaria corsa astra insignia vivaro zafira golf polo
    passat tiguan transit caddy fiesta mondeo ranger kuga sprinter trafic kangoo clio megane berlingo prius yaris
    aygo qashqai micra navara ibiza fabia superb civic mx5 mx-5 tmax pcx cbr forester l200 hilux defender evoque
    crafter amarok sandero nokia samsung iphone android huawei motorola galaxy alcatel doro ipad whatsapp snapchat
    snap instagram insta facebook fb tiktok telegram signal twitter discord youtube google gmail hotmail outlook
    paypal revolut monzo western union vinted gumtree ebay airbnb uber deliveroo amazon tesco asda aldi lidl
    sainsbury's morrisons co-op iceland greggs mcdonald's kfc spar costcutter argos currys boots wilko halfords
    screwfix b&q ikea primark nike adidas trapstar northface stanley snap-on stihl makita dewalt cctv anpr pnc pnd
    cro nhs nino dob vrm imei sim rnli glaa hmrc dwp hmo gp ngo mash nrm marac mappa ncrs niche nfa rtc asbo cpn
    cbo misper bwv ied gbh abh dvla mot hgv lgv tv dvd usb pin atm id iban ppe ic1 ic2 ic3 ic4 ic5 ic6 uk eu us
    usa gb nrpf hr it ok btp nca vietnam english british welsh scottish irish romanian polish albanian vietnamese
    chinese lithuanian latvian bulgarian portuguese turkish kurdish somali eritrean sudanese nigerian ghanaian
    brazilian bangladeshi pakistani indian afghan iranian iraqi syrian ukrainian russian roma european african
    asian caribbean tetum tagalog spanish french german italian dutch bitcoin btc usdt tether xanax ketamine
    cocaine heroin cannabis mdma ghb valium pregabalin zopiclone mercedes-benz alfa romeo stowaway colombian
    ecuadorian venezuelan peruvian filipino lankan congolese algerian moroccan tunisian libyan egyptian ethiopian
    kenyan ugandan zimbabwean jamaican trinidadian cuban mexican thai malaysian indonesian japanese korean
    mongolian kazakh uzbek tajik kyrgyz armenian georgian azeri moldovan serbian croatian bosnian kosovan
    macedonian montenegrin slovak slovenian czech hungarian estonian finnish swedish norwegian danish icelandic
    swiss austrian belgian greek cypriot maltese israeli palestinian jordanian lebanese saudi yemeni emirati
    australian canadian american timorese burmese cambodian laotian nepali nepalese angolan cameroonian gambian
    senegalese malian ivorian guinean liberian rwandan burundian zambian malawian mozambican namibian
    """)
STARTERS = words("""
    saw seen met told asked rang spoke stopped arrested found taken gave believed possible poss possibly prob
    probably also known located missing gone please thanks thank hello hi dear cheers sorry yes no ok re ref note
    nb update info intel source caller informant officer checked seized recovered says said states called name
    names address addr home tel phone email mobile vehicle veh plate index date dob time from to subject sent
    posted present occupants adults children persons nominals suspects victims witnesses keeper driver with and
    but he she they it we i you his her their our my the a an this that these those there here one two three four
    five six seven eight nine ten both all some any none most many several another other first second third last
    next when where while after before since until during if as at in on by for of or so not nobody somebody
    someone everyone anyone nothing everything what why how who which can could would will should may might must
    shall do does did has have had is are was were be been being between about above over under off out up down
    then now today yesterday tomorrow tonight again still never always only just even very too more less much same
    such own each every either neither through opposite near outside inside behind into onto towards around
    because although though however otherwise mr mrs ms miss dr male female man woman lad lads girl girls boy boys
    men women kids police force crime custody
    """)
FORENAMES_TOO = frozenset(
    {"will", "may", "june", "april", "august", "summer", "mark", "jan"}
)  # forenames that are months or function words
UNITS = words("""
    HR KM KG GB MB AM PM ML MG CC KW HP FT IN LB OZ YD ST ND RD TH MM CM HZ
    """)
