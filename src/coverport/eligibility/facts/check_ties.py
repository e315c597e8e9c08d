"""What is checked between people: relationships, tax returns, and whom an employer's offer names."""

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from coverport.core.money import Cents, display_whole
from coverport.eligibility.facts.household import INVERSE, Application, Relationship, TaxHousehold
from coverport.eligibility.facts.refusals import InvalidFacts, refused
from coverport.eligibility.translation import gettext_noop

HIGHEST_MONTH: Cents = 1_000_000_00
TWO_SPOUSES = 2
# The youngest age at which any state has let people marry in these years.
YOUNGEST_SPOUSE = 12
# Who is these to another is younger.
_YOUNGER = frozenset({"child", "grandchild"})
_AMOUNTS = ("self_only_month", "family_month", "arrangement_month", "lowest_silver_month")
_UNMARRIED = frozenset({"single", "surviving_spouse"})


def check_relationships(application: Application, ages: Mapping[str, int]) -> None:
    """Each between two people of the application, once, one spouse each, parents older than their children."""
    stated: dict[tuple[str, str], str] = {}
    spouses: dict[str, str] = {}
    agree = _agree(application.relationships, tuple(ages))
    for place, each in enumerate(application.relationships):
        if not agree:
            _check_tie(each, ages, stated, spouses, place)
        if each.is_ == "spouse":
            _check_married_age(each, ages, place)
        elif each.is_ in _YOUNGER or INVERSE[each.is_] in _YOUNGER:
            _check_older(each, ages, place)
        if each.caretaker:
            _check_caretaker(each, application, place)


# The same few ties hold in most families.
@lru_cache(maxsize=4096)
def _agree(relationships: tuple[Relationship, ...], ids: tuple[str, ...]) -> bool:
    """Whether relationships, ages aside, are between people who are there and do not contradict one another."""
    stated: dict[tuple[str, str], str] = {}
    spouses: dict[str, str] = {}
    try:
        for place, each in enumerate(relationships):
            _check_tie(each, ids, stated, spouses, place)
    except InvalidFacts:
        return False
    return True


def _check_tie(
    each: Relationship,
    ids: Collection[str],
    stated: dict[tuple[str, str], str],
    spouses: dict[str, str],
    place: int,
) -> None:
    if each.person not in ids or each.of not in ids:
        field = "of" if each.person in ids else "person"
        raise _unknown((each.person, each.of), ids, f"relationships[{place}].{field}")
    _check_stated(each, stated, place)
    if each.is_ == "spouse":
        _check_spouse(each, spouses, place)


def _unknown(ids: Iterable[str], known: Collection[str], path: str) -> InvalidFacts:
    message = gettext_noop("Nobody in this application has the id %(id)s. Use the id of one of its people.")
    return refused(message, "unknown_person", path, id=next(each for each in ids if each not in known))


def _check_stated(each: Relationship, stated: dict[tuple[str, str], str], place: int) -> None:
    if each.person == each.of:
        message = gettext_noop("%(person)s cannot be related to themself. Name two people.")
        raise refused(message, "related_to_self", f"relationships[{place}].of", person=each.person)
    before = stated.setdefault((each.person, each.of), each.is_)
    stated[each.of, each.person] = INVERSE[before]
    if before != each.is_:
        message = gettext_noop(
            "%(person)s is %(before)s of %(of)s by what was said before, not %(now)s. Keep the one that is right."
        )
        field = f"relationships[{place}].is"
        raise refused(
            message, "relationship_disagrees", field, person=each.person, of=each.of, before=before, now=each.is_
        )


def _check_spouse(each: Relationship, spouses: dict[str, str], place: int) -> None:
    for one, other in ((each.person, each.of), (each.of, each.person)):
        if spouses.setdefault(one, other) != other:
            message = gettext_noop(
                "%(one)s cannot have two spouses, %(first)s and %(second)s. Keep the one that is right."
            )
            path = f"relationships[{place}]"
            raise refused(message, "two_spouses", path, one=one, first=spouses[one], second=other)


