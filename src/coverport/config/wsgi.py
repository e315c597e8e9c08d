"""The server's entry: the plan API first, then the site."""

import os
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coverport.config.settings")

pages = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402

import coverport.billing.adapters.practice  # noqa: E402, F401  imported where it is chosen, which a request does
from coverport.core.collecting import settle  # noqa: E402
from coverport.core.structs import describe_structs  # noqa: E402
from coverport.core.windows import window  # noqa: E402
from coverport.shopping.api.entry import plan_api_before  # noqa: E402  once Django is set up


def site(environ: dict[str, Any], start_response: Any) -> Any:
    """The pages. What a form changed is committed before it is answered."""
    answer = pages(environ, start_response)
    if environ["REQUEST_METHOD"] == "POST":
        window("change.committed")
    return answer


application = plan_api_before(site)
_ = get_resolver().url_patterns  # with them every view is loaded, before there are threads
describe_structs()
settle()
