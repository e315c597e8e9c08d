"""The address of the desk. Whoever has a part here opens it; for others it is not there."""

from django.urls import path

from coverport.core.access import Permission, permitted
from coverport.desk import views

app_name = "desk"
urlpatterns = [path("", permitted(Permission.SEE_DESK, views.desk), name="desk")]
