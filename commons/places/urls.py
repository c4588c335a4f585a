from django.urls import path

from commons.places import views

app_name = "places"
urlpatterns = [
    path("", views.neighbourhoods, name="list"),
    path("<str:slug>/", views.neighbourhood, name="neighbourhood"),
]
