from django.urls import path

from commons.search import views

app_name = "search"
urlpatterns = [
    path("", views.results, name="results"),
    path("opensearch.xml", views.description, name="description"),
    path("suggestions/", views.suggestions, name="suggestions"),
]
