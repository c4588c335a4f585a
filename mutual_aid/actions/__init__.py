"""Everything that changes the board. Views, timers, the admin and other towns all call these."""

from mutual_aid.actions.agreements import Agreement
from mutual_aid.actions.board import the_board
from mutual_aid.actions.codes import answer_for_neighbour, give_code, give_codes_due
from mutual_aid.actions.conditions import bring_back, confirm_condition, hand_over
from mutual_aid.actions.consents import withdraw_consent
from mutual_aid.actions.desk import (
    flag_follow_up,
    give_request_back,
    keep_reach,
    log_call,
    post_for_somebody,
    take_request,
)
from mutual_aid.actions.elsewhere import (
    mirror_listing,
    remove_mirrored_listing,
    response_accepted_elsewhere,
    response_declined_elsewhere,
)
from mutual_aid.actions.endings import (
    confirm_done,
    dispute,
    mark_done,
    part_ways,
    release_response,
    report_no_show,
    take_leave,
)
from mutual_aid.actions.helpers import put_suggestion_aside, say_what_one_can_do, take_back_what_one_can_do
from mutual_aid.actions.incidents import answer_note, ask_how_it_was
from mutual_aid.actions.items import add_item, change_item, revise_item
from mutual_aid.actions.lending import (
    Taken,
    agree,
    answer_longer,
    ask_longer,
    ask_mediator,
    cancel,
    decline,
    reserve,
    settle_loan,
)
from mutual_aid.actions.listings import post_listing, revise_listing
from mutual_aid.actions.lives import (
    approve_listing,
    cancel_listing,
    complete_listing,
    hide_listing,
    pause_listing,
    prolong_listing,
    publish_after_all,
    refuse_listing,
    renew_listing,
    reopen_listing,
    resume_listing,
    submit_listing,
    unhide_listing,
)
from mutual_aid.actions.nudges import answer_nudge, nudge
from mutual_aid.actions.responses import accept_response, decline_response, propose_help, withdraw_response
from mutual_aid.actions.saved_alerts import end_alerts, save_alert
from mutual_aid.actions.services import close_hand_over, end_service, hand_to_service, keep_service
from mutual_aid.actions.thanking import (
    bring_thanks_back,
    show_thanks,
    take_back_thanks,
    thank,
    withhold_thanks,
)
from mutual_aid.actions.timers import auto_complete_due, expire_due, lapse_due, remind_due
from mutual_aid.actions.writing import keep_draft, publish_draft

__all__ = [
    "Agreement",
    "Taken",
    "accept_response",
    "add_item",
    "agree",
    "answer_for_neighbour",
    "answer_longer",
    "answer_note",
    "answer_nudge",
    "approve_listing",
    "ask_how_it_was",
    "ask_longer",
    "ask_mediator",
    "auto_complete_due",
    "bring_back",
    "bring_thanks_back",
    "cancel",
    "cancel_listing",
    "change_item",
    "close_hand_over",
    "complete_listing",
    "confirm_condition",
    "confirm_done",
    "decline",
    "decline_response",
    "dispute",
    "end_alerts",
    "end_service",
    "expire_due",
    "flag_follow_up",
    "give_code",
    "give_codes_due",
    "give_request_back",
    "hand_over",
    "hand_to_service",
    "hide_listing",
    "keep_draft",
    "keep_reach",
    "keep_service",
    "lapse_due",
    "log_call",
    "mark_done",
    "mirror_listing",
    "nudge",
    "part_ways",
    "pause_listing",
    "post_for_somebody",
    "post_listing",
    "prolong_listing",
    "propose_help",
    "publish_after_all",
    "publish_draft",
    "put_suggestion_aside",
    "refuse_listing",
    "release_response",
    "remind_due",
    "remove_mirrored_listing",
    "renew_listing",
    "reopen_listing",
    "report_no_show",
    "reserve",
    "response_accepted_elsewhere",
    "response_declined_elsewhere",
    "resume_listing",
    "revise_item",
    "revise_listing",
    "save_alert",
    "say_what_one_can_do",
    "settle_loan",
    "show_thanks",
    "submit_listing",
    "take_back_thanks",
    "take_back_what_one_can_do",
    "take_leave",
    "take_request",
    "thank",
    "the_board",
    "unhide_listing",
    "withdraw_consent",
    "withdraw_response",
    "withhold_thanks",
]
