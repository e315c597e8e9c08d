"""A day whose law is not known here: the signature is not taken, and the page says why in the person's language."""

from datetime import date

import pytest

from coverport.applications.models import Application, Determination
from coverport.exchanges.models import Exchange
from tests.applications.households import answered, publish_samples, somebody

pytestmark = pytest.mark.django_db
SIGNED = {"true": "on", "signature": "Ana Rivera", "consent_years": "0"}


@pytest.mark.parametrize(
    ("language", "title"), [("en", "We cannot work this out today"), ("es", "Hoy no podemos calcularlo")]
)
def test_who_signs_on_a_day_without_a_guideline_is_told_so_and_whom_to_call(client, federal, language, title):
    publish_samples()
    ana = somebody()
    draft = answered(ana, federal)
    client.force_login(ana)
    Exchange.objects.update(date_of_record=date(2030, 2, 18))
    page = client.post(f"/federal/apply/{draft.reference}/review/", SIGNED, headers={"accept-language": language})
    assert page.status_code == 503
    assert f"<h1>{title}</h1>" in page.content.decode()
    assert federal.profile.phone in page.content.decode()
    assert Application.objects.get().is_draft
    assert not Determination.objects.exists()
