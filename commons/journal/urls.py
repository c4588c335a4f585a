from django.urls import path

from commons.journal import views

app_name = "journal"
urlpatterns = [path("", views.record, name="record")]
