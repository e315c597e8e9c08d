"""What a change leaves as it is: the plan of the next year, the income of who died. Pages and letters say so, and what to do."""

from collections.abc import Mapping
from datetime import date

import msgspec
from django.utils.translation import gettext as _

from coverport.core.dates import day_before, long_date
from coverport.core.listing import listed
from coverport.core.money import Cents, display
from coverport.enrollment import queries
from coverport.enrollment.changes.previewing import Preview
from coverport.enrollment.models import Change, Enrollment
from coverport.enrollment.rules.kinds import KINDS
from coverport.enrollment.story import told


class Untouched(msgspec.Struct, frozen=True):
    """One plan that a change does not reach. way: how the change is told (of rules/kinds.py), or income: of who died, or dental: the
    dental plan beside a health plan that ends.

    reference: of the plan; names: who leaves and is still on it, or who died; changed: the plan year of the change; net: what is
    paid for it by the month; sorry: whether it is the first that is said of a death.
    """

    way: str
    reference: str
    plan: str
    issuer: str
    year: int
    changed: int
    first: date
    net: Cents
    names: tuple[str, ...] = ()
    sorry: bool = False

    @property
    def title(self) -> str:
        if self.way == "income":
            return _("The income of %(names)s in %(year)s") % self._facts
        if self.way == "dental":
            return _("Your dental plan")
        return _("Your plan for %(year)s") % self._facts

    @property
    def words(self) -> str:
        """What goes on as it is."""
        texts = {
            "answers": _(
                "This change counts for %(changed)s only. %(plan)s of %(issuer)s, your plan for %(year)s, goes on as it is: its price "
                "and what you pay for care rest on the answers that we had before."
            ),
            "people": _(
                "This change counts for %(changed)s only. %(plan)s of %(issuer)s, your plan for %(year)s, goes on as it is, with "
                "%(names)s on it."
            ),
            "end": _(
                "This ends your plan for %(changed)s only. %(plan)s of %(issuer)s, your plan for %(year)s, goes on all the same: it "
                "starts on %(first)s, and you pay %(net)s a month."
            ),
            "dental": _(
                "%(plan)s of %(issuer)s, your dental plan, goes on all the same, at its full price of %(net)s a month: without a health "
                "plan no tax credit pays for it."
            ),
            "income": _(
                "The income of %(names)s for %(year)s still counts as it was told, and the tax credit rests on it."
            ),
        }  # fmt: skip
        said = texts[self.way] % self._facts
        return " ".join((_("We are sorry for your loss."), said)) if self.sorry else said

    @property
    def todo(self) -> str:
        """What can be done about it, where a link follows."""
        texts = {
            "answers": _(
                "If what changed counts in %(year)s, too, report it for that plan, so that its help is right."
            ),
            "people": _("If that should change, report it for that plan, too."),
            "end": _("If you do not want that plan either, end it, too. As its last day, enter %(eve)s."),
            "dental": _("If you do not want it any more, end it, too."),
            "income": _(
                "When you are ready, tell us what your household’s income is now. Your help may change with it."
            ),
        }
        return texts[self.way] % self._facts

    @property
    def link(self) -> str:
        texts = {
            "answers": _("Report the change for %(year)s"),
            "people": _("Report the change for %(year)s"),
            "end": _("End the plan for %(year)s"),
            "dental": _("End the dental plan"),
            "income": _("Report the income for %(year)s"),
        }
        return texts[self.way] % self._facts

    @property
    def how(self) -> str:
        """Where to do it, in a letter; the exchange's telephone numbers are to be filled in."""
        return _("Sign in, open “My plan” and report it there, or call us at %(phone)s (TTY %(tty)s).")

    @property
    def _facts(self) -> dict[str, object]:
        return {
            "plan": self.plan, "issuer": self.issuer, "year": self.year, "changed": self.changed, "names": listed(self.names),
            "first": long_date(self.first), "eve": long_date(day_before(self.first)), "net": display(self.net),
        }  # fmt: skip


def untouched_by(change: Change, names: Mapping[str, str], outcome: Preview | None = None) -> tuple[Untouched, ...]:
    """As it stands now. names: short names of everybody in the household, by reference; outcome: what the change does, or did."""
    if change.kind == "death":
        left = enumerate(queries.income_of_the_dead(change))
        return tuple(
            _of(plan, change, "income", [names.get(each, "") for each in who], sorry=not nr) for nr, (plan, who) in left
        )
    way = KINDS[change.kind].way
    found = []
    for plan in queries.plans_of_next_year(change):
        staying = plan.members.filter(active=True, coverage__endswith__gt=plan.end)
        on_it = set(staying.values_list("person__reference", flat=True))
        found.append(_of(plan, change, way, [names.get(each, "") for each in change.people if each in on_it]))
    if (dental := queries.dental_without_health(change, outcome)) is not None:
        found.append(msgspec.structs.replace(_of(dental, change, "dental", []), net=dental.premium_cents))
    return tuple(found)


def _of(plan: Enrollment, change: Change, way: str, names: list[str], *, sorry: bool = False) -> Untouched:
    story = told(plan)
    return Untouched(
        way=way, reference=plan.reference, plan=story.plan_name, issuer=story.issuer, year=plan.year, changed=change.enrollment.year,
        first=plan.start, net=plan.net_cents, names=tuple(names), sorry=sorry,
    )  # fmt: skip
