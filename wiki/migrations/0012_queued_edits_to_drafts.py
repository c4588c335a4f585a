from django.db import migrations


def give_back(apps, schema_editor):
    """Edits of people here that waited for a steward are drafts again, to be saved once more: they are pending then.

    Where their author types something else meanwhile, the text stays readable at the proposal's address.
    """
    Draft = apps.get_model('wiki', 'Draft')
    waiting = apps.get_model('wiki', 'EditProposal').objects.filter(
        home='', page__home='', state__in=['queued', 'conflict'], next_try=None
    )
    for proposal in waiting.exclude(by=None).select_related('page').order_by('-pk'):
        Draft.objects.get_or_create(
            person=proposal.by,
            page=proposal.page,
            defaults={
                'theme': proposal.page.theme,
                'text': proposal.text,
                'summary': proposal.summary,
                'base_revision': proposal.base,
                'origin': 'returned',
            },
        )
    waiting.update(state='returned')


class Migration(migrations.Migration):

    dependencies = [
        ('wiki', '0011_pending_changes'),
    ]

    operations = [
        migrations.RunPython(give_back, migrations.RunPython.noop, elidable=True),
    ]