def _check_married_age(each: Relationship, ages: Mapping[str, int], place: int) -> None:
    young = each.person if ages[each.person] <= ages[each.of] else each.of
    if ages[young] < YOUNGEST_SPOUSE:
        message = gettext_noop("%(person)s, at %(age)s, cannot be a spouse. Mend the age or the relationship.")
        raise refused(message, "spouse_too_young", f"relationships[{place}]", person=young, age=ages[young])


def _check_older(each: Relationship, ages: Mapping[str, int], place: int) -> None:
    child, parent = (each.person, each.of) if each.is_ in _YOUNGER else (each.of, each.person)
    if ages[child] >= ages[parent]:
        message = gettext_noop(
            "%(child)s, at %(age)s, cannot be the %(is_)s of %(parent)s, at %(older)s, who must be older. Mend an age or the relationship."
        )
        is_ = each.is_ if each.is_ in _YOUNGER else INVERSE[each.is_]
        path, age, older = f"relationships[{place}]", ages[child], ages[parent]
        raise refused(message, "child_too_old", path, child=child, parent=parent, is_=is_, age=age, older=older)


def _check_caretaker(each: Relationship, application: Application, place: int) -> None:
    if application.person(each.person).home != application.person(each.of).home:
        message = gettext_noop(
            "%(person)s cares for %(of)s only where they live together: give both the same home, or say no."
        )
        path = f"relationships[{place}].caretaker"
        raise refused(message, "caretaker_apart", path, person=each.person, of=each.of)


def check_returns(application: Application, ages: Mapping[str, int]) -> None:
    """Everybody signs at most one return and is claimed on at most one other; who sign together are spouses."""
    married: set[tuple[str, str]] = set()
    for tie in application.relationships:
        if tie.is_ == "spouse":
            married |= {(tie.person, tie.of), (tie.of, tie.person)}
    seen: set[str] = set()
    signed: dict[str, TaxHousehold] = {}
    claimed: dict[str, TaxHousehold] = {}
    for place, each in enumerate(application.tax_households):
        path = f"tax_households[{place}]"
        if each.id in seen:
            message = gettext_noop("Two tax households have the id %(id)s.")
            raise refused(message, "duplicate_id", f"{path}.id", id=each.id)
        seen.add(each.id)
        _check_filers(each, ages, signed, married, path)
        if each.status == "head_of_household":
            _check_head(each, married, application, path)
        _check_dependents(each, ages, claimed, path)
        _check_amount(each.benchmark_month, f"{path}.benchmark_month")
    if not signed.keys().isdisjoint(claimed):
        _check_circles(application, signed, claimed)
    _check_outsiders(application, claimed)


def _check_filers(
    each: TaxHousehold,
    ages: Mapping[str, int],
    signed: dict[str, TaxHousehold],
    married: set[tuple[str, str]],
    path: str,
) -> None:
    for filer in each.filers:
        if filer not in ages:
            raise _unknown(each.filers, ages, f"{path}.filers")
        if filer in signed:
            message = gettext_noop(
                "%(person)s signs two tax returns. A person files one return a year; keep the one that is right."
            )
            raise refused(message, "files_twice", f"{path}.filers", person=filer)
        signed[filer] = each
    if len(each.filers) == 1:
        _check_status_of_one(each, married, path)
    elif len(each.filers) != TWO_SPOUSES:
        raise refused(
            gettext_noop("A tax return has one filer, or two who are married."), "bad_filers", f"{path}.filers"
        )
    elif each.filers not in married:
        message = gettext_noop(
            "%(one)s and %(other)s file one return together, but are not said to be spouses. Say that they are, or give each a return."
        )
        raise refused(message, "joint_not_spouses", f"{path}.filers", one=each.filers[0], other=each.filers[1])
    elif each.status not in (None, "married_jointly"):
        message = gettext_noop("A return of two filers has the status married_jointly, or none given.")
        raise refused(message, "status_disagrees", f"{path}.status")


