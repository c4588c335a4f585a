from django.urls import path

from commons.conversations import views

app_name = "conversations"
urlpatterns = [
    path("", views.spaces, name="spaces"),
    path("fils/", views.threads, name="threads"),
    path("espaces/<str:acct>/", views.space, name="space"),
    path("espaces/<str:acct>/nouvelle/", views.start_topic, name="start_topic"),
    path("<int:pk>/", views.topic, name="topic"),
    path("<int:pk>/ecrire/", views.write, name="write"),
    path("<int:pk>/fermer/", views.lock, name="lock"),
    path("<int:pk>/rouvrir/", views.reopen, name="reopen"),
    path("<int:pk>/epingler/", views.pin, name="pin"),
    path("<int:pk>/quitter/", views.leave, name="leave"),
    path("messages/<int:pk>/", views.post, name="post"),
    path("messages/<int:pk>/modifier/", views.revise, name="revise"),
    path("messages/<int:pk>/supprimer/", views.delete, name="delete"),
    path("messages/<int:pk>/masquer/", views.hide, name="hide"),
    path("messages/<int:pk>/montrer/", views.show, name="show"),
    path("messages/<int:pk>/reagir/", views.react, name="react"),
]
