"""Addresses of the plan API: one for each path of the list of operations, all open to anybody."""

import re
from collections.abc import Iterable

from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from coverport.core.access import public
from coverport.shopping.api.every_operation import OPERATIONS
from coverport.shopping.api.openapi import document, page
from coverport.shopping.api.operations import Operation
from coverport.shopping.api.views import nowhere, view_of

app_name = "plan_api"


def addresses(operations: Iterable[Operation]) -> list[URLPattern]:
    """One address for each path, with all its methods; names before parameters, so that `plans/search` is no plan id."""
    by_path: dict[str, dict[str, Operation]] = {}
    for one in operations:
        by_path.setdefault(one.path, {})[one.method] = one
    ordered = sorted(by_path, key=lambda each: (each.count("{"), each))
    return [
        path(re.sub(r"\{(\w+)\}", r"<str:\1>", each), public(csrf_exempt(view_of(by_path[each]))), name=each)
        for each in ordered
    ]


urlpatterns = [
    path("", public(page), name="documentation"),
    path("openapi.json", public(document), name="openapi"),
    *addresses(OPERATIONS),
    re_path(r"^", public(csrf_exempt(nowhere))),
]
