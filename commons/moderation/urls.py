from django.urls import path

from commons.moderation import views

app_name = "moderation"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("<int:pk>/", views.settle, name="settle"),
    path("decisions/<int:pk>/contester/", views.appeal, name="appeal"),
    path("<int:pk>/transmettre/", views.forward, name="forward"),
    path("filtre/", views.show_gate, name="gate"),
    path("mes-signalements/", views.my_flags, name="mine"),
    path("signaler/<str:label>/<int:pk>/", views.flag, name="flag"),
]
