"""Who may open what: for each address, what a GET and a POST without a word are answered, by kind of people.

    GET        POST        addresses, each with the thing of `world.py` that it is about (none: the town)

The ten letters stand for: visitor, pending account, author (alice, whose things they are), other member, steward of the
space and the themes, mediator, moderator, administrator, officer (data officer and issuer of alerts), and somebody of
another server who signs the request. `walking.py` says what each letter means: o shown, l log in first, w say first who
you are, s sent elsewhere, - not there, x refused, p only posted, ! cannot be read as it is.

A new address is one more name in the line whose answers are right for it, or a line of its own; read the letters aloud
before you write them. `python -m pytest tests/security/test_walk_every_door.py` says which letters differ. What is of
a new kind of thing has one of them in `world.py`, with a secret in it when it is not for everybody.
"""

TABLE = """
# For anybody: pages, feeds, documents, the switches of a browser
owoooooooo owoooooooo  alerts:alert @alert; alerts:drills; alerts:list; alerts:mail_end @alerts end token;
    conversations:poll @poll; conversations:round @opinion round;
    conversations:spaces; federation:problems; home; images:image @image; install; journal:record;
    manifest; moderation:figures; mutual_aid:alert_end @alert token; mutual_aid:consent_text;
    mutual_aid:consent_text @consent text; mutual_aid:item @item; mutual_aid:library;
    mutual_aid:numbers; mutual_aid:numbers_csv; mutual_aid:numbers_json; mutual_aid:poster @poster;
    mutual_aid:renew @renewal token; neighbours; notices:end @end token; notices:subscription_asked;
    notices:subscription_confirm @subscription confirm token; notices:subscription_end @subscription
    end token; offline; places:list; privacy:leaving @receipt;
    privacy:purpose @purpose; privacy:register; privacy:register_file; robots; search:description;
    search:results; search:suggestions; security; security_txt; service_worker; sitemap; sitemap_part
    @section; software; wiki:around @page; wiki:authors @page; wiki:changes @theme;
    wiki:changes_of_town; wiki:compare @page; wiki:contents @theme; wiki:contributions @alice;
    wiki:digest_end @digest end token; wiki:exchanges @theme; wiki:history @page; wiki:images
    @theme; wiki:keeping @theme; wiki:page_html @page; wiki:page_markdown @page; wiki:page_pdf
    @page; wiki:revision @page; wiki:revision @page to look at; wiki:special_list @list;
    wiki:suggestion @suggestion; wiki:tag @tag; wiki:tags @theme; wiki:talk @page; wiki:themes;
    wiki:titles @theme; wiki:to_review_everywhere; wiki:town_tag @tag; wiki:wanted @theme
owoooooooo pwpppppppp  alerts:cap @alert; alerts:caps; alerts:drills_caps; alerts:drills_feed; alerts:feed;
    conversations:assembly_calendar @topic; conversations:feed; conversations:feed_of_space @space;
    conversations:feed_of_topic @topic; conversations:record @topic; conversations:record_markdown
    @topic; federation:act @act; federation:communities; federation:host_meta;
    federation:host_meta_json; federation:instance; federation:instance_outbox; federation:nodeinfo;
    federation:nodeinfo_2_0; federation:nodeinfo_links; federation:part @group on the wire;
    federation:part @page on the wire; federation:part @person on the wire; mutual_aid:calendar_feed
    @calendar token; mutual_aid:task_calendar @task; notices:feed @feed token; people:stream_feed
    @feed token; places:feed @place; record_feed; wiki:feed_of_page @page; wiki:feed_of_person
    @alice; wiki:feed_of_theme @theme; wiki:feed_of_town
owooooooos owoooooooo  conversations:space @space; places:neighbourhood @place;
    communities:community @space; conversations:topic @topic; mutual_aid:board; mutual_aid:listing
    @listing; people:person @alice; wiki:page @page; wiki:page @page to look at; wiki:theme @theme
oooooooooo oooooooooo  accessibility; charter; privacy; sobriety
owoooooooo !w!!!!!!!!  federation:from_my_server @path elsewhere; mutual_aid:ask; mutual_aid:offer; notices:subscribe
ssssssssss ssssssssss  account_change_password; account_connect_leave; account_email
swssssssso pwpppppppp  federation:thing @group on the wire; federation:thing @page on the wire; federation:thing
    @person on the wire
owssssssso owssssssso  account_login; account_signup; wiki:page_suggest @page
pwpppppppp -w--------  federation:inbox; federation:inbox_of_group @group on the wire; federation:inbox_of_person
    @person on the wire
swssssssss swssssssss  mfa_list_webauthn; short_code @code
pppppppppp ssssssssss  set_language; set_theme
!w!!!!!!!! pwpppppppp  federation:webfinger
!w!!!!!!!s !w!!!!!!!!  wiki:page @deleted page
soooooooos ssssssssss  account_logout
oooooooooo pppppppppp  account_inactive

# Pages and forms of every member
lwoooooool lwoooooool  accounts:devices; accounts:identities; accounts:living; conversations:drafts;
    mandates:mine; conversations:my_held; conversations:post @hidden post; conversations:post @post;
    conversations:threads; mfa_generate_recovery_codes; moderation:mine; moderation:my_decisions;
    mutual_aid:calendar; mutual_aid:lend; mutual_aid:loans; mutual_aid:mine; mutual_aid:organise;
    notices:list; people:me; people:stream; privacy:mine; wiki:image_add @theme; wiki:page_create
    @theme; wiki:page_edit @page; wiki:page_rename @page; wiki:page_revert @page; wiki:watched
lwoooooool lw!!!!!!!l  alerts:wishes; conversations:found_circle; conversations:open_poll @topic;
    conversations:start_topic @space; moderation:flag @listing to flag; mutual_aid:alerts;
    mutual_aid:helper; mutual_aid:propose @listing; notices:wishes; people:leave; people:settings;
    privacy:ask; privacy:bring
lwoooooool lwsssssssl  account_proof; accounts:invitations; conversations:unread; federation:addresses;
    moderation:juries; privacy:freeze; wiki:drafts; wiki:page_place @page; wiki:page_verify @page; wiki:page_watch
    @page; wiki:theme_watch @theme
lwsssssssl lwsssssssl  account_confirm_login_code; accounts:address; accounts:address_code; mfa_activate_totp;
    mfa_add_webauthn; mfa_authenticate; mfa_login_webauthn; mutual_aid:refuse @listing;
    mutual_aid:resume; wiki:proposal @edit
lwsssssssl lw!!!!!!!l  conversations:write @topic; conversations:write @topic for residents; federation:move
lssssssssl lssssssssl  account_email_verification_sent
losssssssl l!sssssssl  people:welcome
lwoooooool lw-------l  privacy:objections
lwoooooool lwpppppppl  mfa_index
lwoooooool lwxssssssl  people:block @alice

# What is only sent: buttons, and who may press them
lwpppppppl lw-------l  accounts:close_devices; accounts:link @identity elsewhere; accounts:print_letter @letter;
    accounts:settle_admission @alice by number; accounts:settle_recovery @letter;
    conversations:assembly_state @topic; conversations:react @post; conversations:react @post of the
    thread; federation:answer_follow @follow asked; moderation:confirm @decision; mutual_aid:answer
    @offer of help; mutual_aid:decide @listing; mutual_aid:decide_thanks @thanks;
    mutual_aid:item_decide @item; mutual_aid:loan_decide @loan; people:follow_mark;
    wiki:exchange_stop @export
lwpppppppl lwsssssssl  accounts:unlink @identity elsewhere; alerts:acknowledge @confirmed bulletin; communities:follow
    @space; conversations:hand @topic; conversations:hide @post; conversations:unread_from @post;
    mutual_aid:calendar_change; mutual_aid:helper_forget; mutual_aid:put_aside @listing;
    notices:device_add; notices:device_remove @device; notices:feed_address; notices:read_all;
    mandates:stop; notices:unmute; people:follow @alice; wiki:talk_open @page; wiki:watching_choose
lwpppppppl lw!!!!!!!l  conversations:add_statement @opinion round; conversations:answer_round @opinion round;
    conversations:captions @topic; conversations:vote @poll; images:image_show @image;
    wiki:page_settle @page
lwpppppppl lwsxsxssxl  conversations:close_poll @poll; conversations:close_round @opinion round;
    conversations:decide_statement @opinion round; conversations:floor @topic; conversations:reopen
    @topic
lwpppppppl lw----ss-l  moderation:lift @decision; moderation:next; moderation:take @case
lw----ss-l lw----ss-l  moderation:together
lwpppppppl lws------l  conversations:delete @post of the thread; conversations:drop_draft @message draft;
    conversations:hide @post of the thread; conversations:unread_from @post of the thread
lwpppppppl lwxxxxxsxl  federation:lane_pause @server; federation:lane_resume @server; federation:lane_retry @server;
    people:take_role @charge
lwpppppppl lwoooooool  wiki:beginning_draft @theme; wiki:page_draft @page; wiki:preview @theme
lwpppppppl lw---!-!-l  accounts:card_lost; accounts:proof_seen; accounts:second_step_lost
lwpppppppl lwxxsxssxl  conversations:archive @topic; conversations:pin @topic
lwpppppppl lwxxxxx-xl  federation:follow; wiki:revision_show @page
lwpppppppl lwxxxxxxxl  mutual_aid:task_cancel_following @task; wiki:page_offer_back @page
lwpppppppl lw!x!x!!xl  conversations:end_role @task of the assembly
lwpppppppl lw--!-!!-l  conversations:decide_held @held post
lwpppppppl lw------sl  privacy:end_subcontractor @subcontractor
lwpppppppl lw-----s-l  mutual_aid:service_end @service
lwpppppppl lw--s-ss-l  wiki:page_restore @deleted page
lwpppppppl lwsxxxxxxl  conversations:delete @post
lwpppppppl lwxssssssl  wiki:edit_thank @page
lwpppppppl lwxxsssssl  wiki:edit_patrol @page
lwpppppppl lwxxxxssxl  conversations:show @hidden post

# Whom a thing concerns; for others it is not there, or not theirs
lw-------l lw-------l  accounts:card; accounts:vouch @alice by number;
    conversations:held_picture @held post; federation:intent
    @intent; mfa_deactivate_totp; mfa_download_recovery_codes; mfa_edit_webauthn @passkey;
    mfa_remove_webauthn @passkey; moderation:appeal @decision; moderation:jury @appeal;
    mutual_aid:loan_photo @loan; mutual_aid:missed @help given; mutual_aid:version @help given;
    wiki:page_undo @page
lwo------l lwo------l  conversations:picture @picture of the thread; conversations:post @post of the thread;
    mutual_aid:loan @loan; mutual_aid:loan_bring_back @loan; mutual_aid:loan_trouble @loan;
    mutual_aid:results @listing; mutual_aid:thank @help given; privacy:arrival @arrival;
    privacy:takeaway_file @takeaway; wiki:image_insert @page draft; wiki:page_proposal @new page
-w-------- -w--------  accounts:invited @letter; wiki:exchange @export; wiki:exchange_file @export;
    wiki:exchange_report @export; wiki:page_markdown @deleted page; wiki:town_list @list
lwo------l lw!------l  conversations:circle @circle; conversations:revise @post of the thread;
    conversations:start_in_circle @circle; moderation:flag @thread to flag; mutual_aid:decline
    @offer of help; mutual_aid:nudge @nudge
-w-------- pwpppppppp  alerts:cap_of_end @alert; conversations:feed_of_topic @thread; federation:act_form @act;
    federation:part @thread on the wire; federation:thing @thread on the wire
lwoxoxooxl lw!x!x!!xl  conversations:ask_opinions @topic; conversations:assembly @topic; conversations:assembly_roles
    @topic; conversations:lock @topic; conversations:minutes @topic
---------- ----------  account_connect @identity elsewhere; account_connect_back @identity elsewhere;
    account_connect_ended @identity elsewhere
-wo------- -wo-------  conversations:topic @thread; conversations:topic @topic of the circle; mutual_aid:listing
    @listing draft
lws------l lw!------l  conversations:write @thread; conversations:write @topic of the circle
lws------l lws------l  mutual_aid:loan_hand_over @loan; notices:open @notice
lwo--o---l lwo--o---l  mandates:mandate @mandate; mandates:paper @mandate
lwpppppppl lwx--!---l  mandates:agree @mandate asked; mandates:begin @mandate asked
lwpppppppl lws--x---l  mandates:confirm @mandate asked
lwpppppppl lwx--s---l  mandates:act @mandate
lwpppppppl lws--s-s-l  mandates:revoke @mandate
lwo------l lws------l  conversations:leave @thread; conversations:leave_circle @circle
lwoxxxxxxl lw!xxxxxxl  conversations:revise @post; mutual_aid:revise @listing
lwoxxxxxxl lwoxxxxxxl  mutual_aid:item_revise @item; mutual_aid:task_revise @task
lwx------l lwx------l  conversations:lock @thread; mutual_aid:loan_longer @loan
-wo--o---- -wo--o----  mutual_aid:listing @listing for mediators
-wooooooo- -wooooooo-  conversations:topic @topic for residents
lw-------l lwpppppppl  mfa_view_recovery_codes
lwo------l lwx------l  notices:mute @notice
lwo---oo-l lwo---oo-l  moderation:decision @decision
lwo--o---l lw!--!---l  mutual_aid:propose @listing for mediators
lwoxoxooxl lwsxsxssxl  conversations:agenda_item @agenda item
lwoxoxooxl lwoxoxooxl  images:image_revise @image

# For those with a charge
lwxxoxooxl lwxxoxooxl  conversations:arrange @topic; conversations:tidy @topic; images:image_hide @image;
    wiki:page_delete @page; wiki:page_merge @page; wiki:page_protect @page; wiki:revision_hide
    @page; wiki:tag_rename @tag; wiki:template @template; wiki:templates @theme; wiki:theme_settings
    @theme
lw------ol lw------!l  alerts:revise @bulletin; alerts:update @alert; alerts:write; privacy:note_incident;
    privacy:note_request; privacy:note_subcontractor
lw----oo-l lw----!!-l  conversations:undo @alice; moderation:answer @answer of moderators; moderation:answers;
    moderation:case @case; moderation:gate; moderation:hear @appeal
lw---o---l lw---o---l  mutual_aid:desk; mutual_aid:desk_case @desk case; mutual_aid:desk_code; mutual_aid:request_sheet
lw---p---l lw---!---l  mutual_aid:desk_call @desk case; mutual_aid:desk_follow_up @desk case;
    mutual_aid:desk_hand_over_end @hand-over; mutual_aid:desk_reach @desk case
lw-----o-l lw-----!-l  alerts:rules; mutual_aid:service_add; mutual_aid:service_revise @service
lw----oo-l lw----oo-l  moderation:appeals; moderation:queue; mutual_aid:review
lw---p---l lw---s---l  mutual_aid:consent_withdraw @consent; mutual_aid:desk_give_back @desk case; mutual_aid:desk_take
    @desk case
lwxxxxooxl lwxxxx!!xl  federation:decide @server; federation:decide_new; federation:take_over
lwxxxxxxxl lwxxxxxxxl  mfa_reauthenticate; mfa_reauthenticate_webauthn; wiki:page_fork @page
-w--o-oo-- -w--o-oo--  wiki:history @deleted page; wiki:revision @deleted page
llllllllll llllllllll  account_request_login_code; account_reset_password
lw------ol lw------ol  privacy:arrangement; privacy:contract @subcontractor; privacy:desk; privacy:impact;
    privacy:request @request
lw---o---l lw---!---l  mandates:prepare; mutual_aid:desk_hand_over @desk case; mutual_aid:desk_write
osssssssso !ssssssss!  account_card
lw---o-o-l lw---!-!-l  accounts:card_open
lw---o-o-l lw---o-o-l  accounts:desk; mandates:desk; mutual_aid:services
lw---ooo-l lw---ooo-l  accounts:newcomers; mutual_aid:balance
lwxooooool lwxooooool  mutual_aid:come @task; mutual_aid:reserve @item
lwxxoooool lwxx!!!!!l  wiki:pending @page to look at; wiki:suggestion_review @suggestion
lwxxxxooxl lwxxxxooxl  federation:decisions; federation:export
lwxxxxxoxl lwxxxxx!xl  communities:open; communities:stewards @space; people:give_role @bob; places:open;
    town; wiki:theme_open
lw------ol lw------sl  privacy:incident @incident
lw-----ssl lw-----!!l  alerts:confirm @bulletin
lw-----ssl lw-----ssl  alerts:refuse @bulletin
lw-----ool lw-----!!l  alerts:cancel @alert
lw-----ool lw-------l  alerts:bulletin @bulletin
lw-----ool lw-----ssl  alerts:end @alert
lw-----ool lw-----ool  alerts:preparation; mandates:figures
lw----oo-l lw----ss-l  moderation:open @listing to flag
lw----xx-l lw----xx-l  moderation:forward @flag
lw---p---l lw-------l  mutual_aid:desk_nudge @desk case
lw--o-oo-l lw--o-oo-l  conversations:held
lw--x-xx-l lw--x-xx-l  wiki:page_edit @deleted page
lwssssoosl lwssss!!sl  mutual_aid:hide @listing
lwllllllll lwllllllll  account_admission
lwxxoooool lwxxsssssl  wiki:page_review @new page
lwxxoooool lwxxoooool  wiki:to_review @theme
lwxxoxooxl lwxx!x!!xl  communities:ban @charlie in the space
lwxxoxooxl lwxxsxssxl  wiki:author_rollback @author of the theme
lwxxoxxoxl lwxxoxxoxl  wiki:import @theme
lwxxxxxoxl lwxxxxxsxl  federation:lane_purge @server
lwxxxxxoxl lwxxxxxoxl  federation:servers
pwpppppppp lwsssssssl  privacy:takeaway
"""

