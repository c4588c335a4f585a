from django.apps import AppConfig


class MutualAidConfig(AppConfig):
    name = "mutual_aid"
    label = "mutual_aid"
