from django.urls import path

from commons.notices.views import devices, feeding, reading, subscribing, wishing

app_name = "notices"
urlpatterns = [
    path("", reading.notices, name="list"),
    path("lus/", reading.read_all, name="read_all"),
    path("reglages/", wishing.wishes, name="wishes"),
    path("reglages/entendre/", wishing.unmute, name="unmute"),
    path("reglages/flux/", feeding.change_address, name="feed_address"),
    path("appareils/", devices.add, name="device_add"),
    path("appareils/<int:pk>/retirer/", devices.remove, name="device_remove"),
    path("flux/<str:token>.xml", feeding.feed, name="feed"),
    path("fin/<str:token>/", wishing.end, name="end"),
    path("par-courriel/", subscribing.subscribe, name="subscribe"),
    path("par-courriel/demande/", subscribing.asked, name="subscription_asked"),
    path("par-courriel/oui/<str:token>/", subscribing.confirm, name="subscription_confirm"),
    path("par-courriel/fin/<str:token>/", subscribing.end, name="subscription_end"),
    path("<int:pk>/", reading.open_notice, name="open"),
    path("<int:pk>/taire/", wishing.mute, name="mute"),
]
