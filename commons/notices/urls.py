from django.urls import path

from commons.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notices, name="list"),
    path("lus/", views.read_all, name="read_all"),
    path("<int:pk>/", views.open_notice, name="open"),
]
