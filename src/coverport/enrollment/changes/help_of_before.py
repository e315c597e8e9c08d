"""Which decision counts while an appeal is open: the level of eligibility immediately before the appealed one, 45 CFR 155.525(b)."""

from django.db.models import Exists, OuterRef, QuerySet

from coverport.appeals.models import Appeal
from coverport.applications.models import Determination
from coverport.applications.verification.models import Redetermination
from coverport.enrollment.models import Change

# The kind of change by which plans went back to it.
KEEPS = "appeal_pending"


def level_before(determination: Determination) -> Determination | None:
    """The decision that counted immediately before: what an office decided anew, or the household's last one of the year.

    Where that is appealed, too, and help goes on meanwhile, the one before it.
    """
    made = Redetermination.objects.filter(determination=determination).select_related("before__application").first()
    if made is not None:
        return level_before(made.before) if waiting_appeals(determination=made.before).exists() else made.before
    application = determination.application
    earlier = Determination.objects.filter(
        application__household=application.household_id, application__year=application.year, pk__lt=determination.pk
    )
    return earlier.select_related("application").order_by("-pk").first()


def meanwhile(determination: Determination) -> Determination:
    """By which a household chooses a plan while it appeals this one: that of before, once its plans went back to it.

    Only where both decided the same answers: who came into the household since has no decision of before, and staff help them.
    """
    appeal = waiting_appeals(determination=determination).first()
    if appeal is None or not _went_back(appeal):
        return determination
    before = level_before(determination)
    return before if before is not None and before.application_id == determination.application_id else determination


def _went_back(appeal: Appeal) -> bool:
    done = Change.objects.filter(kind=KEEPS, authority__endswith=number_of(appeal), status=Change.Status.DONE)
    return done.filter(household=appeal.application.household_id).exists()


def waiting_appeals(**about: object) -> QuerySet[Appeal]:
    """Appeals that wait, of whoever keeps help meanwhile."""
    return Appeal.objects.filter(status=Appeal.Status.OPEN, keeps_help=True, **about)


def with_appeals(decisions: QuerySet[Determination]) -> QuerySet[Determination]:
    """Decisions that say whether such an appeal waits: `appealed`."""
    return decisions.annotate(appealed=Exists(waiting_appeals(determination=OuterRef("pk"))))


def number_of(appeal: Appeal) -> str:
    """What a change's authority ends with, so that one appeal is one change."""
    return f"appeal {appeal.reference}"
