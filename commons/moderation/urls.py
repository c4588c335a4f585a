from django.urls import path

from commons.moderation.views import answers, bulk, decisions, figures, flagging, gate, juries, queue

app_name = "moderation"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("ensemble/", bulk.together, name="together"),
    path("chiffres/", figures.show_figures, name="figures"),
    path("suivant/", queue.next_case, name="next"),
    path("dossiers/<int:pk>/", queue.case, name="case"),
    path("dossiers/<int:pk>/prendre/", queue.take, name="take"),
    path("dossiers/<int:pk>/confirmer/", queue.confirm, name="confirm"),
    path("examiner/<str:label>/<int:pk>/", queue.open_case, name="open"),
    path("reponses/", answers.answers, name="answers"),
    path("reponses/<int:pk>/", answers.answers, name="answer"),
    path("mes-decisions/", decisions.my_decisions, name="my_decisions"),
    path("decisions/<int:pk>/", decisions.decision, name="decision"),
    path("decisions/<int:pk>/lever/", decisions.lift, name="lift"),
    path("decisions/<int:pk>/contester/", decisions.appeal, name="appeal"),
    path("recours/", decisions.appeals, name="appeals"),
    path("recours/<int:pk>/", decisions.hear, name="hear"),
    path("jurys/", juries.juries, name="juries"),
    path("jurys/<int:pk>/", juries.jury, name="jury"),
    path("<int:pk>/transmettre/", flagging.forward, name="forward"),
    path("filtre/", gate.show_gate, name="gate"),
    path("mes-signalements/", flagging.my_flags, name="mine"),
    path("signaler/<str:label>/<int:pk>/", flagging.flag, name="flag"),
]
