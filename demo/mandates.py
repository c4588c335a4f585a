"""Who acts for whom in the demonstration: from mandates.toml."""

from typing import TYPE_CHECKING, Any

from commons.mandates import actions

if TYPE_CHECKING:
    from demo.loading import Story


def plan_mandates(story: "Story") -> None:
    if not (story.folder / "mandates.toml").exists():
        return
    for facts in story.read("mandates.toml")["mandate"]:
        story.plan(facts["days_ago"], lambda facts=facts: _give(story, facts))  # type: ignore[misc]


def _give(story: "Story", facts: dict[str, Any]) -> None:
    """Prepared; with `witness`, agreed to and begun."""
    mediator, names = story.people[facts["mediator"]], actions.Wanted.__dataclass_fields__
    wanted = actions.Wanted(**{name: facts[name] for name in names})
    mandate = actions.prepare_mandate(story.people[facts["person"]], by=mediator, wanted=wanted)
    if "witness" in facts:
        actions.note_agreement(mandate, by=mediator, how="oral", witness=facts["witness"])
        actions.begin_mandate(mandate, by=mediator)
