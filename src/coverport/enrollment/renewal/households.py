"""The households of a batch with all that their renewal needs: some queries for all of them, none for each."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import msgspec
from django.db.models import Q, QuerySet

from coverport.accounts.models import User
from coverport.applications.models import Applicant, Application, Determination, Household, Person
from coverport.core.copying import read_models, read_sealed, tie
from coverport.eligibility.results import Determination as Decided
from coverport.enrollment.models import Enrollment, EnrollmentMember, Renewal
from coverport.enrollment.renewal.rules.income import Consent, consent_of
from coverport.enrollment.renewal.rules.people import MEDICARE
from coverport.enrollment.renewal.terms import Terms
from coverport.enrollment.rules.transitions import ACTIVE, STANDING
from coverport.plans.models import CatalogNumber


class Renewing(msgspec.Struct):
    """A household whose coverage ends with the year. previous: its newest signed application of that year with its people, where nothing
    is decided for the new year.

    enrollments: those that stand to the last day. renewals: by enrollment, those that were told. ahead: the application of the new year,
    its own where it signed one (answered), else the one that it was told of; decision: on that, with its people; decided: what it says,
    once `read_decided` has read it.
    chosen: the kind and person (by key) of the coverage that it has for the new year already.
    medicare: who counted as having Medicare in the renewal before, by reference, and has not answered since. reported: it signed
    other answers of the old year after it was told, so that what it was told of counts no more.
    """

    household: Household
    previous: Application | None
    applicants: tuple[Applicant, ...]
    enrollments: tuple[Enrollment, ...]
    members: Mapping[int, tuple[EnrollmentMember, ...]]
    consent: Consent | None
    renewals: Mapping[int, Renewal]
    ahead: Application | None
    answered: bool
    decision: Determination | None
    people_ahead: tuple[Applicant, ...]
    chosen: frozenset[tuple[str, int]]
    decided: Decided | None = None
    medicare: frozenset[str] = frozenset()
    reported: bool = False

    def provided_for(self, before: Enrollment) -> bool:
        """Whether any who stays on an enrollment has a plan of the new year already; of the household's others it says nothing."""
        if not self.chosen:
            return False
        staying = (each for each in self.members[before.id] if each.stays)  # type: ignore[attr-defined]  # as it was read
        return any((before.kind, each.person_id) in self.chosen for each in staying)

    @property
    def application(self) -> Application:
        """The newest signed one of the year that ends, where nothing is decided for the new year."""
        assert self.previous is not None
        return self.previous


# What was told while shopping is of no concern any more, and stays sealed; people's answers are opened where something is decided.
PUT_ASIDE = ("shopping",)
# When a row was written is told to nobody; who is covered to the end, the database answers.
CLOCK = ("created_at", "selected_at", "made_at", "joined_at", "last_login")
DAYS = ("coverage", "before_end")
# What a renewal goes on from, of the three dozen columns of an enrollment.
BEFORE = (
    "id", "reference", "application_id", "kind", "catalog_id", "plan_id", "issuer_id", "premium_cents", "credit_cents", "elected_cents",
    "signature",
)  # fmt: skip
# A plan is opened where it is carried out.
KEPT = ("plan",)
# What was decided is enough to go on from, in its shape; of which decision it is, the key.
WHICH = ("id", "application_id")


def to_tell(terms: Terms) -> list[int]:
    """Keys of the households with coverage to the end of the year before, of which some was not told yet, in order."""
    rows = _standing(terms).filter(application__state=terms.state, renewal=None)
    mine = rows.values_list("application__household_id", flat=True)
    return sorted(set(mine))


def to_enroll(terms: Terms) -> list[int]:
    """Keys of the households that were told and said nothing in time, in order."""
    due = Renewal.objects.filter(
        exchange=terms.exchange, state=terms.state, year=terms.year, status=Renewal.Status.TOLD, due_on__lte=terms.on
    )
    return sorted(set(due.values_list("household_id", flat=True)))


def _standing(terms: Terms) -> QuerySet[Enrollment]:
    """What stands to the last day of the year before, in whatever state."""
    return Enrollment.objects.filter(
        exchange=terms.exchange, year=terms.year - 1, status__in=STANDING, end=terms.last_before
    )


