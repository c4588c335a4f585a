"""For operators: who is there. Changes go through the town's own pages."""

from django.contrib import admin

from commons.base.admin import ReadOnly
from commons.people.models import Account, Follow, Person, Role


@admin.register(Person)
class PersonAdmin(ReadOnly):
    list_display = ["name", "handle", "home", "kind", "state", "created"]
    list_filter = ["kind", "state"]
    search_fields = ["name", "handle", "home"]


@admin.register(Account)
class AccountAdmin(ReadOnly):
    list_display = ["pk", "person", "is_active", "is_staff", "date_joined"]
    fields = ["person", "is_active", "is_staff", "date_joined", "charter_accepted_at", "last_login"]


@admin.register(Role)
class RoleAdmin(ReadOnly):
    list_display = ["person", "role", "given_by", "given_at", "expires_at", "ended_at"]
    list_filter = ["role"]


@admin.register(Follow)
class FollowAdmin(ReadOnly):
    list_display = ["follower", "person", "community", "state", "created"]
    list_filter = ["state"]
