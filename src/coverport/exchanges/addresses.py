"""The address of another exchange of this installation."""

from django.conf import settings

from coverport.exchanges.profiles import Profile


def home_of(profile: Profile) -> str:
    """Where an exchange's home page is: under its own host name, or in the demo under its part of the path."""
    if settings.EXCHANGE_BY_PATH or not profile.hosts:
        return f"/{profile.slug}/"
    return f"//{profile.hosts[0]}/"