def locked(keys: Sequence[int]) -> list[Household]:
    """Those of the households that nobody else works on now, held until the transaction ends."""
    rows = Household.objects.filter(pk__among=keys).order_by("pk").select_for_update(skip_locked=True)
    found = read_models(rows, without=CLOCK)
    accounts = User.objects.filter(pk__among={each.owner_id for each in found})
    owners = {each.id: each for each in read_models(accounts, without=CLOCK)}
    for each in found:
        tie(each, owner=owners[each.owner_id])
    return found


def load(terms: Terms, households: Sequence[Household], told: Sequence[Renewal] | None = None) -> list[Renewing]:
    """Everything of some households, in their order. Who has nothing that stands any more is left out.

    told: their renewals, where they are read already.
    """
    keys = {each.id for each in households}
    applications = _applications(keys)
    here = {key for key, (_, state) in applications.items() if state == terms.state}
    enrollments = _by_household(_standing(terms).filter(application__among=here), applications)
    persons = {
        each.id: each for each in read_models(Person.objects.filter(household__among=keys))
    }  # one of each, whatever names them
    members = _members(terms, {each.id for rows in enrollments.values() for each in rows}, persons)
    renewals: dict[int, dict[int, Renewal]] = defaultdict(dict)
    for renewal in renewals_of(terms, keys) if told is None else told:
        renewals[renewal.household_id][renewal.before_id] = renewal
    own = _signed(keys, terms.year, also_renewed=False)
    told_of = _told(renewals)
    reported = _reported(told_of.keys() - own.keys(), told_of, terms.year - 1)
    ahead = {key: one for key, one in told_of.items() if key not in reported} | own
    decisions = _decisions([*ahead.values()])
    consents, chosen = _consents(keys), _chosen(applications, terms)
    undecided = {key for key in keys if key not in ahead or ahead[key].id not in decisions}
    before = _signed(undecided, terms.year - 1)
    medicare = _medicare(before, terms.year - 1)
    people = _people([*before.values()], persons) | _people([*ahead.values()], persons, without=("answers",))
    left_out = undecided - before.keys()
    found = []
    for household in households:
        key = household.id
        if key not in enrollments or key in left_out:
            continue
        mine, new = before.get(key), ahead.get(key)
        decision = decisions.get(new.id) if new else None
        for each in filter(None, (mine, new)):
            tie(each, household=household, exchange=terms.exchange)
        found.append(
            Renewing(
                household=household, previous=mine, applicants=people[mine.id] if mine else (), enrollments=tuple(enrollments[key]),
                members={each.id: members[each.id] for each in enrollments[key]},
                consent=consent_of(consents[key]), renewals=renewals[key], ahead=new, answered=key in own,
                decision=decision, people_ahead=people[new.id] if new else (),
                chosen=frozenset(chosen[key]), medicare=medicare[key], reported=key in reported,
            )
        )  # fmt: skip
    return found


def _applications(keys: Collection[int]) -> dict[int, tuple[int, str]]:
    """Application -> household and state, of all that these households began. By them their enrollments are found: the database does not
    go through those of everybody, as it does where it is to join them.
    """
    rows = Application.objects.filter(household__among=keys).values_list("pk", "household_id", "state")
    return {key: (household, state) for key, household, state in rows}


def renewals_of(terms: Terms, keys: Collection[int]) -> list[Renewal]:
    """The renewals into the year of some households."""
    return read_models(Renewal.objects.filter(household__among=keys, year=terms.year), without=KEPT)


def _members(
    terms: Terms, keys: Collection[int], persons: Mapping[int, Person]
) -> dict[int, tuple[EnrollmentMember, ...]]:
    """Enrollment -> its people, the subscriber first. stays: to the last day of the year."""
    found: dict[int, list[EnrollmentMember]] = {key: [] for key in keys}
    rows = EnrollmentMember.objects.filter(enrollment__among=keys).annotate(
        stays=Q(active=True, coverage__endswith__gt=terms.last_before)
    )
    ordered = rows.order_by("enrollment", "-subscriber", "position", "id")
    for each in read_models(ordered, without=DAYS, known={"person": persons}):
        found[each.enrollment_id].append(each)
    return {key: tuple(people) for key, people in found.items()}


def _told(renewals: Mapping[int, Mapping[int, Renewal]]) -> dict[int, Application]:
    """Household -> the application that it was told of last."""
    told = (renewal.application_id for rows in renewals.values() for renewal in rows.values())
    named = {key for key in told if key is not None}
    found = read_models(Application.objects.filter(pk__among=named).order_by("id"), without=PUT_ASIDE)
    return {each.household_id: each for each in found}


