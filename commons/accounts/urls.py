"""How one signs in, that one lives here, and the desk."""

from django.urls import include, path

from commons.accounts.views import addresses, admissions, cards, connecting, desk, devices, living, proof

accounts = [
    path("moi/appareils/", devices.devices, name="devices"),
    path("moi/appareils/fermer/", devices.close_devices, name="close_devices"),
    path("moi/autres-entrees/", connecting.identities, name="identities"),
    path("moi/autres-entrees/<slug:key>/", connecting.unlink, name="unlink"),
    path("moi/autres-entrees/<slug:key>/relier/", connecting.link, name="link"),
    path("moi/habitant/", living.living, name="living"),
    path("moi/invitations/", admissions.invitations, name="invitations"),
    path("invitation/<str:token>/", admissions.invited, name="invited"),
    path("connaissance/<uuid:uid>/", admissions.vouch, name="vouch"),
    path("accueil/arrivees/", admissions.newcomers, name="newcomers"),
    path("accueil/arrivees/<uuid:uid>/", admissions.settle_admission, name="settle_admission"),
    path("accueil/", desk.desk, name="desk"),
    path("accueil/cartes/", cards.open_account, name="card_open"),
    path("accueil/cartes/perdue/", cards.renew_at_desk, name="card_lost"),
    path("moi/carte/", cards.mine, name="card"),
    path("moi/adresse/", addresses.address, name="address"),
    path("moi/adresse/code/", addresses.confirm, name="address_code"),
    path("accueil/habitants/", desk.proof_seen, name="proof_seen"),
    path("accueil/lettres/<int:pk>/", desk.print_letter, name="print_letter"),
    path("accueil/seconde-etape/", desk.second_step_lost, name="second_step_lost"),
    path("accueil/seconde-etape/<int:pk>/", desk.settle_recovery, name="settle_recovery"),
]

urlpatterns = [
    path("compte/avec/<slug:key>/", connecting.leave_for, name="account_connect"),
    path("compte/avec/<slug:key>/retour/", connecting.come_back, name="account_connect_back"),
    path("compte/avec/<slug:key>/fin/", connecting.ended, name="account_connect_ended"),
    path("compte/preuve/", proof.prove, name="account_proof"),
    path("compte/depart/", connecting.leave_there_too, name="account_connect_leave"),
    path("compte/carte/", cards.log_in, name="account_card"),
    path("compte/attente/", admissions.admission, name="account_admission"),
    path("", include((accounts, "accounts"))),
]
