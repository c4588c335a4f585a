"""The first tables of an app, made at once."""

from itertools import takewhile
from typing import Any

from django.db import migrations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

SHAPES = (
    *(migrations.CreateModel, migrations.AddField, migrations.AlterField, migrations.RemoveField),
    *(migrations.AddIndex, migrations.RemoveIndex, migrations.AddConstraint, migrations.RemoveConstraint),
)


class Migration(migrations.Migration):
    """A migration whose first operations make tables and shape none but these.

    For each table that it makes, Django builds anew the class of every model that can be reached from it, and here
    all of them can be: two thirds of the time that a fresh database took. Here the classes are built once, in their
    last shape, and the tables are made from them. What comes after the tables, and the way back, is Django's.
    """

    def apply(
        self, project_state: ProjectState, schema_editor: Any, collect_sql: bool = False
    ) -> ProjectState:
        made = {one.name_lower for one in self.operations if isinstance(one, migrations.CreateModel)}
        tables = list(takewhile(lambda one: _shapes(one, made), self.operations))
        project_state.__dict__.pop("apps", None)  # while there are none, a change of the state builds none
        for operation in tables:
            operation.state_forwards(self.app_label, project_state)
        classes = project_state.apps
        for operation in tables:
            if isinstance(operation, migrations.CreateModel):
                model = classes.get_model(self.app_label, operation.name)
                if operation.allow_migrate_model(schema_editor.connection.alias, model):
                    schema_editor.create_model(model)
        return self._rest(len(tables)).apply(project_state, schema_editor, collect_sql)

    def _rest(self, done: int) -> migrations.Migration:
        class Rest(migrations.Migration):
            operations = self.operations[done:]

        return Rest(self.name, self.app_label)


def _shapes(operation: Operation, made: set[str]) -> bool:
    about = getattr(operation, "model_name_lower", None) or getattr(operation, "name_lower", "")
    return isinstance(operation, SHAPES) and about in made
