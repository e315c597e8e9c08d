"""Each letter of the hand-off, from real decisions, in each language that is complete; each can be set."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from msgspec.structs import replace

from coverport.core.access import Actor
from coverport.handoff import notices
from coverport.handoff.actions import ask_full_determination
from coverport.handoff.agencysim.samples import somebody as applied
from coverport.handoff.inbox import receive
from coverport.handoff.layout import written
from coverport.handoff.outbox import send_due
from coverport.notices import kinds
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from coverport.notices.typeset import pdf
from tests.applications.households import DAY
from tests.billing.accounts import deliver
from tests.handoff.people import agency_says, case_of, signed

pytestmark = pytest.mark.django_db
SAYS = {
    "en": {
        "account_sent": "We sent your application to",
        "office_decision": "said yes for Ana",
        "account_received": "is here now",
    },
    "es": {
        "account_sent": "Enviamos su solicitud a",
        "office_decision": "dijo que sí",
        "account_received": "ya está aquí",
    },
}


def test_there_are_three():
    made = {name for name, kind in kinds.registered().items() if kind.builder.__module__ == notices.__name__}
    assert made == set(SAYS["en"])


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_letter_says_what_it_must_in_the_readers_language(ana, federal, on_sale, agency, language):
    compiled = [Path(home) / language / "LC_MESSAGES" / "django.mo" for home in settings.LOCALE_PATHS]
    if language != "en" and not any(file.is_file() for file in compiled):
        pytest.skip("the catalog is not compiled (make setup)")
    ana.language = language
    ana.save()
    application = signed(ana, federal)
    person = application.applicants.get().person.reference
    ask_full_determination(actor=Actor.person(ana), application=application, person=person, on=DAY)
    deliver()
    assert send_due() == 1
    agency_says(agency, case_of(), "approved", on=date(2014, 3, 11))
    sent = applied("NH", email="sam@example.org", on=DAY, year=2014)

    receive(federal, written(replace(sent, contact=replace(sent.contact, language=language))), on=DAY)
    for kind, words in SAYS[language].items():
        notice = Notice.objects.get(kind=kind)
        assert notice.language == language
        assert words in "\n".join([notice.title, *texts(notice.content)]), kind
        assert pdf(notice.content)[:4] == b"%PDF"
