"""Who has said that they are of age. Yes or nothing: no date of birth is ever asked or kept."""

from django.db import models

from commons.people.models import Person


class AdultDeclaration(models.Model):
    person = models.OneToOneField(
        Person, primary_key=True, on_delete=models.CASCADE, related_name="adult_declaration"
    )
    said_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.person_id} is of age"
