"""Words of the queues on the staff's page."""

from django.utils.translation import gettext as _

from coverport.fallback.functions import FOR_PEOPLE, title


def queue_words(key: str) -> str:
    """What waits, in the reader's language."""
    if key in FOR_PEOPLE:
        return _("People who came for: %(function)s") % {"function": title(key)}
    return {
        "sorting": _("Scans that a person must sort"),
        "keying": _("Applications to key in"),
        "checking": _("Applications to key a second time"),
        "missing": _("Applications that wait for an answer by mail"),
    }[key]
