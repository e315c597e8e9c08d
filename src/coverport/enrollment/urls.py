"""Addresses of this room: an application's way to a plan, an enrollment's own page."""

from django.urls import path

from coverport.core.access import Permission, permitted, signed_in
from coverport.enrollment import standing_views, views
from coverport.enrollment.changes import settle_views, take_in_views
from coverport.enrollment.changes import views as change_views
from coverport.enrollment.choice import dental_views
from coverport.enrollment.renewal import views as renewal_views
from coverport.enrollment.rescission import views as rescission_views
from coverport.enrollment.special import proof_views
from coverport.enrollment.special import views as special_views

SETTLE, REVIEW = Permission.SETTLE_CHANGES, Permission.REVIEW_PROOF

app_name = "enrollment"
# The last steps of a choice first: on the last evening everybody takes them at once, and addresses are tried in turn.
urlpatterns = [
    path("<ref:reference>/review/", signed_in(views.review), name="review"),
    path("<ref:reference>/", signed_in(standing_views.confirmation), name="confirmation"),
    path("", signed_in(standing_views.mine), name="mine"),
    path("grant/", permitted(SETTLE, special_views.grant), name="grant"),
    path("proofs/", permitted(REVIEW, proof_views.desk), name="proofs"),
    path("proofs/<ref:reference>/", permitted(REVIEW, proof_views.decide), name="decide"),
    path("proof/<ref:reference>/", signed_in(proof_views.proof), name="proof"),
    path("proof/<ref:reference>/files/<ref:file>/", signed_in(proof_views.file), name="proof_file"),
    path("<ref:reference>/when/", signed_in(special_views.when), name="when"),
    path("<ref:reference>/dental/", signed_in(dental_views.plans), name="dental"),
    path("<ref:reference>/plans/", signed_in(views.plans), name="plans"),
    path("<ref:reference>/credit/", signed_in(views.credit), name="credit"),
    path("changes/", permitted(SETTLE, change_views.queue), name="changes"),
    path("changes/told/", permitted(SETTLE, take_in_views.find), name="take_in"),
    path("changes/told/<ref:reference>/", permitted(SETTLE, take_in_views.take_in), name="take_in_of"),
    path("changes/fraud/", permitted(SETTLE, rescission_views.find), name="rescission_find"),
    path("changes/fraud/<ref:reference>/", permitted(SETTLE, rescission_views.desk), name="rescission_desk"),
    path("rescission/<ref:reference>/", signed_in(rescission_views.answer), name="rescission"),
    path("changes/<ref:reference>/", permitted(SETTLE, settle_views.settle), name="settle"),
    path("change/<ref:reference>/", signed_in(change_views.change), name="change"),
    path("change/<ref:reference>/leaving/", signed_in(change_views.leaving), name="leaving"),
    path("change/<ref:reference>/withdraw/", signed_in(change_views.withdraw), name="withdraw"),
    path("change/<ref:reference>/ask/", signed_in(change_views.ask), name="ask"),
    path("<ref:reference>/change/", signed_in(change_views.report), name="report"),
    path("<ref:reference>/answers/", signed_in(change_views.answers), name="answers"),
    path("renewal/<ref:reference>/", signed_in(renewal_views.renewal), name="renewal"),
]
