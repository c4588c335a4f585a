"""The map of the wikis: French words in addresses, accents kept."""

from django.urls import path

from wiki.views import (
    authors,
    beginning,
    care,
    drafting,
    hiding,
    imaging,
    joining,
    proposing,
    reading,
    reviewing,
    undoing,
    writing,
)

app_name = "wiki"

PAGE = "<str:theme>/<str:slug>/"

urlpatterns = [
    path("", reading.list_themes, name="themes"),
    path("brouillons/", drafting.list_drafts, name="drafts"),
    path("<str:theme>/", reading.show_theme, name="theme"),
    path("<str:theme>/nouvelle/", beginning.create_page, name="page_create"),
    path("<str:theme>/nouvelle/brouillon/", drafting.keep_beginning, name="beginning_draft"),
    path("<str:theme>/nouvelle/apercu/", drafting.preview, name="preview"),
    path("<str:theme>/nouvelle/titres/", drafting.list_titles, name="titles"),
    path("<str:theme>/nouvelle/modeles/", beginning.list_templates, name="templates"),
    path("<str:theme>/nouvelle/modeles/<int:pk>/", beginning.edit_template, name="template"),
    path("<str:theme>/nouvelle/<int:pk>/", proposing.show_page_proposal, name="page_proposal"),
    path("<str:theme>/nouvelle/<int:pk>/relire/", proposing.review_page, name="page_review"),
    path("<str:theme>/images/", imaging.show_gallery, name="images"),
    path("<str:theme>/images/ajouter/", imaging.add_image, name="image_add"),
    path("<str:theme>/images/ajouter/<int:draft>/", imaging.add_image, name="image_insert"),
    path("<str:theme>/a-relire/", reviewing.list_waiting, name="to_review"),
    path("<str:theme>/defaire/<int:pk>/", undoing.roll_back, name="author_rollback"),
    path(PAGE, reading.show_page, name="page"),
    path(f"{PAGE}modifier/", writing.edit_page, name="page_edit"),
    path(f"{PAGE}accorder/", writing.settle_page, name="page_settle"),
    path(f"{PAGE}brouillon/", drafting.keep_draft, name="page_draft"),
    path(f"{PAGE}historique/", reading.show_history, name="history"),
    path(f"{PAGE}comparer/", reading.compare_revisions, name="compare"),
    path(f"{PAGE}versions/<int:number>/", reading.show_revision, name="revision"),
    path(f"{PAGE}versions/<int:number>/retablir/", writing.revert_page, name="page_revert"),
    path(f"{PAGE}versions/<int:number>/annuler/", undoing.undo_revision, name="page_undo"),
    path(f"{PAGE}versions/<int:number>/masquer/", hiding.hide_revision, name="revision_hide"),
    path(f"{PAGE}versions/<int:number>/montrer/", hiding.show_revision, name="revision_show"),
    path(f"{PAGE}auteurs/", authors.list_authors, name="authors"),
    path(f"{PAGE}renommer/", care.rename_page, name="page_rename"),
    path(f"{PAGE}supprimer/", care.delete_page, name="page_delete"),
    path(f"{PAGE}restaurer/", care.restore_page, name="page_restore"),
    path(f"{PAGE}proteger/", care.protect_page, name="page_protect"),
    path(f"{PAGE}fusionner/", joining.merge_page, name="page_merge"),
    path(f"{PAGE}reprendre/", joining.fork_page, name="page_fork"),
    path(f"{PAGE}proposer/", joining.offer_back, name="page_offer_back"),
    path(f"{PAGE}discussion/", reading.show_talk, name="talk"),
    path(f"{PAGE}discussion/ouvrir/", writing.open_talk, name="talk_open"),
    path(f"{PAGE}propositions/<int:pk>/", writing.show_proposal, name="proposal"),
    path(f"{PAGE}propositions/<int:pk>/relire/", reviewing.review_edit, name="proposal_review"),
]
