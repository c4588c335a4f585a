"""The shortest addresses of the town: those that stand on paper."""

from django.urls import path

from mutual_aid.views import paper

urlpatterns = [path("<str:code>/", paper.short_code, name="short_code")]
