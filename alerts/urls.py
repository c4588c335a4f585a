"""The addresses of relayed information."""

from django.urls import path

from alerts.views import drilling, feeding, preparing, reading, ruling, stopping, wishing

app_name = "alerts"

urlpatterns = [
    path("", reading.alerts, name="list"),
    path("ecrire/", preparing.write, name="write"),
    path("preparation/", preparing.preparation, name="preparation"),
    path("preparation/<int:pk>/", preparing.bulletin, name="bulletin"),
    path("preparation/<int:pk>/modifier/", preparing.revise, name="revise"),
    path("preparation/<int:pk>/confirmer/", preparing.confirm, name="confirm"),
    path("preparation/<int:pk>/refuser/", preparing.refuse, name="refuse"),
    path("regles/", ruling.rules, name="rules"),
    path("mes-avis/", wishing.wishes, name="wishes"),
    path("mes-avis/fin/<str:token>/", wishing.end_mails, name="mail_end"),
    path("exercices/", drilling.drills, name="drills"),
    path("flux.xml", feeding.feed, name="feed"),
    path("cap.xml", feeding.caps, name="caps"),
    path("exercices/flux.xml", feeding.feed, {"drills": True}, name="drills_feed"),
    path("exercices/cap.xml", feeding.caps, {"drills": True}, name="drills_caps"),
    path("cap/<uuid:uid>.xml", feeding.cap, name="cap"),
    path("cap/<uuid:uid>/fin.xml", feeding.cap_of_end, name="cap_of_end"),
    path("lu/<int:pk>/", reading.acknowledge, name="acknowledge"),
    path("<int:pk>/", reading.alert, name="alert"),
    path("<int:pk>/mettre-a-jour/", preparing.update, name="update"),
    path("<int:pk>/lever/", stopping.end, name="end"),
    path("<int:pk>/annuler/", stopping.cancel, name="cancel"),
]
