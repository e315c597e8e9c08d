"""Addresses of the review of papers. State workers of the exchange alone; another exchange's are not there."""

from django.urls import path

from coverport.applications.verification import staff_views
from coverport.core.access import Permission, permitted

REVIEW = Permission.REVIEW_PROOF

app_name = "verification"
urlpatterns = [
    path("", permitted(REVIEW, staff_views.desk), name="desk"),
    path("twice/", permitted(REVIEW, staff_views.twice), name="twice"),
    path("<ref:reference>/", permitted(REVIEW, staff_views.review), name="review"),
    path("<ref:reference>/accept/", permitted(REVIEW, staff_views.accept), name="accept"),
    path("<ref:reference>/time/", permitted(REVIEW, staff_views.more_time), name="more_time"),
    path("<ref:reference>/words/refuse/", permitted(REVIEW, staff_views.refuse_words), name="refuse_words"),
    path("<ref:reference>/files/<ref:file>/", permitted(REVIEW, staff_views.file), name="file"),
    path("<ref:reference>/files/<ref:file>/refuse/", permitted(REVIEW, staff_views.refuse), name="refuse"),
]
