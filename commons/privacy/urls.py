"""The register for everybody, one's own data, the desk of the data officer."""

from django.urls import path

from commons.privacy.views import desk, mine, papers, register

app_name = "privacy"
urlpatterns = [
    path("vie-privee/registre/", register.show_register, name="register"),
    path("vie-privee/registre/<str:key>/", register.show_purpose, name="purpose"),
    path("vie-privee/registre.csv", register.take_register, name="register_file"),
    path("vie-privee/depart/<str:receipt>/", register.show_leaving, name="leaving"),
    path("moi/donnees/", mine.mine, name="mine"),
    path("moi/donnees/emporter/", mine.ask_takeaway, name="takeaway"),
    path("moi/donnees/<uuid:uid>.zip", mine.take_file, name="takeaway_file"),
    path("moi/donnees/apporter/", mine.bring, name="bring"),
    path("moi/donnees/apporter/<uuid:uid>/", mine.arrival, name="arrival"),
    path("moi/donnees/demander/", mine.ask, name="ask"),
    path("moi/donnees/geler/", mine.freeze, name="freeze"),
    path("moi/donnees/opposition/", mine.objections, name="objections"),
    path("donnees/", desk.desk, name="desk"),
    path("donnees/analyse/", papers.impact, name="impact"),
    path("donnees/voisines/convention/", papers.arrangement, name="arrangement"),
    path("donnees/sous-traitants/<int:pk>/contrat/", papers.contract, name="contract"),
    path("donnees/demandes/noter/", desk.note_request, name="note_request"),
    path("donnees/demandes/<int:pk>/", desk.show_request, name="request"),
    path("donnees/incidents/noter/", desk.note_incident, name="note_incident"),
    path("donnees/incidents/<int:pk>/", desk.incident, name="incident"),
    path("donnees/sous-traitants/noter/", desk.note_subcontractor, name="note_subcontractor"),
    path("donnees/sous-traitants/<int:pk>/terminer/", desk.end_subcontractor, name="end_subcontractor"),
]
