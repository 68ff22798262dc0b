"""Short and pet forms of given names, by their full form. Two names that share a full form may be one person's."""

_FORMS = """
    alexander: alex al sandy sasha alec xander; alexandra: alex sandra sasha lexi; alasdair: alistair al ali
    abdirahman: abdi; abdullah: abdi abdul; andrew: andy drew dre; andre: dre; anthony: tony ant; antonio: tony toni
    albert: al bert bertie; alfred: alf alfie fred; agnieszka: aga; aleksandra: ola; andrzej: jedrek; archibald: archie
    arthur: art; ashley: ash; barbara: barb babs; benjamin: ben benny benji; bernadette: bern bernie
    bradley: brad; cameron: cam; caroline: caz; catherine: cath cathy kate katie kitty kat
    katherine: kath kathy kate katie kitty kat; charles: charlie chas chaz chuck; charlotte: charlie lottie
    christopher: chris kit topher; christine: chris chrissie tina; clinton: clint; constantin: costel costi
    costel: costi; daniel: dan danny; darren: daz dazza; david: dave davy davey; deborah: deb debbie debs
    dennis: den denny; derek: del; desmond: des dessie; dimitar: mitko; dominic: dom; donald: don donnie
    douglas: doug dougie; edward: ed eddie ned ted teddy; eleanor: ellie nell; elizabeth: liz lizzie beth betty eliza
    libby; emily: em; ernest: ern ernie; euphemia: effie; fergus: fergie; fergal: fergie; florence: flo; francis: frank
    frankie fran; franklin: frank; frederick: fred freddie; gabriel: gabe; gary: gaz gazza; gareth: gaz gary
    geoffrey: geoff; george: georgie; georgi: gosho; gheorghe: george ghita gica; gerald: gerry ged; gerard: gerry ged
    graham: gray; gregory: greg; grzegorz: greg; harold: harry hal; henry: harry hal hank;
    hugh: hughie shug; ionel: nelu; isabella: bella izzy; jacob: jake; jakub: kuba; james: jim jimmy
    jamie jimbo; janet: jan; jennifer: jen jenny jenni; jeremy: jez jem; jerome: jerry; jessica: jess jessie
    joanna: jo asia; joanne: jo; john: johnny jack jock; jonathan: jon jonny john; joseph: joe joey; josephine: jo josie
    joshua: josh; judith: judy; katarzyna: kasia; kayleigh: kay; kelly: kel; kenneth: ken kenny
    krasimir: krasi; kristopher: kris; krzysztof: krzys kris; lawrence: larry loz
    leon: leo; leonard: len lenny leo; leslie: les; lewis: lew; lyubomir: lyubo; maciej: maciek; malachi: mal
    malcolm: mal malky; malgorzata: gosia; margaret: maggie meg peggy marge;
    martin: marty; mateusz: mati; matthew: matt matty; maureen: mo; maurice: mo; maxwell: max; mehmet: memo memet
    michael: mick mickey mike mikey micky; mihaela: miki mihai; mihail: misha; mohammed: mo moe; muhammad: mo moe
    mohamed: mo moe; mohammad: mo moe; nathan: nate nat; nathaniel: nat nate; natalia: natasha
    nicholas: nick nicky nico; nicola: nicky nic; nikolai: kolya; nikola: niko; oliver: ollie olly; oksana: ksenia
    padraig: paudie paddy pat; patricia: pat patsy tricia trish; patrick: pat paddy; peter: pete
    philip: phil; phillip: phil; rachel: rach; radoslav: rado; rajesh: raj;
    raymond: ray; rebecca: becky becca bex; reginald: reg reggie; richard: rich richie rick ricky dick
    robert: rob robbie bob bobby bert; ronald: ron ronnie; rosemary: rose rosie; ruaridh: rory; russell: russ
    samantha: sam sammy; samuel: sam sammy; sarah: sally; sharon: shaz; sidney: sid; simon: si
    stanislaw: staszek; stephen: steve stevie ste; steven: steve stevie ste; stuart: stu stewie; susan: sue susie suzy
    terence: terry tel; teresa: terri tess; theodore: theo ted teddy; thomas: tom tommy tam
    timothy: tim timmy; tobias: toby tobi; tomasz: tomek; trevor: trev
    tyrese: ty; tyrone: ty; vasile: vasi; victoria: vicky vic tori; victor: vic; vincent: vince vinny; vytautas: vytas
    walter: walt wally wattie watty; wilfred: wilf; william: will bill billy willie liam; winston: win
    wojciech: wojtek; zachary: zac zak; zbigniew: zbyszek
    """


def same_given_name(one: str, other: str) -> bool:
    """Whether two folded given names are equal, or one is a pet form of the other, or both of one name."""
    return one == other or bool(full_forms(one) & full_forms(other))


def full_forms(name: str) -> frozenset[str]:
    """The folded full forms that a given name may stand for, itself among them."""
    return _FULL.get(name, frozenset()) | {name}


def is_given_name(name: str) -> bool:
    """Whether a folded name is a given name that has pet forms, or such a form."""
    return name in _SHORT or name in _FULL


def pet_forms(name: str) -> frozenset[str]:
    """The folded pet forms of a full given name."""
    return _SHORT.get(name, frozenset())


def _read() -> dict[str, frozenset[str]]:
    """Full form -> its pet forms. A word with a colon begins an entry."""
    entries: dict[str, list[str]] = {}
    full = ""
    for word in _FORMS.replace(";", " ").split():
        if word.endswith(":"):
            full = word[:-1]
            entries[full] = []
        else:
            entries[full].append(word)
    return {name: frozenset(forms) for name, forms in entries.items()}


_SHORT = _read()
_FULL = {
    pet: frozenset(name for name, forms in _SHORT.items() if pet in forms)
    for pet in {form for forms in _SHORT.values() for form in forms}
}
