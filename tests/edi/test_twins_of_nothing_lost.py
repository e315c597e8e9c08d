"""The households of the run that kills are decided as the first one was."""

import pytest

from coverport.applications.models import Determination
from coverport.applications.replay import replay_of
from coverport.enrollment.models import Enrollment
from tests.applications.households import ANA, LUIS, decided, somebody
from tests.edi.nothing_lost.twins import twins
from tests.enrollment.choices import choose, offered

pytestmark = pytest.mark.usefixtures("on_sale")


def test_a_twin_has_people_references_and_a_decision_of_its_own_and_the_same_prices(federal):
    first, of_first = decided(somebody(), federal, (ANA, LUIS))
    made = list(twins(first.household.owner, 2))
    assert len({first.reference, *(application.reference for _, application in made)}) == 3
    for user, application in made:
        assert application.household.owner == user
        assert [one.relationship for one in application.applicants.all()] == ["self", "spouse"]
        (determination,) = Determination.objects.filter(application=application)
        assert determination.sha256 != of_first.sha256
        assert replay_of(determination).differences == ()
        assert [(price.plan.plan_id, price.credit) for price in offered(application)] == [
            (price.plan.plan_id, price.credit) for price in offered(first)
        ]
        choose(application)
    assert Enrollment.objects.count() == 2
