import commons.base.identifiers
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models

from commons.base import tables

def keep_loans_apart(apps, schema_editor):
    """PostgreSQL itself refuses two reservations of a thing that meet on a day; SQLite has the guard under the lock."""
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist", params=None)
    schema_editor.execute(
        "ALTER TABLE mutual_aid_reservation ADD CONSTRAINT loan_days_apart EXCLUDE USING gist"
        " (item_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&)"
        " WHERE (state IN ('requested', 'reserved', 'handed'))",
        params=None,
    )


def let_loans_meet(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE mutual_aid_reservation DROP CONSTRAINT loan_days_apart", params=None)


class Migration(tables.Migration):

    replaces = [
        ('mutual_aid', '0001_initial'),
        ('mutual_aid', '0002_helper_profiles'),
        ('mutual_aid', '0003_place_goes_by_listing'),
        ('mutual_aid', '0004_consents'),
        ('mutual_aid', '0005_place_grants'),
        ('mutual_aid', '0006_things_to_borrow'),
        ('mutual_aid', '0007_desk'),
        ('mutual_aid', '0008_standing_and_reminders'),
        ('mutual_aid', '0009_roles_and_series'),
        ('mutual_aid', '0010_codes_for_paper'),
        ('mutual_aid', '0011_own_calendar'),
        ('mutual_aid', '0012_part_of_day'),
        ('mutual_aid', '0013_entrusted_and_of_age'),
        ('mutual_aid', '0014_notes_and_thanks'),
        ('mutual_aid', '0015_suggestions_put_aside'),
        ('mutual_aid', '0016_saved_alerts'),
        ('mutual_aid', '0001_tables'),
        ('mutual_aid', '0002_board_by_index'),
    ]

    initial = True

    dependencies = [
        ('communities', '0001_tables'),
        ('communities', '0002_members'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('conversations', '0001_tables'),
        ('images', '0001_initial'),
        ('people', '0001_tables'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AdultDeclaration',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='adult_declaration', serialize=False, to='people.person')),
                ('said_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='CalendarAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_address', to='people.person')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('sealed', models.TextField()),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'calendar addresses',
            },
        ),
        migrations.CreateModel(
            name='Listing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('changed', models.DateTimeField(auto_now=True)),
                ('uid', models.UUIDField(default=commons.base.identifiers.uuid7, editable=False, unique=True)),
                ('home', models.CharField(blank=True, default='', editable=False, max_length=255)),
                ('uri', models.CharField(blank=True, default=None, editable=False, max_length=2048, null=True, unique=True)),
                ('board', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='listings', to='communities.community')),
                ('kind', models.CharField(choices=[('request', 'request'), ('offer', 'offer'), ('loan', 'loan'), ('task', 'task for several')], max_length=10)),
                ('title', models.CharField(max_length=120)),
                ('body', models.TextField(blank=True, default='')),
                ('html', models.TextField(blank=True, default='', editable=False)),
                ('category', models.CharField(choices=[('courses', 'Errands'), ('transport', 'Lifts and moving things'), ('bricolage', 'Repairs'), ('jardinage', 'Garden and plants'), ('compagnie', 'Company'), ('garde', 'Looking after children'), ('animaux', 'Animals'), ('cuisine', 'Cooking and meals'), ('informatique', 'Computers and telephones'), ('papiers', 'Letters and forms'), ('outils', 'Tools and objects'), ('cles', 'Keys, looking after a home'), ('achats', 'Shopping or errands with my money'), ('medicaments', 'Fetching medicines'), ('autre', 'Something else')], default='autre', max_length=20)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='listings', to='people.person')),
                ('on_behalf_of_alias', models.CharField(blank=True, default='', max_length=60)),
                ('mediator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='mediated_listings', to='people.person')),
                ('visibility', models.CharField(choices=[('public', 'Everybody. Visitors see the title, the neighbourhood and the day only.'), ('members', 'The members of this town'), ('mediators', "The town's mediators only")], default='public', max_length=10)),
                ('neighbourhood', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='listings', to='places.neighbourhood')),
                ('place_name', models.CharField(blank=True, default='', max_length=120)),
                ('cell', models.CharField(blank=True, default='', max_length=12)),
                ('needs_by', models.DateField(blank=True, null=True)),
                ('part_of_day', models.CharField(blank=True, choices=[('morning', 'morning'), ('afternoon', 'afternoon'), ('evening', 'evening')], default='', max_length=10)),
                ('standing', models.BooleanField(default=False)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('remind_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('helpers_needed', models.PositiveSmallIntegerField(default=1)),
                ('share', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('pending', 'waits for a moderator'), ('open', 'open'), ('covered', 'enough people'), ('done', 'finished'), ('expired', 'time has run out'), ('cancelled', 'cancelled'), ('paused', 'put aside'), ('hidden', 'hidden by a moderator'), ('archived', 'erased')], default='draft', max_length=10)),
                ('previous_state', models.CharField(blank=True, choices=[('draft', 'draft'), ('pending', 'waits for a moderator'), ('open', 'open'), ('covered', 'enough people'), ('done', 'finished'), ('expired', 'time has run out'), ('cancelled', 'cancelled'), ('paused', 'put aside'), ('hidden', 'hidden by a moderator'), ('archived', 'erased')], default='', max_length=10)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_reason', models.CharField(blank=True, default='', max_length=300)),
                ('reopened_at', models.DateTimeField(blank=True, null=True)),
                ('renewals', models.PositiveSmallIntegerField(default=0)),
                ('url', models.CharField(blank=True, default='', max_length=2048)),
                ('client_key', models.UUIDField(blank=True, editable=False, null=True)),
                ('last_seq', models.BigIntegerField(default=0, editable=False)),
                ('title_words', models.CharField(blank=True, default='', editable=False, max_length=400)),
                ('body_words', models.TextField(blank=True, default='', editable=False)),
            ],
            options={
                'indexes': [models.Index(fields=['state', '-created'], name='listing_board'), models.Index(fields=['state', 'expires_at'], name='listing_timers'), models.Index(fields=['remind_at'], name='listing_reminders')],
                'constraints': [models.UniqueConstraint(fields=('author', 'client_key'), name='listing_posted_once'), models.CheckConstraint(condition=models.Q(('helpers_needed__gte', 1)), name='listing_needs_somebody')],
            },
        ),
        migrations.CreateModel(
            name='MeetingPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('listing', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='meeting_place', to='mutual_aid.listing')),
                ('sealed', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='ConsentText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('purpose', models.CharField(choices=[('posting', 'to write on the board'), ('answering', 'to answer a notice'), ('handing_over', 'to speak to a service')], max_length=20)),
                ('language', models.CharField(max_length=10)),
                ('text', models.TextField()),
                ('since', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='mutual_aid.listing')),
                ('purpose', models.CharField(choices=[('posting', 'to write on the board'), ('answering', 'to answer a notice'), ('handing_over', 'to speak to a service')], max_length=20)),
                ('how', models.CharField(choices=[('in_person', 'face to face'), ('by_phone', 'by telephone'), ('in_writing', 'in writing, on paper'), ('noted', 'as it was noted then')], max_length=20)),
                ('agreed_on', models.DateField()),
                ('wording', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='mutual_aid.consenttext')),
                ('note', models.CharField(blank=True, default='', max_length=300)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='consents_recorded', to='people.person')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='consents_withdrawn', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('purpose', 'posting'), ('withdrawn_at', None)), fields=('listing',), name='consent_to_post_once'), models.CheckConstraint(condition=models.Q(('how__in', ['in_person', 'by_phone', 'in_writing', 'noted'])), name='consent_says_how'), models.CheckConstraint(condition=models.Q(('purpose__in', ['posting', 'answering', 'handing_over'])), name='consent_says_what_for'), models.CheckConstraint(condition=models.Q(('how', 'noted'), models.Q(('note', ''), ('wording__isnull', False)), _connector='OR'), name='consent_keeps_its_words'), models.CheckConstraint(condition=models.Q(('withdrawn_by', None), ('withdrawn_at__isnull', False), _connector='OR'), name='consent_withdrawn_when')],
            },
        ),
        migrations.CreateModel(
            name='DeskCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('listing', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='desk_case', to='mutual_aid.listing')),
                ('keeper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='desk_cases', to='people.person')),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
                ('sealed_reach', models.TextField(blank=True, default='', editable=False)),
                ('follow_up_on', models.DateField(blank=True, null=True)),
                ('sealed_note', models.TextField(blank=True, default='', editable=False)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('follow_up_on__isnull', False)), fields=['follow_up_on'], name='desk_follow_up')],
                'constraints': [models.CheckConstraint(condition=models.Q(('follow_up_on__isnull', False), ('sealed_note', ''), _connector='OR'), name='follow_up_has_a_day'), models.CheckConstraint(condition=models.Q(('keeper', None), ('taken_at__isnull', False), _connector='OR'), name='case_taken_when')],
            },
        ),
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calls', to='mutual_aid.listing')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='desk_calls', to='people.person')),
                ('whom', models.CharField(choices=[('person', 'the person who asks'), ('neighbour', 'a neighbour who could help'), ('service', 'a service'), ('other', 'somebody else')], max_length=10)),
                ('outcome', models.CharField(choices=[('reached', 'we spoke'), ('no_answer', 'no answer'), ('message', 'I left a message'), ('later', 'to be called again')], max_length=10)),
                ('sealed_about', models.TextField(blank=True, default='', editable=False)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('client_key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ],
            options={
                'indexes': [models.Index(fields=['listing', '-at'], name='call_of_listing')],
            },
        ),
        migrations.CreateModel(
            name='Nudge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='nudges', to='mutual_aid.listing')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='nudges', to='people.person')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='nudges_sent', to='people.person')),
                ('week', models.DateField()),
                ('slot', models.PositiveSmallIntegerField()),
                ('answer', models.CharField(blank=True, choices=[('not_now', 'not this time'), ('pause', 'rests for a month')], default='', max_length=10)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'week', 'slot'), name='nudge_one_per_slot'), models.UniqueConstraint(fields=('person', 'listing'), name='nudge_once_per_listing'), models.CheckConstraint(condition=models.Q(('slot__gte', 1), ('slot__lte', 2)), name='nudge_two_slots_a_week')],
            },
        ),
        migrations.CreateModel(
            name='ShortCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=5, unique=True)),
                ('listing', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='short_code', to='mutual_aid.listing')),
                ('given_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='HelperProfile',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='helper_profile', serialize=False, to='people.person')),
                ('free', models.PositiveIntegerField(default=0)),
                ('reach', models.CharField(choices=[('here', 'same neighbourhood'), ('next', 'next neighbourhood'), ('town', 'less than 3 km away'), ('anywhere', 'anywhere in town')], default='next', max_length=10)),
                ('paused_until', models.DateField(blank=True, null=True)),
                ('put_aside', models.JSONField(blank=True, default=list, editable=False)),
                ('said_at', models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name='HelperSkill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='skills', to='mutual_aid.helperprofile')),
                ('category', models.CharField(choices=[('courses', 'Errands'), ('transport', 'Lifts and moving things'), ('bricolage', 'Repairs'), ('jardinage', 'Garden and plants'), ('compagnie', 'Company'), ('garde', 'Looking after children'), ('animaux', 'Animals'), ('cuisine', 'Cooking and meals'), ('informatique', 'Computers and telephones'), ('papiers', 'Letters and forms'), ('outils', 'Tools and objects'), ('cles', 'Keys, looking after a home'), ('achats', 'Shopping or errands with my money'), ('medicaments', 'Fetching medicines'), ('autre', 'Something else')], max_length=20)),
            ],
            options={
                'verbose_name_plural': 'skills',
                'constraints': [models.UniqueConstraint(fields=('category', 'profile'), name='skill_said_once')],
            },
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('changed', models.DateTimeField(auto_now=True)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='items', to='people.person')),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='items', to='communities.community')),
                ('title', models.CharField(max_length=120)),
                ('description', models.TextField(blank=True, default='')),
                ('usage', models.TextField(blank=True, default='')),
                ('deposit', models.CharField(blank=True, default='', max_length=200)),
                ('category', models.CharField(choices=[('courses', 'Errands'), ('transport', 'Lifts and moving things'), ('bricolage', 'Repairs'), ('jardinage', 'Garden and plants'), ('compagnie', 'Company'), ('garde', 'Looking after children'), ('animaux', 'Animals'), ('cuisine', 'Cooking and meals'), ('informatique', 'Computers and telephones'), ('papiers', 'Letters and forms'), ('outils', 'Tools and objects'), ('cles', 'Keys, looking after a home'), ('achats', 'Shopping or errands with my money'), ('medicaments', 'Fetching medicines'), ('autre', 'Something else')], default='outils', max_length=20)),
                ('neighbourhood', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='items', to='places.neighbourhood')),
                ('photo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='items', to='images.image')),
                ('state', models.CharField(choices=[('active', 'can be borrowed'), ('resting', 'is not lent for now'), ('hidden', 'hidden by a moderator'), ('gone', 'is not lent any more')], default='active', max_length=10)),
                ('listing', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='item', to='mutual_aid.listing')),
                ('client_key', models.UUIDField(blank=True, editable=False, null=True)),
                ('words', models.TextField(blank=True, default='', editable=False)),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'neighbourhood', '-created'], name='item_shelf')],
                'constraints': [models.UniqueConstraint(fields=('owner', 'client_key'), name='item_added_once'), models.CheckConstraint(condition=models.Q(('owner', None), ('group', None), _connector='OR'), name='item_has_one_owner')],
            },
        ),
        migrations.CreateModel(
            name='Transition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='contenttypes.contenttype')),
                ('about_id', models.BigIntegerField()),
                ('name', models.CharField(max_length=30)),
                ('before', models.CharField(blank=True, default='', max_length=10)),
                ('after', models.CharField(max_length=10)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='aid_transitions', to='people.person')),
                ('actor', models.CharField(choices=[('author', 'author'), ('mediator', 'mediator'), ('helper', 'helper'), ('member', 'member'), ('moderator', 'moderator'), ('system', "the town's clock"), ('home', 'the town it lives in')], max_length=10)),
                ('reason', models.CharField(blank=True, default='', max_length=500)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'indexes': [models.Index(fields=['about_type', 'about_id', 'id'], name='transition_about')],
            },
        ),
        migrations.CreateModel(
            name='Reservation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('changed', models.DateTimeField(auto_now=True)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='loans', to='mutual_aid.item')),
                ('borrower', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='loans', to='people.person')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('asked_until', models.DateField(blank=True, null=True)),
                ('state', models.CharField(choices=[('requested', 'waits for an answer'), ('reserved', 'agreed'), ('handed', 'handed over'), ('returned', 'brought back'), ('closed', 'finished'), ('declined', 'not this time'), ('cancelled', 'cancelled'), ('mediation', 'a mediator looks at it')], default='requested', max_length=10)),
                ('thread', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reservation', to='conversations.topic')),
                ('returned_at', models.DateTimeField(blank=True, null=True)),
                ('mediated_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('reminded_on', models.DateField(blank=True, null=True)),
                ('client_key', models.UUIDField(blank=True, editable=False, null=True)),
                ('last_seq', models.BigIntegerField(default=0, editable=False)),
            ],
            options={
                'indexes': [models.Index(fields=['item', 'state', 'starts_on'], name='loan_calendar'), models.Index(fields=['state', 'ends_on'], name='loan_timers')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='loan_ends_after_start'), models.UniqueConstraint(fields=('borrower', 'client_key'), name='loan_asked_once')],
            },
        ),
        migrations.CreateModel(
            name='Condition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('loan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conditions', to='mutual_aid.reservation')),
                ('moment', models.CharField(choices=[('handover', 'when it was handed over'), ('return', 'when it came back')], max_length=10)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ('sealed_words', models.TextField(blank=True, default='')),
                ('sealed_photo', models.BinaryField(default=b'')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('loan', 'moment'), name='condition_once_per_moment')],
            },
        ),
        migrations.CreateModel(
            name='SavedAlert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_alerts', to='people.person')),
                ('kind', models.CharField(blank=True, choices=[('request', 'request'), ('offer', 'offer'), ('loan', 'loan'), ('task', 'task for several')], default='', max_length=10)),
                ('category', models.CharField(blank=True, choices=[('courses', 'Errands'), ('transport', 'Lifts and moving things'), ('bricolage', 'Repairs'), ('jardinage', 'Garden and plants'), ('compagnie', 'Company'), ('garde', 'Looking after children'), ('animaux', 'Animals'), ('cuisine', 'Cooking and meals'), ('informatique', 'Computers and telephones'), ('papiers', 'Letters and forms'), ('outils', 'Tools and objects'), ('cles', 'Keys, looking after a home'), ('achats', 'Shopping or errands with my money'), ('medicaments', 'Fetching medicines'), ('autre', 'Something else')], default='', max_length=20)),
                ('neighbourhood', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='saved_alerts', to='places.neighbourhood')),
                ('reach', models.CharField(choices=[('here', 'same neighbourhood'), ('next', 'next neighbourhood'), ('town', 'less than 3 km away'), ('anywhere', 'anywhere in town')], default='here', max_length=10)),
                ('how', models.CharField(choices=[('here', 'At once, among my notices'), ('mail', 'At once, and by e-mail'), ('daily', 'Once a day, by e-mail')], default='here', max_length=10)),
                ('told_until', models.DateTimeField(default=django.utils.timezone.now)),
                ('said_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'indexes': [models.Index(fields=['category', 'neighbourhood'], name='alert_wanting'), models.Index(fields=['how', 'told_until'], name='alert_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('neighbourhood__isnull', False)), fields=('person', 'kind', 'category', 'neighbourhood', 'reach'), name='alert_saved_once'), models.UniqueConstraint(condition=models.Q(('neighbourhood__isnull', True)), fields=('person', 'kind', 'category'), name='alert_everywhere_once')],
            },
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('changed', models.DateTimeField(auto_now=True)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='series', to='people.person')),
                ('rule', models.CharField(choices=[('weekly', 'every week'), ('fortnightly', 'every two weeks'), ('monthly', 'every month')], max_length=12)),
                ('first_day', models.DateField()),
                ('starts', models.TimeField()),
                ('minutes', models.PositiveIntegerField()),
                ('until', models.DateField()),
                ('template', models.JSONField()),
                ('sealed_place', models.TextField(blank=True, default='')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'series',
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('contact', models.CharField(max_length=300, verbose_name='public contact')),
                ('what_for', models.CharField(max_length=300, verbose_name='what for')),
                ('is_desk', models.BooleanField(default=False)),
                ('ended_at', models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('name',), name='service_named_once'), models.UniqueConstraint(condition=models.Q(('ended_at', None), ('is_desk', True)), fields=('is_desk',), name='service_one_desk')],
            },
        ),
        migrations.CreateModel(
            name='HandOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hand_overs', to='mutual_aid.listing')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_overs', to='mutual_aid.service')),
                ('consent', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='hand_over', to='mutual_aid.consent')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='hand_overs', to='people.person')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('follow_up_on', models.DateField()),
                ('outcome', models.CharField(blank=True, choices=[('taken_on', 'the service looks after it'), ('refused', 'the service cannot'), ('settled', 'it was settled in another way'), ('stopped', 'the person has changed their mind')], default='', max_length=10)),
                ('sealed_note', models.TextField(blank=True, default='', editable=False)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('listing', 'service'), name='hand_over_once_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('outcome', '')), models.Q(('closed_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='hand_over_ends_somehow')],
            },
        ),
        migrations.CreateModel(
            name='TaskPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('listing', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='plan', to='mutual_aid.listing')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('takes_everybody', models.BooleanField(default=True)),
                ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='plans', to='mutual_aid.series')),
                ('day', models.DateField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='task_ends_after_start'), models.UniqueConstraint(fields=('series', 'day'), name='task_once_per_day_of_series')],
            },
        ),
        migrations.CreateModel(
            name='Slot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slots', to='mutual_aid.listing')),
                ('role', models.CharField(max_length=60)),
                ('needed', models.PositiveSmallIntegerField(default=1)),
                ('needs_trusted', models.BooleanField(default=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['position', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('needed__gte', 1), ('needed__lte', 99)), name='slot_has_places')],
            },
        ),
        migrations.CreateModel(
            name='Response',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('changed', models.DateTimeField(auto_now=True)),
                ('uid', models.UUIDField(default=commons.base.identifiers.uuid7, editable=False, unique=True)),
                ('home', models.CharField(blank=True, default='', editable=False, max_length=255)),
                ('uri', models.CharField(blank=True, default=None, editable=False, max_length=2048, null=True, unique=True)),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='responses', to='mutual_aid.listing')),
                ('slot', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='responses', to='mutual_aid.slot')),
                ('helper', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='responses', to='people.person')),
                ('sealed_message', models.TextField(blank=True, default='', editable=False)),
                ('state', models.CharField(choices=[('proposed', 'waits for an answer'), ('accepted', 'chosen'), ('done', 'finished'), ('withdrawn', 'taken back'), ('declined', 'not chosen'), ('lapsed', 'without answer'), ('released', 'called off'), ('not_done', 'did not take place')], default='proposed', max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('done_by_helper_at', models.DateTimeField(blank=True, null=True)),
                ('done_by_author_at', models.DateTimeField(blank=True, null=True)),
                ('thread', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='help_response', to='conversations.topic')),
                ('agreement_address', models.CharField(blank=True, default='', max_length=2048)),
                ('client_key', models.UUIDField(blank=True, editable=False, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'created'], name='response_timers')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['accepted', 'proposed'])), fields=('listing', 'helper'), name='response_active_once'), models.UniqueConstraint(fields=('helper', 'client_key'), name='response_sent_once')],
            },
        ),
        migrations.CreateModel(
            name='Thanks',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='thanks', to='mutual_aid.response')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='thanks_given', to='people.person')),
                ('to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='thanks_received', to='people.person')),
                ('text', models.CharField(max_length=500)),
                ('public', models.BooleanField(default=False, verbose_name='public')),
                ('signed', models.BooleanField(default=False)),
                ('withheld', models.BooleanField(default=False)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name_plural': 'thanks',
                'constraints': [models.UniqueConstraint(fields=('response', 'by'), name='thanks_once')],
            },
        ),
        migrations.CreateModel(
            name='ThanksReminder',
            fields=[
                ('response', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='thanks_reminder', serialize=False, to='mutual_aid.response')),
            ],
        ),
        migrations.CreateModel(
            name='Neighbour',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('response', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='neighbour', to='mutual_aid.response')),
                ('alias', models.CharField(max_length=60)),
                ('sealed_reach', models.TextField(blank=True, default='', editable=False)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='neighbours_noted', to='people.person')),
                ('consent', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='neighbour', to='mutual_aid.consent')),
                ('client_key', models.UUIDField(editable=False, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='IncidentNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='incidents', to='mutual_aid.response')),
                ('about', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='incidents_concerning', to='people.person')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='incidents_noted', to='people.person')),
                ('sealed_text', models.TextField(blank=True, default='', editable=False)),
                ('sealed_answer', models.TextField(blank=True, default='', editable=False)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('response', 'by'), name='incident_noted_once')],
            },
        ),
        migrations.CreateModel(
            name='PlaceGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='place_grants', to='mutual_aid.response')),
                ('granted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('response',), name='place_granted_once')],
            },
        ),
        migrations.CreateModel(
            name='ListingWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stem', models.CharField(max_length=60)),
                ('in_title', models.BooleanField()),
                ('listing', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='words', to='mutual_aid.listing')),
            ],
        ),
        migrations.RemoveIndex(
            model_name='listing',
            name='listing_board',
        ),
        migrations.RemoveField(
            model_name='listing',
            name='body_words',
        ),
        migrations.RemoveField(
            model_name='listing',
            name='title_words',
        ),
        migrations.AddField(
            model_name='listing',
            name='board_order',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(state='open', then=models.Value(2)), models.When(state='covered', then=models.Value(1)), default=models.Value(0)), output_field=models.PositiveSmallIntegerField()),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(fields=['-board_order', '-created', '-id'], name='listing_board'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(fields=['category', '-board_order', '-created', '-id'], name='listing_board_about'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(fields=['neighbourhood', '-board_order', '-created', '-id'], name='listing_board_near'),
        ),
        migrations.AddIndex(
            model_name='listingword',
            index=models.Index(fields=['stem', 'in_title', 'listing'], name='listing_word_found'),
        ),
        migrations.AddConstraint(
            model_name='listingword',
            constraint=models.UniqueConstraint(fields=('listing', 'stem'), name='listing_word_once'),
        ),
        migrations.RunPython(keep_loans_apart, let_loans_meet),
    ]
