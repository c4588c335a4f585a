"""Acting for somebody, and seeing who acts for oneself."""

from django.urls import path

from commons.mandates.views import desk, mine, one

app_name = "mandates"
urlpatterns = [
    path("moi/mandats/", mine.mine, name="mine"),
    path("mandats/", desk.desk, name="desk"),
    path("mandats/preparer/", desk.prepare, name="prepare"),
    path("mandats/chiffres/", desk.figures, name="figures"),
    path("mandats/agir/fin/", one.stop, name="stop"),
    path("mandats/<int:pk>/", one.mandate, name="mandate"),
    path("mandats/<int:pk>/papier/", one.paper, name="paper"),
    path("mandats/<int:pk>/accord/", one.agree, name="agree"),
    path("mandats/<int:pk>/confirmer/", one.confirm, name="confirm"),
    path("mandats/<int:pk>/commencer/", one.begin, name="begin"),
    path("mandats/<int:pk>/agir/", one.act, name="act"),
    path("mandats/<int:pk>/fin/", one.revoke, name="revoke"),
]
