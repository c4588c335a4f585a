"""Account: how somebody signs in. Person: who they are to others, from here or elsewhere alike."""

from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.base.models import Addressed, Dated
from commons.base.sealed_email import SealedEmail


class PersonQuerySet(models.QuerySet["Person"]):
    def local(self) -> "PersonQuerySet":
        return self.filter(home="")

    def active(self) -> "PersonQuerySet":
        return self.filter(state=Person.State.ACTIVE)

    def readable_by(self, person: object) -> "PersonQuerySet":
        return self.active()

    def handles_beginning_with(self, base: str) -> list[str]:
        return list(self.filter(handle__istartswith=base).values_list("handle", flat=True))

    def citizens(self) -> "PersonQuerySet":
        """People of this town, without its institutional voices."""
        return self.local().active().filter(kind=Person.Kind.PERSON)


class Person(Addressed, Dated):
    """`handle` is the part before the @; `kind` SERVICE is the voice of an institution (the town itself)."""

    address_kind = "person"

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        SERVICE = "service", _("service")

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        SUSPENDED = "suspended", _("suspended")
        FROZEN = "frozen", _("untouched for a while")
        GONE = "gone", _("left")

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERSON)
    handle = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    summary = models.TextField(blank=True, default="")
    url = models.CharField(max_length=2048, blank=True, default="")
    neighbourhood = models.ForeignKey(
        "places.Neighbourhood", null=True, blank=True, on_delete=models.SET_NULL
    )
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    kept_edits = models.PositiveIntegerField(default=0)
    # What other servers are asked: to suggest this person, to let what they write be found (FEP-5feb).
    is_discoverable = models.BooleanField(default=False)
    is_indexable = models.BooleanField(default=False)
    # `name@host` when it is another host than their server's and both have said so (FEP-2c59).
    webfinger = models.CharField(max_length=320, blank=True, default="")
    # Addresses of the same person elsewhere, and where they have gone (FEP-7628).
    also_known_as = models.JSONField(default=list, blank=True)
    moved_to = models.CharField(max_length=2048, blank=True, default="")
    # Of whoever left their data untouched: meanwhile their public words stand there by "somebody".
    kept_name = models.CharField(max_length=120, blank=True, default="", db_default="")
    kept_handle = models.CharField(max_length=64, blank=True, default="", db_default="")

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("handle"), "home", name="person_handle_once_per_home")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("people:person", args=[self.acct])

    @property
    def acct(self) -> str:
        """`lea` here, `lea@elsewhere.example` for somebody from elsewhere."""
        return f"{self.handle}@{self.home}" if self.home else self.handle

    @property
    def is_shown(self) -> bool:
        """May the public record name them?"""
        return self.state not in (Person.State.GONE, Person.State.FROZEN)

    @property
    def shown_handle(self) -> str:
        """How others write to them; `acct` is how this town's own addresses name them."""
        return self.webfinger or self.acct

    @property
    def is_active(self) -> bool:
        return self.state == Person.State.ACTIVE


# Where no mail goes (RFC 2606): the address of an account that has none.
NO_MAIL = "card.invalid"


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email=str(username))

    def create_user(self, email: str, **fields: Any) -> "Account":
        """For commands and the demonstration; people sign up. The first code that is entered proves the address."""
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_unusable_password()
        account.save(using=self._db)
        EmailAddress.objects.create(user=account, email=account.email, primary=True)
        return account


class Account(AbstractBaseUser, PermissionsMixin):
    """An e-mail address that can sign in with a code. It says nothing about who the person is to others."""

    email = SealedEmail(_("e-mail address"), unique=True)
    person = models.OneToOneField(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="account"
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)
    charter_accepted_at = models.DateTimeField(null=True, blank=True)
    mail_wanted = models.BooleanField(default=True)

    objects = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    @property
    def has_mail(self) -> bool:
        """Whoever came to the desk without an address has a card instead."""
        return not self.email.endswith(f"@{NO_MAIL}")

    def __str__(self) -> str:
        return f"account {self.pk}"  # never the address: this is what logs and the admin show


class RoleQuerySet(models.QuerySet["Role"]):
    def current(self) -> "RoleQuerySet":
        return self.filter(ended_at=None).filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()))


class Role(models.Model):
    """A charge that somebody holds in the town, with the reason, in the public record."""

    class Name(models.TextChoices):
        TRUSTED = "trusted", _("trusted")
        MEDIATOR = "mediator", _("mediator")
        MANDATARY = "mandatary", _("acts in other people’s names, under mandate")
        ALERT_ISSUER = "alert_issuer", _("relays official information")
        MODERATOR = "moderator", _("moderator")
        ADMINISTRATOR = "administrator", _("administrator")
        DATA_OFFICER = "data_officer", _("data officer")

    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    role = models.CharField(max_length=20, choices=Name)
    reason = models.CharField(max_length=300)
    given_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="roles_given")
    given_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"], condition=Q(ended_at=None), name="role_held_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.role}"


class FollowQuerySet(models.QuerySet["Follow"]):
    def accepted(self) -> "FollowQuerySet":
        return self.filter(state=Follow.State.ACCEPTED)


class Follow(Addressed, Dated):
    """`follower` wants to hear of a person or of a community. Nothing flows before it is accepted."""

    address_kind = "follow"

    class State(models.TextChoices):
        REQUESTED = "requested", _("requested")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    follower = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="following")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="followers"
    )
    community = models.ForeignKey(
        "communities.Community", null=True, blank=True, on_delete=models.CASCADE, related_name="followers"
    )
    state = models.CharField(max_length=10, choices=State, default=State.REQUESTED)

    objects = FollowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["follower", "person"], name="follow_person_once"),
            models.UniqueConstraint(fields=["follower", "community"], name="follow_community_once"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, community__isnull=True)
                | Q(person__isnull=True, community__isnull=False),
                name="follow_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.follower_id} follows {self.person_id or self.community_id}"

    @property
    def target(self) -> Any:
        return self.person or self.community


class QuietHome(models.Model):
    """A server that is not shown to everybody. Read through `homes`, never row by row."""

    class Level(models.TextChoices):
        HEARD = "", _("heard")
        LIMITED = "limited", _("limited")
        HIDDEN = "hidden", _("hidden")

    home = models.CharField(max_length=255, unique=True)
    level = models.CharField(max_length=10, choices=Level, blank=True, default="")
    hides_media = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.home


class Block(models.Model):
    blocker = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="blocks")
    blocked = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="blocked_by")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["blocker", "blocked"], name="block_once")]

    def __str__(self) -> str:
        return f"{self.blocker_id} blocks {self.blocked_id}"
