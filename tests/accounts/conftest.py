"""People, messages and simulated services of these tests."""

import json

import pytest

from coverport.accounts.models import User
from coverport.accounts.simulators.openid import OpenId
from coverport.accounts.simulators.questions import questions_face
from coverport.accounts.simulators.server import Simulator

PASSWORD = "correct horse battery"


@pytest.fixture
def ana(federal):
    return User.objects.create_user("ana@example.com", PASSWORD)


@pytest.fixture
def texts(settings, tmp_path):
    """What was sent to phones, as a function: the messages so far, the oldest first."""
    settings.SMS_FOLDER = tmp_path / "sms"
    return lambda: [json.loads(file.read_text()) for file in sorted(settings.SMS_FOLDER.glob("*.json"))]


@pytest.fixture
def providers(settings):
    """The simulated identity providers, served over HTTP; their address is set."""
    with Simulator((OpenId().face(), questions_face())).running() as simulator:
        settings.IDENTITY_ADDRESS = simulator.address
        settings.REMOTE_TIMEOUT = 0.5
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {
                "OAUTH_PKCE_ENABLED": True,
                "APPS": [
                    {
                        "provider_id": "identity",
                        "name": "Simulated ID",
                        "client_id": "coverport",
                        "secret": "simulated",
                        "settings": {"server_url": simulator.address, "oauth_pkce_enabled": True},
                    }
                ],
            }
        }
        yield simulator


@pytest.fixture(autouse=True)
def nothing_counted_before():
    """Rate limits of an earlier test."""
    from django.core.cache import cache

    cache.clear()