def _check_status_of_one(each: TaxHousehold, married: set[tuple[str, str]], path: str) -> None:
    if each.status == "married_jointly":
        message = gettext_noop("A return that is filed jointly has two filers. Add the spouse, or change the status.")
        raise refused(message, "status_disagrees", f"{path}.status")
    if each.status in _UNMARRIED and any(each.filers[0] == one for one, _ in married):
        message = gettext_noop(
            "%(person)s has a spouse here, so the status is married_jointly, married_separately or head_of_household."
        )
        raise refused(message, "status_disagrees", f"{path}.status", person=each.filers[0])


def _check_head(each: TaxHousehold, married: set[tuple[str, str]], application: Application, path: str) -> None:
    """A married person is a head of household only who lives apart, 26 USC 2(c), 7703(b)."""
    homes = {person.id: person.home for person in application.people}
    if any(one == each.filers[0] and homes[one] == homes[other] for one, other in married):
        message = gettext_noop(
            "%(person)s lives with a spouse and so cannot be head of household. "
            "Give married_jointly or married_separately, or another home."
        )
        raise refused(message, "head_with_spouse", f"{path}.status", person=each.filers[0])


def _check_dependents(each: TaxHousehold, ages: Mapping[str, int], claimed: dict[str, TaxHousehold], path: str) -> None:
    for dependent in each.dependents:
        if dependent not in ages:
            raise _unknown(each.dependents, ages, f"{path}.dependents")
        if dependent in each.filers:
            message = gettext_noop(
                "%(person)s cannot be a filer and a dependent of one return. Keep the one that is right."
            )
            raise refused(message, "claims_self", f"{path}.dependents", person=dependent)
        if dependent in claimed:
            raise _claimed_twice(dependent, f"{path}.dependents")
        claimed[dependent] = each


def _claimed_twice(person: str, path: str) -> InvalidFacts:
    message = gettext_noop(
        "%(person)s is claimed as a dependent twice. Only one tax return can; keep the one that is right."
    )
    return refused(message, "claimed_twice", path, person=person)


def _check_circles(application: Application, signed: dict[str, TaxHousehold], claimed: dict[str, TaxHousehold]) -> None:
    """Nobody is claimed, over any number of returns, by somebody whom they claim."""
    for start in [filer for filer in signed if filer in claimed]:
        above, met = [start], {start}
        while above:
            filers = claimed[above.pop()].filers
            if start in filers:
                place = application.tax_households.index(signed[start])
                message = gettext_noop(
                    "%(person)s is claimed by somebody whom they claim. Keep the return that is right."
                )
                raise refused(message, "claim_circle", f"tax_households[{place}]", person=start)
            above += [filer for filer in filers if filer in claimed and filer not in met]
            met.update(filers)


def _check_outsiders(application: Application, claimed: dict[str, TaxHousehold]) -> None:
    for place, person in enumerate(application.people):
        if person.claimed_by_outsider is not None and person.id in claimed:
            raise _claimed_twice(person.id, f"people[{place}].claimed_by_outsider")


def check_offers(application: Application, ages: Mapping[str, int]) -> None:
    """Offers name people of the application and amounts that are not below 0."""
    for place, each in enumerate(application.offers):
        path = f"offers[{place}]"
        for name, ids in (("employee", (each.employee,)), ("covers", each.covers), ("enrolled", each.enrolled)):
            if not ages.keys() >= set(ids):
                raise _unknown(ids, ages, f"{path}.{name}")
        for name in _AMOUNTS:
            _check_amount(getattr(each, name), f"{path}.{name}")


def _check_amount(amount: Cents | None, path: str) -> None:
    if amount is None:
        return
    if amount < 0:
        raise refused(gettext_noop("This amount cannot be below $0."), "negative_amount", path)
    if amount > HIGHEST_MONTH:
        message = gettext_noop("An amount a month cannot be over %(most)s.")
        raise refused(message, "absurd_amount", path, most=display_whole(HIGHEST_MONTH))
