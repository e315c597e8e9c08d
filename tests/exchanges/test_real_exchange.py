"""An installation with real exchanges alone: no sample beside them, nothing invented on them."""

from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

from coverport.accounts.models import User
from coverport.config.management.commands import serve
from coverport.core import proxies
from coverport.exchanges import profiles
from coverport.exchanges.models import Exchange
from coverport.oversight.models import Contract
from coverport.plans.models import PlanFiling
from coverport.shopping.api import entry


@pytest.fixture
def vermont(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Vermont's own folder, in the place of all samples."""
    folder = tmp_path / "vt"
    folder.mkdir()
    for name in ("calendar.yaml", "partners.yaml"):
        (folder / name).write_bytes((profiles.FOLDERS / "vt" / name).read_bytes())
    profile = yaml.safe_load((profiles.FOLDERS / "vt" / "profile.yaml").read_text())
    del profile["sample_dates"], profile["sample_markets"]
    (folder / "profile.yaml").write_text(yaml.safe_dump(profile))
    monkeypatch.setenv("COVERPORT_EXCHANGES", str(tmp_path))


@pytest.mark.usefixtures("vermont")
def test_without_their_name_in_the_list_the_samples_are_not_there():
    assert profiles.slugs() == ("vt",)
    assert not profiles.load("vt").is_sample
    with pytest.raises(profiles.NoExchange, match="serves MA"):
        profiles.for_state("MA")


def test_with_it_they_are_and_a_folder_named_later_goes_before_them(vermont, tmp_path, monkeypatch):
    monkeypatch.setenv("COVERPORT_EXCHANGES", f"samples:{tmp_path}")
    assert profiles.slugs() == ("federal", "ma", "vt")
    assert not profiles.load("vt").is_sample
    assert profiles.load("ma").is_sample


@pytest.mark.django_db
def test_set_up_invents_nothing_on_a_real_exchange(vermont):
    call_command("set_up", verbosity=0)
    assert [(one.slug, one.sample, one.date_of_record) for one in Exchange.objects.all()] == [("vt", False, None)]
    for invented in (PlanFiling, User, Contract):
        assert not invented.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("sample", "simulated"), [(True, ["agencysim", "hubsim", "paysim"]), (False, [])])
def test_nobody_real_is_asked_or_paid_by_a_simulation(sample, simulated, monkeypatch):
    monkeypatch.delenv("COVERPORT_PROCESSOR_URL", raising=False)
    Exchange.objects.create(slug="vt", name="Vermont", sample=sample)
    started = [
        part for made in (serve._sample_hub, serve._practice_processor, serve._sample_agency) for part in made()[0]
    ]
    assert sorted(part.name for part in started) == simulated


@pytest.mark.django_db
def test_a_proxy_that_ends_https_is_believed_where_the_site_is_served_by_https(client, settings):
    page = {"path": "/healthz", "headers": {"X-Forwarded-Proto": "https"}}
    settings.SECURE_HSTS_SECONDS = 60
    assert "Strict-Transport-Security" not in client.get(**page)
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert client.get(**page)["Strict-Transport-Security"] == "max-age=60"
    asked = {"wsgi.url_scheme": "http", "HTTP_X_FORWARDED_PROTO": "https"}
    assert entry._is_secure(asked)
    assert not entry._is_secure({**asked, "HTTP_X_FORWARDED_PROTO": "http"})
    settings.SECURE_PROXY_SSL_HEADER = None
    assert not entry._is_secure(asked)


@pytest.mark.django_db
def test_tries_to_sign_in_are_counted_for_whoever_stands_behind_the_proxy(client, monkeypatch):
    """Else five wrong passwords of anybody would lock an account for everybody."""
    monkeypatch.setattr(proxies, "PROXIES", (proxies.ipaddress.ip_network("127.0.0.1/32"),))
    proxies._is_proxy.cache_clear()
    tried = {"login": "ana@example.org", "password": "wrong"}

    def status(client_address: str) -> int:
        headers = {"X-Forwarded-For": client_address}
        return client.post("/account/login/", tried, headers=headers).status_code

    assert [status("198.51.100.7") for _ in range(6)][-1] == 429
    assert status("198.51.100.8") != 429