def _reported(keys: Collection[int], told_of: Mapping[int, Application], year: int) -> set[int]:
    """Households that signed answers of a year after they were told of the next one."""
    rows = Application.objects.filter(household__among=keys, year=year, status=Application.Status.SUBMITTED)
    return {household for household, key in rows.values_list("household", "id") if key > told_of[household].id}


def _by_household(
    rows: QuerySet[Enrollment], applications: Mapping[int, tuple[int, str]]
) -> dict[int, list[Enrollment]]:
    """In the order in which they were chosen."""
    enrollments = read_models(rows.order_by("id"), only=BEFORE)
    catalogs = CatalogNumber.objects.in_bulk({each.catalog_id for each in enrollments})
    found: dict[int, list[Enrollment]] = defaultdict(list)
    for each in enrollments:
        tie(each, catalog=catalogs[each.catalog_id])
        found[applications[each.application_id][0]].append(each)
    return found


def _signed(keys: Collection[int], year: int, *, also_renewed: bool = True) -> dict[int, Application]:
    """Household -> its newest signed application of a year. also_renewed: those that a renewal made, too."""
    rows = Application.objects.filter(household__among=keys, year=year, status=Application.Status.SUBMITTED)
    if not also_renewed:
        # A renewal asks for no consent; who signs does, or files no return.
        rows = rows.exclude(pk__in=Renewal.objects.filter(household__among=keys, year=year).values("application"))
    return {each.household_id: each for each in read_models(rows.order_by("submitted_on", "id"), without=PUT_ASIDE)}


def _people(
    applications: Sequence[Application], persons: Mapping[int, Person], *, without: Sequence[str] = ()
) -> dict[int, tuple[Applicant, ...]]:
    by_key = {each.id: each for each in applications}
    found: dict[int, list[Applicant]] = {key: [] for key in by_key}
    rows = Applicant.objects.filter(application__among=by_key).order_by("application", "position")
    for one in read_models(rows, without=without, known={"application": by_key, "person": persons}):
        found[one.application_id].append(one)
    return {key: tuple(people) for key, people in found.items()}


def _decisions(applications: Sequence[Application]) -> dict[int, Determination]:
    """Application -> its newest decision."""
    by_key = {each.id: each for each in applications}
    rows = Determination.objects.filter(application__among=by_key).order_by("id")
    return {each.application_id: each for each in read_models(rows, only=WHICH, known={"application": by_key})}


def read_decided(found: Sequence[Renewing]) -> None:
    """Have households know what was decided for the new year, where something was."""
    decisions = [each.decision.id for each in found if each.decision]
    said = read_sealed(Determination.objects.filter(pk__among=decisions), "result", Decided) if decisions else {}
    for each in found:
        if each.decision:
            each.decided = said[each.decision.id]


def _consents(keys: Collection[int]) -> dict[int, list[Consent]]:
    """Household -> what was signed about tax data, oldest first."""
    rows = Application.objects.filter(household__among=keys, consent_years__isnull=False, status="submitted")
    found: dict[int, list[Consent]] = defaultdict(list)
    for household, year, years in rows.order_by("submitted_on", "id").values_list("household", "year", "consent_years"):
        found[household].append(Consent(year, years or 0))
    return found


def _medicare(before: Mapping[int, Application], year: int) -> dict[int, frozenset[str]]:
    """Household -> who counted as having Medicare when it was renewed into a year, where nobody has signed anything since."""
    found: dict[int, frozenset[str]] = defaultdict(frozenset)
    for each in read_models(Renewal.objects.filter(household__among=before, year=year), without=KEPT):
        if before[each.household_id].submitted_on == each.told_on:
            found[each.household_id] |= {note["person"] for note in each.notes if note["code"] in MEDICARE}
    return found


def _chosen(applications: Mapping[int, tuple[int, str]], terms: Terms) -> dict[int, set[tuple[str, int]]]:
    """Household -> who of it has coverage of which kind for the new year."""
    rows = Enrollment.objects.filter(
        application__among=applications, year=terms.year, status__in=ACTIVE, members__active=True
    )
    found: dict[int, set[tuple[str, int]]] = defaultdict(set)
    for application, kind, person in rows.values_list("application", "kind", "members__person"):
        found[applications[application][0]].add((kind, person))
    return found
