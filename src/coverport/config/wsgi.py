"""The server's entry: the plan API first, then the site."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coverport.config.settings")

site = get_wsgi_application()

from coverport.shopping.api.entry import plan_api_before  # noqa: E402  once Django is set up

application = plan_api_before(site)