# What a GET may write, and why: reading is what is written down there.
MAY_WRITE = {
    "conversations:topic": {"conversations_readmark"},  # up to where somebody has read
    "wiki:page": {"wiki_watch"},  # the same, for who watches the page
    "notices:open": {"notices_notice"},  # it is read
    "notices:wishes": {
        "notices_pushkey",
        "notices_pushdevice",
    },  # the key of the town, made when first needed
    "wiki:authors": {"wiki_attribution"},  # who wrote which word, worked out when first asked for
    "privacy:request": {"journal_entry", "journal_errand"},  # that the officer read it is itself written down
    "federation:act": {"federation_localkey"},  # keys are made for whom they are first shown
    "federation:act_form": {"federation_localkey"},
    "federation:instance": {"federation_localkey"},
    "federation:part": {"federation_localkey"},
    "federation:thing": {"federation_localkey"},
}
# Pages with a form for visitors: the cookie that ties the form to their browser.
MAY_SET_A_COOKIE = {
    "account_card", "account_login", "account_signup", "federation:from_my_server", "mutual_aid:ask",
    "mutual_aid:offer", "notices:subscribe", "wiki:exchanges", "wiki:page_suggest",
}  # fmt: skip


def read(table: str) -> dict[tuple[str, str], tuple[str, str]]:
    """{(name, thing): (letters of GET, letters of POST)}"""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    lines = [line for line in table.strip().splitlines() if line and not line.startswith("# ")]
    for line in "\n".join(lines).replace("\n    ", " ").splitlines():
        gets, posts, names = line.split(maxsplit=2)
        for one in names.split(";"):
            name, _at, thing = one.strip().partition(" @")
            if name:
                assert (name, thing) not in found, one
                found[name, thing or "town"] = (gets, posts)
    return found


DOORS = read(TABLE)
