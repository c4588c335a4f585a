from .answering import take_answer
from .attending import attend, attend_no_more, mute_of_notice
from .choosing import choose_wishes, end_mails
from .digests import mail_digest, queue_digests
from .feeds import close_feed, renew_feed
from .leaving import forget_notices
from .mailing import mail_notice
from .pushing import add_device, public_key, push_notice, remove_device
from .reading import mark_read
from .subscribing import (
    ask_to_subscribe,
    confirm_subscription,
    end_subscription,
    mail_subscriber,
    queue_bulletins,
)
from .telling import tell

__all__ = [
    "add_device",
    "ask_to_subscribe",
    "attend",
    "attend_no_more",
    "choose_wishes",
    "close_feed",
    "confirm_subscription",
    "end_mails",
    "end_subscription",
    "forget_notices",
    "mail_digest",
    "mail_notice",
    "mail_subscriber",
    "mark_read",
    "mute_of_notice",
    "public_key",
    "push_notice",
    "queue_bulletins",
    "queue_digests",
    "remove_device",
    "renew_feed",
    "take_answer",
    "tell",
]
