from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "commons.places"
    label = "places"
