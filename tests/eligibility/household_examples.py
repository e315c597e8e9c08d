"""Families of every kind, and who counts with whom in them for Medicaid by 42 CFR 435.603(f)."""

# (people, ties, returns, {who: "branch members"}), each worked out from the paragraph of 42 CFR 435.603 over it.
EXAMPLES: dict[str, tuple[str, str, str, dict[str, str]]] = {
    # (f)(1): who files and is not claimed
    "one adult who files": ("ana 40", "", "ana:", {"ana": "filer ana"}),
    "a couple that files jointly with two children": (
        "mom 40; dad 41; kid 9; tot 3",
        "mom spouse dad; kid child mom, dad; tot child mom, dad",
        "mom+dad: kid, tot",
        {
            "mom": "filer mom dad kid tot",
            "dad": "filer mom dad kid tot",
            "kid": "dependent mom dad kid tot",
            "tot": "dependent mom dad kid tot",
        },
    ),
    "a head of household and her friend who is not the father": (
        "mom 30; kid 9; joe 33",
        "kid child mom; joe unrelated mom, kid",
        "mom: kid; joe:",
        {"mom": "filer mom kid", "kid": "dependent mom kid", "joe": "filer joe"},
    ),
    "who is 18, files and is not claimed counts alone, and still with a parent who does not file": (
        "mom 40; son 18",
        "son child mom",
        "son:",
        {"son": "filer son", "mom": "non_filer mom son"},
    ),
    "a joint return of spouses who live apart": (
        "mom 40; dad 41 @2",
        "mom spouse dad",
        "mom+dad:",
        {"mom": "filer mom dad", "dad": "filer mom dad"},
    ),
    # (f)(4): spouses at home
    "spouses who live together and file separately": (
        "ann 40; bob 41",
        "ann spouse bob",
        "ann:; bob:",
        {"ann": "filer ann bob", "bob": "filer ann bob"},
    ),
    "spouses who live apart and file separately": (
        "ann 40; bob 41 @2",
        "ann spouse bob",
        "ann:; bob:",
        {"ann": "filer ann", "bob": "filer bob"},
    ),
    "one spouse files, the other does not": (
        "ann 40; bob 41",
        "ann spouse bob",
        "ann:",
        {"ann": "filer ann bob", "bob": "non_filer ann bob"},
    ),
    "a spouse who is claimed as a dependent": (
        "ann 40; bob 41",
        "ann spouse bob",
        "ann: bob",
        {"ann": "filer ann bob", "bob": "dependent ann bob"},
    ),
    "a claimed spouse who lives elsewhere": (
        "ann 40; bob 41 @2; kid 9",
        "ann spouse bob; kid child ann",
        "ann: bob, kid",
        {"ann": "filer ann bob kid", "bob": "dependent ann bob kid", "kid": "dependent ann bob kid"},
    ),
    # (f)(2): dependents
    "a student of 20 at college whom the parents claim": (
        "mom 45; dad 46; sam 20 @dorm student",
        "mom spouse dad; sam child mom, dad",
        "mom+dad: sam",
        {"mom": "filer mom dad sam", "dad": "filer mom dad sam", "sam": "dependent mom dad sam"},
    ),
    "a grown child whom one parent claims while the parents file apart": (
        "mom 45; dad 46; sam 22",
        "mom spouse dad; sam child mom, dad",
        "mom: sam; dad:",
        {"mom": "filer mom dad sam", "dad": "filer mom dad", "sam": "dependent mom dad sam"},
    ),
    "a grown child whom a parent elsewhere claims": (
        "mom 45; dad 46 @2; sam 22",
        "sam child mom, dad",
        "mom:; dad: sam",
        {"mom": "filer mom", "dad": "filer dad sam", "sam": "dependent dad sam"},
    ),
    "a wife of 20 whom her parents claim lives with her husband": (
        "mom 45; dad 46; sue 20; hal 21",
        "mom spouse dad; sue child mom, dad; sue spouse hal",
        "mom+dad: sue; hal:",
        {
            "mom": "filer mom dad sue",
            "sue": "dependent mom dad sue hal",
            "hal": "filer hal sue",
        },
    ),
    "a child who files for the tax withheld and is claimed": (
        "mom 45; joe 17",
        "joe child mom",
        "mom: joe; joe:",
        {"mom": "filer mom joe", "joe": "dependent mom joe"},
    ),
    "a daughter who is claimed and claims her baby all the same": (
        "gran 50; dot 20; bab 1",
        "dot child gran; bab child dot",
        "gran: dot; dot: bab",
        {"gran": "filer gran dot", "dot": "dependent gran dot", "bab": "dependent gran dot bab"},
    ),
    "a parent and a stepparent who file jointly, with children of each": (
        "mom 40; pop 41; kid 9; zoe 7",
        "mom spouse pop; kid child mom; zoe child pop",
        "mom+pop: kid, zoe",
        {
            "mom": "filer mom pop kid zoe",
            "pop": "filer mom pop kid zoe",
            "kid": "dependent mom pop kid zoe",
            "zoe": "dependent mom pop kid zoe",
        },
    ),
    # (f)(2)(i): claimed by somebody other than a parent or spouse
    "a grandmother claims her grandchild": (
        "gran 60; kid 9",
        "kid grandchild gran",
        "gran: kid",
        {"gran": "filer gran kid", "kid": "claimed_by_other_relative kid"},
    ),
    "a grandmother claims two siblings": (
        "gran 60; kid 9; tot 4",
        "kid grandchild gran; tot grandchild gran; kid sibling tot",
        "gran: kid, tot",
        {
            "gran": "filer gran kid tot",
            "kid": "claimed_by_other_relative kid tot",
            "tot": "claimed_by_other_relative kid tot",
        },
    ),
    "three generations: a grandmother claims her daughter of 17 and the baby": (
        "gran 50; dot 17; bab 1",
        "dot child gran; bab child dot",
        "gran: dot, bab",
        {
            "gran": "filer gran dot bab",
            "dot": "dependent gran dot bab",
            "bab": "claimed_by_other_relative dot bab",
        },
    ),
    "three generations: the daughter is 20": (
        "gran 50; dot 20; bab 1",
        "dot child gran; bab child dot",
        "gran: dot, bab",
        {
            "gran": "filer gran dot bab",
            "dot": "dependent gran dot bab",
            "bab": "claimed_by_other_relative dot bab",
        },
    ),
    "three generations: the daughter files and claims her baby": (
        "gran 50; dot 25; bab 1",
        "dot child gran; bab child dot",
        "gran:; dot: bab",
        {"gran": "filer gran", "dot": "filer dot bab", "bab": "dependent dot bab"},
    ),
    "three generations: the daughter files and the grandmother claims the baby": (
        "gran 50; dot 25; bab 1",
        "dot child gran; bab child dot",
        "gran: bab; dot:",
        {"gran": "filer gran bab", "dot": "filer dot", "bab": "claimed_by_other_relative dot bab"},
    ),
    "three generations: nobody files": (
        "gran 50; dot 17; bab 1",
        "dot child gran; bab child dot",
        "",
        {"gran": "non_filer gran dot", "dot": "non_filer gran dot bab", "bab": "non_filer dot bab"},
    ),
    "a couple claims the husband's mother": (
        "mom 40; dad 41; kid 9; gran 70",
        "mom spouse dad; kid child mom, dad; dad child gran",
        "mom+dad: kid, gran",
        {
            "mom": "filer mom dad kid gran",
            "kid": "dependent mom dad kid gran",
            "gran": "claimed_by_other_relative gran",
        },
    ),
    "a brother claims his sister and her child": (
        "bro 35; sis 30; kid 5",
        "bro sibling sis; kid child sis; kid niece_nephew bro",
        "bro: sis, kid",
        {
            "bro": "filer bro sis kid",
            "sis": "claimed_by_other_relative sis kid",
            "kid": "claimed_by_other_relative sis kid",
        },
    ),
    "a man claims his partner and her child": (
        "joe 33; mom 30; kid 9",
        "joe domestic_partner mom; kid child mom; joe unrelated kid",
        "joe: mom, kid",
        {
            "joe": "filer joe mom kid",
            "mom": "claimed_by_other_relative mom kid",
            "kid": "claimed_by_other_relative mom kid",
        },
    ),
    "a guardian claims a ward": (
        "gus 50; wes 12",
        "wes ward gus",
        "gus: wes",
        {"gus": "filer gus wes", "wes": "claimed_by_other_relative wes"},
    ),
    "an aunt claims two nieces who are sisters, and her own son": (
        "aunt 40; nia 15; ida 12; son 9",
        "nia niece_nephew aunt; ida niece_nephew aunt; nia sibling ida; son child aunt; nia cousin son; ida cousin son",
        "aunt: nia, ida, son",
        {
            "aunt": "filer aunt nia ida son",
            "nia": "claimed_by_other_relative nia ida",
            "son": "dependent aunt nia ida son",
        },
    ),
    "an uncle elsewhere claims a grown man": (
        "max 30 outside other",
        "",
        "",
        {"max": "claimed_by_other_relative max"},
    ),
    # (f)(2)(ii): parents at home who do not file jointly
    "unmarried parents, the mother claims their child": (
        "mom 30; dad 31; kid 5",
        "kid child mom, dad",
        "mom: kid; dad:",
        {"mom": "filer mom kid", "dad": "filer dad", "kid": "parents_not_joint mom dad kid"},
    ),
    "married parents at home who file apart": (
        "mom 30; dad 31; kid 5",
        "mom spouse dad; kid child mom, dad",
        "mom: kid; dad:",
        {"mom": "filer mom dad kid", "dad": "filer mom dad", "kid": "parents_not_joint mom dad kid"},
    ),
    "unmarried parents with a child in common and a child of each": (
        "mom 30; dad 31; ada 8; bab 1; cal 6",
        "ada child mom; cal child dad; bab child mom, dad",
        "mom: ada, bab; dad: cal",
        {
            "mom": "filer mom ada bab",
            "dad": "filer dad cal",
            "ada": "dependent mom ada bab",
            "bab": "parents_not_joint mom dad ada bab cal",
            "cal": "dependent dad cal",
        },
    ),
    "the mother claims her child, the stepfather files apart": (
        "mom 40; pop 41; kid 9",
        "mom spouse pop; kid child mom",
        "mom: kid; pop:",
        {"mom": "filer mom pop kid", "pop": "filer mom pop", "kid": "parents_not_joint mom pop kid"},
    ),
    "the stepfather claims the child of a mother who does not file": (
        "mom 40; pop 41; kid 9; zoe 7",
        "mom spouse pop; kid child mom; zoe child pop",
        "pop: kid, zoe",
        {
            "mom": "non_filer mom pop kid zoe",
            "pop": "filer mom pop kid zoe",
            "kid": "parents_not_joint mom pop kid zoe",
        },
    ),
    "parents at home of whom only one files": (
        "mom 30; dad 31; kid 5",
        "kid child mom, dad",
        "mom: kid",
        {"mom": "filer mom kid", "dad": "non_filer dad kid", "kid": "parents_not_joint mom dad kid"},
    ),
    # (f)(2)(iii): a parent who has not the custody
    "the father elsewhere claims the child": (
        "mom 30; dad 31 @2; kid 5",
        "kid child mom, dad",
        "mom:; dad: kid",
        {"mom": "filer mom", "dad": "filer dad kid", "kid": "claimed_by_noncustodial_parent mom kid"},
    ),
    "the father elsewhere claims one of two children": (
        "mom 30; dad 31 @2; kid 5; tot 3",
        "kid child mom, dad; tot child mom, dad",
        "mom: tot; dad: kid",
        {
            "mom": "filer mom tot",
            "kid": "claimed_by_noncustodial_parent mom kid tot",
            "tot": "dependent mom tot",
        },
    ),
    "the father and his new wife claim the child who lives with the mother and her new husband": (
        "mom 30; pop 33; dad 31 @2; eve 32 @2; kid 5",
        "kid child mom, dad; mom spouse pop; dad spouse eve",
        "mom+pop:; dad+eve: kid",
        {
            "mom": "filer mom pop",
            "dad": "filer dad eve kid",
            "kid": "claimed_by_noncustodial_parent mom pop kid",
        },
    ),
    "a father who is not on the application claims the child": (
        "mom 30; kid 5 outside parent; tot 3",
        "kid child mom; tot child mom",
        "mom: tot",
        {"mom": "filer mom tot", "kid": "claimed_by_noncustodial_parent mom kid tot"},
    ),
    "a child with the grandmother whom the father elsewhere claims": (
        "gran 60; dad 31 @2; kid 5",
        "kid grandchild gran; kid child dad; dad child gran",
        "gran:; dad: kid",
        {"gran": "filer gran", "kid": "claimed_by_noncustodial_parent kid"},
    ),
    # Pennsylvania Medical Assistance manual, 312 appendix E, exception 4
    "parents who live apart file jointly, the child is with the mother": (
        "mom 30; dad 31 @2; kid 5",
        "mom spouse dad; kid child mom, dad",
        "mom+dad: kid",
        {"mom": "filer mom dad kid", "kid": "claimed_by_noncustodial_parent mom kid"},
    ),
    # (f)(3): on no return
    "a couple that does not file, with two children": (
        "mom 40; dad 41; kid 9; tot 3",
        "mom spouse dad; kid child mom, dad; tot child mom, dad",
        "",
        {"mom": "non_filer mom dad kid tot", "kid": "non_filer mom dad kid tot"},
    ),
    "unmarried parents who do not file": (
        "mom 30; dad 31; kid 5",
        "kid child mom, dad",
        "",
        {"mom": "non_filer mom kid", "dad": "non_filer dad kid", "kid": "non_filer mom dad kid"},
    ),
    "a child of 18 at home": (
        "mom 40; sam 18; tot 3",
        "sam child mom; tot child mom",
        "",
        {"mom": "non_filer mom sam tot", "sam": "non_filer mom sam tot", "tot": "non_filer mom sam tot"},
    ),
    "a child of 19 at home": (
        "mom 40; sam 19; tot 3",
        "sam child mom; tot child mom",
        "",
        {"mom": "non_filer mom tot", "sam": "non_filer sam", "tot": "non_filer mom tot"},
    ),
    "siblings with an aunt who does not file": (
        "aunt 40; kid 9; tot 4",
        "kid niece_nephew aunt; tot niece_nephew aunt; kid sibling tot",
        "",
        {"aunt": "non_filer aunt", "kid": "non_filer kid tot"},
    ),
    "a half sibling who lives elsewhere": (
        "mom 40; kid 9; zoe 7 @2; dad 41 @2",
        "kid child mom, dad; zoe child dad",
        "",
        {"kid": "non_filer mom kid", "zoe": "non_filer dad zoe", "dad": "non_filer dad zoe"},
    ),
    "a stepfather, and his child, of a mother who does not file": (
        "mom 40; pop 41; kid 9; zoe 7",
        "mom spouse pop; kid child mom; zoe child pop",
        "",
        {"mom": "non_filer mom pop kid zoe", "kid": "non_filer mom pop kid zoe", "zoe": "non_filer mom pop kid zoe"},
    ),
    "a wife of 18 with her husband and her parents": (
        "mom 45; sue 18; hal 20",
        "sue child mom; sue spouse hal",
        "",
        {"mom": "non_filer mom sue", "sue": "non_filer mom sue hal", "hal": "non_filer hal sue"},
    ),
    "a return that will not be filed is none": (
        "mom 30; dad 31; kid 5",
        "kid child mom, dad",
        "mom: kid !",
        {"mom": "non_filer mom kid", "kid": "non_filer mom dad kid"},
    ),
    # What cannot be said
    "a parent elsewhere claims a grown child, and the people of that return are not known": (
        "sam 20 outside parent; mom 45",
        "sam child mom",
        "mom:",
        {"sam": "unknown", "mom": "filer mom"},
    ),
    "a baby of whom such a parent's grown child is the filer": (
        "sam 20 outside parent; bab 1",
        "bab child sam",
        "sam: bab",
        {"sam": "unknown", "bab": "unknown"},
    ),
    "whether the parents file changes nothing for a child of nine": (
        "mom 40; dad 41; kid 9",
        "mom spouse dad; kid child mom, dad",
        "mom+dad: kid ?",
        {"mom": "filer mom dad kid", "kid": "dependent mom dad kid"},
    ),
    "whether the parents file changes all for a child of twenty": (
        "mom 45; dad 46; sam 20",
        "mom spouse dad; sam child mom, dad",
        "mom+dad: sam ?",
        {"mom": "filing_missing", "sam": "filing_missing"},
    ),
}
