from django.urls import path

from commons.images import views

app_name = "images"

urlpatterns = [
    path("<str:name>/", views.show_image, name="image"),
    path("<str:name>/decrire/", views.revise_image, name="image_revise"),
    path("<str:name>/masquer/", views.hide_image, name="image_hide"),
    path("<str:name>/montrer/", views.show_again, name="image_show"),
]
