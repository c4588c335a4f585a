"""Accounts by code, welcome, me, others. The account pages that ask for a password are not included."""

from allauth.account import views as account
from django.urls import include, path
from django.views.generic import RedirectView

from commons.people import views, views_codes, views_stream

people = [
    path("bienvenue/", views.welcome, name="welcome"),
    path("moi/", views.me, name="me"),
    path("moi/reglages/", views.settings, name="settings"),
    path("moi/suivi/", views_stream.show, name="stream"),
    path("moi/suivi/changer/", views_stream.follow_mark, name="follow_mark"),
    path("moi/suivi/<str:token>.xml", views_stream.feed, name="stream_feed"),
    path("moi/partir/", views.leave, name="leave"),
    path("personnes/<str:acct>/", views.person, name="person"),
    path("personnes/<str:acct>/bloquer/", views.block, name="block"),
    path("personnes/<str:acct>/suivre/", views.follow, name="follow"),
    path("personnes/<str:acct>/roles/", views.give_role, name="give_role"),
    path("roles/<int:pk>/retirer/", views.take_role, name="take_role"),
]

to_login = RedirectView.as_view(pattern_name="account_login", query_string=True)
to_settings = RedirectView.as_view(pattern_name="people:settings")
to_second_steps = RedirectView.as_view(pattern_name="mfa_index")

accounts = [
    path("login/", views.log_in, name="account_login"),
    path("login/code/confirm/", views_codes.confirm_log_in, name="account_confirm_login_code"),
    path("signup/", views.sign_up, name="account_signup"),
    path("confirm-email/", views_codes.confirm_address, name="account_email_verification_sent"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    # The library asks for these names; here they lead to the one place where the thing is done.
    path("login/code/", to_login, name="account_request_login_code"),
    path("password/", to_login, name="account_reset_password"),
    path("verification/webauthn/", to_second_steps, name="mfa_list_webauthn"),
    path("verification/", include("allauth.mfa.urls")),
    path("email/", to_settings, name="account_email"),
    path("password/change/", to_settings, name="account_change_password"),
]

urlpatterns = [path("compte/", include(accounts)), path("", include((people, "people")))]
