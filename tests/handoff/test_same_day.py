"""An office may change its mind on one day, and change it back."""

from datetime import date

from coverport.applications.determining import facts_of
from coverport.applications.models import Determination
from coverport.applications.queries import determination_of
from coverport.applications.replay import replay_of
from coverport.applications.verification.models import Redetermination
from coverport.applications.verification.redetermining import redetermine
from coverport.applications.verification.rules.instead import with_programs
from coverport.handoff.known import denied
from coverport.handoff.outbox import AGENCY
from tests.applications.households import ANA
from tests.handoff.people import signed

TOLD = date(2014, 3, 10)


def test_each_word_of_one_day_is_a_decision_of_its_own_that_replays(ana, federal, on_sale):
    application = signed(ana, federal, (ANA,))
    person = application.applicants.get().person.reference

    def says(change) -> Redetermination:
        given = change(facts_of(determination_of(application)))
        return redetermine(application, given, by=AGENCY, on=TOLD, effective_on=date(2014, 4, 1))

    no = lambda given: denied(given, person)  # noqa: E731
    made = [says(no), says(no), says(lambda given: with_programs(given, person, ["medicaid"])), says(no)]
    found = [one.determination for one in made]
    assert [one.again for one in found] == [0, 1, 0, 0]
    assert determination_of(application) == found[-1]
    assert [one.before for one in made] == [made[0].before, *found[:-1]]
    assert all(replay_of(Determination.objects.get(pk=one.pk)).holds for one in found)
