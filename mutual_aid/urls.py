"""The addresses of the mutual-aid board."""

from django.urls import path

from mutual_aid.views import asking, board, desk, helping, lending, listing, loans, paper

app_name = "mutual_aid"

urlpatterns = [
    path("", board.board, name="board"),
    path("moi/", board.mine, name="mine"),
    path("ce-que-je-peux-faire/", helping.what_i_can_do, name="helper"),
    path("ce-que-je-peux-faire/oublier/", helping.take_back, name="helper_forget"),
    path("relecture/", board.review, name="review"),
    path("demander/", asking.ask, {"kind": "request"}, name="ask"),
    path("proposer/", asking.ask, {"kind": "offer"}, name="offer"),
    path("preter/", lending.add, name="lend"),
    path("organiser/", asking.ask, {"kind": "task"}, name="organise"),
    path("<int:pk>/", listing.listing, name="listing"),
    path("<int:pk>/modifier/", asking.revise, name="revise"),
    path("<int:pk>/aider/", listing.propose, name="propose"),
    path("<int:pk>/decision/", listing.decide, name="decide"),
    path("propositions/<int:pk>/decision/", listing.answer, name="answer"),
    path("propositions/<int:pk>/refuser/", listing.decline, name="decline"),
    path("propositions/<int:pk>/merci/", listing.thank, name="thank"),
    path("relais/noter/", desk.write, name="desk_write"),
    path("relais/accords/<int:pk>/retrait/", desk.withdraw_consent, name="consent_withdraw"),
    path("relais/texte/", paper.consent_text, name="consent_text"),
    path("relais/texte/<slug:purpose>/", paper.consent_text, name="consent_text"),
    path("relais/texte/<slug:purpose>/<slug:code>/", paper.consent_text, name="consent_text"),
    path("objets/", lending.library, name="library"),
    path("objets/<int:pk>/", lending.item, name="item"),
    path("objets/<int:pk>/modifier/", lending.revise, name="item_revise"),
    path("objets/<int:pk>/decision/", lending.decide, name="item_decide"),
    path("objets/<int:pk>/reserver/", lending.reserve, name="reserve"),
    path("emprunts/", loans.mine, name="loans"),
    path("emprunts/<int:pk>/", loans.loan, name="loan"),
    path("emprunts/<int:pk>/decision/", loans.decide, name="loan_decide"),
    path("emprunts/<int:pk>/remise/", loans.hands, {"step": "hand_over"}, name="loan_hand_over"),
    path("emprunts/<int:pk>/retour/", loans.hands, {"step": "bring_back"}, name="loan_bring_back"),
    path("emprunts/<int:pk>/prolonger/", loans.longer, name="loan_longer"),
    path("emprunts/<int:pk>/souci/", loans.trouble, name="loan_trouble"),
    path("emprunts/<int:pk>/photo/<slug:moment>/", loans.photo, name="loan_photo"),
]
