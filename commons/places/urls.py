from django.urls import path

from commons.places import views

app_name = "places"
urlpatterns = [
    path("", views.neighbourhoods, name="list"),
    path("ajouter/", views.open_neighbourhood, name="open"),
    path("<str:slug>/flux.xml", views.feed, name="feed"),
    path("<str:slug>/", views.neighbourhood, name="neighbourhood"),
]
