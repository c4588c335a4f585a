import commons.base.identifiers
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.db import migrations, models

from commons.base import tables


class Migration(tables.Migration):

    replaces = [
        ('people', '0001_initial'),
        ('people', '0002_quiet_homes_and_addresses'),
        ('people', '0003_alert_issuers'),
        ('people', '0001_tables'),
        ('people', '0002_rights'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('communities', '0001_tables'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('changed', models.DateTimeField(auto_now=True)),
                ('uid', models.UUIDField(default=commons.base.identifiers.uuid7, editable=False, unique=True)),
                ('home', models.CharField(blank=True, default='', editable=False, max_length=255)),
                ('uri', models.CharField(blank=True, default=None, editable=False, max_length=2048, null=True, unique=True)),
                ('kind', models.CharField(choices=[('person', 'person'), ('service', 'service')], default='person', max_length=10)),
                ('handle', models.CharField(max_length=64)),
                ('name', models.CharField(max_length=120)),
                ('summary', models.TextField(blank=True, default='')),
                ('url', models.CharField(blank=True, default='', max_length=2048)),
                ('neighbourhood', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='places.neighbourhood')),
                ('state', models.CharField(choices=[('active', 'active'), ('suspended', 'suspended'), ('frozen', 'untouched for a while'), ('gone', 'left')], default='active', max_length=10)),
                ('kept_edits', models.PositiveIntegerField(default=0)),
                ('is_discoverable', models.BooleanField(default=False)),
                ('is_indexable', models.BooleanField(default=False)),
                ('webfinger', models.CharField(blank=True, default='', max_length=320)),
                ('also_known_as', models.JSONField(blank=True, default=list)),
                ('moved_to', models.CharField(blank=True, default='', max_length=2048)),
            ],
            options={
                'verbose_name_plural': 'people',
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('handle'), models.F('home'), name='person_handle_once_per_home')],
            },
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                ('person', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='account', to='people.person')),
                ('is_active', models.BooleanField(default=True)),
                ('is_staff', models.BooleanField(default=False)),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now)),
                ('charter_accepted_at', models.DateTimeField(blank=True, null=True)),
                ('mail_wanted', models.BooleanField(default=True)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Follow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('changed', models.DateTimeField(auto_now=True)),
                ('uid', models.UUIDField(default=commons.base.identifiers.uuid7, editable=False, unique=True)),
                ('home', models.CharField(blank=True, default='', editable=False, max_length=255)),
                ('uri', models.CharField(blank=True, default=None, editable=False, max_length=2048, null=True, unique=True)),
                ('follower', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='following', to='people.person')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='followers', to='people.person')),
                ('community', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='followers', to='communities.community')),
                ('state', models.CharField(choices=[('requested', 'requested'), ('accepted', 'accepted'), ('refused', 'refused')], default='requested', max_length=10)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('follower', 'person'), name='follow_person_once'), models.UniqueConstraint(fields=('follower', 'community'), name='follow_community_once'), models.CheckConstraint(condition=models.Q(models.Q(('community__isnull', True), ('person__isnull', False)), models.Q(('community__isnull', False), ('person__isnull', True)), _connector='OR'), name='follow_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='QuietHome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('home', models.CharField(max_length=255, unique=True)),
                ('level', models.CharField(blank=True, choices=[('', 'heard'), ('limited', 'limited'), ('hidden', 'hidden')], default='', max_length=10)),
                ('hides_media', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Block',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('blocker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to='people.person')),
                ('blocked', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocked_by', to='people.person')),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('blocker', 'blocked'), name='block_once')],
            },
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='people.person')),
                ('role', models.CharField(choices=[('trusted', 'trusted'), ('mediator', 'mediator'), ('alert_issuer', 'relays official information'), ('moderator', 'moderator'), ('administrator', 'administrator'), ('data_officer', 'data officer')], max_length=20)),
                ('reason', models.CharField(max_length=300)),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='roles_given', to='people.person')),
                ('given_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('person', 'role'), name='role_held_once')],
            },
        ),
    ]
