import django.db.models.deletion
from django.db import migrations, models

from commons.base import tables


class Migration(tables.Migration):

    replaces = [
        ('moderation', '0001_initial'),
        ('moderation', '0002_initial'),
        ('moderation', '0003_flags_between_towns'),
        ('moderation', '0004_watch_list'),
        ('moderation', '0005_decisions'),
        ('moderation', '0001_tables'),
        ('moderation', '0002_cases_decisions_appeals'),
    ]

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('people', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('changed', models.DateTimeField(auto_now=True)),
                ('name', models.CharField(max_length=80, unique=True)),
                ('rule', models.CharField(blank=True, choices=[('money', 'Help is free here: nobody asks for money, promises it or lends it.'), ('account', 'An account or card number is in the text. Nobody should ever need it here.'), ('away', 'The text leads to a conversation elsewhere, where nobody here could help you.'), ('shortened', 'A shortened address hides where it leads. Please write the whole address.'), ('contact', 'A new account shows a link, a telephone number or an e-mail address to everybody.'), ('first', 'It is the first text of a new account.'), ('danger', 'The text speaks of danger. For that there are emergency numbers, which are faster.'), ('trust', 'Keys, money, medicines and children are entrusted only to people whom the town knows.'), ('person', 'The text accuses or describes somebody. This town has no place for denunciation.'), ('private', 'The text shows private information about somebody.'), ('advertising', 'The text is advertising, or a business.'), ('illegal', 'The law does not allow it.'), ('charter', 'The charter of this town does not allow it.')], default='', max_length=20)),
                ('words', models.TextField()),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Juror',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField()),
                ('vote', models.CharField(blank=True, choices=[('keep', 'The decision stays'), ('reverse', 'The decision is taken back')], default='', max_length=8)),
                ('words', models.TextField(blank=True, default='')),
                ('stepped_back', models.BooleanField(default=False)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['place'],
            },
        ),
        migrations.CreateModel(
            name='JuryWish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='WatchList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('changed', models.DateTimeField(auto_now=True)),
                ('words', models.TextField(blank=True, default='')),
                ('hosts', models.TextField(blank=True, default='')),
                ('first_messages', models.PositiveSmallIntegerField(default=0)),
                ('links_newcomer', models.PositiveSmallIntegerField(default=6)),
                ('links_talk', models.PositiveSmallIntegerField(default=2)),
                ('links_visitor', models.PositiveSmallIntegerField(default=2)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='contenttypes.contenttype')),
                ('about_id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('held', 'held for a look'), ('refused', 'given back to its author'), ('noted', 'a word from the moderators'), ('edit', 'asked to be changed'), ('hidden', 'taken out of sight'), ('removed', 'removed for good'), ('limited', 'may only read for a while'), ('suspended', 'account suspended')], max_length=10)),
                ('rules', models.CharField(blank=True, default='', max_length=120)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='decisions', to='people.person')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('concerned', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='decisions_about', to='people.person')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('second', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='decisions_confirmed', to='people.person')),
                ('state', models.CharField(choices=[('proposed', 'waits for a second person'), ('declined', 'not confirmed'), ('in_force', 'holds'), ('ended', 'its time is over'), ('reversed', 'taken back')], default='in_force', max_length=10)),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('words', models.TextField(blank=True, default='')),
            ],
            options={
                'indexes': [models.Index(fields=['about_type', 'about_id', 'id'], name='decision_about')],
            },
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('changed', models.DateTimeField(auto_now=True)),
                ('words', models.TextField()),
                ('way', models.CharField(choices=[('moderator', 'Another moderator than the one who decided'), ('jury', 'A jury of five residents, drawn by lot')], default='moderator', max_length=10)),
                ('state', models.CharField(choices=[('waiting', 'waits for another moderator'), ('jury', 'before a jury'), ('upheld', 'the decision stays'), ('reversed', 'the decision is taken back')], default='waiting', max_length=10)),
                ('seed', models.CharField(blank=True, default='', max_length=64)),
                ('candidates', models.JSONField(blank=True, default=list)),
                ('drawn_at', models.DateTimeField(blank=True, null=True)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.TextField(blank=True, default='')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='appeals', to='people.person')),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='appeal', to='moderation.decision')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='appeals_settled', to='people.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('changed', models.DateTimeField(auto_now=True)),
                ('about_id', models.BigIntegerField()),
                ('room', models.CharField(blank=True, default='', max_length=40)),
                ('state', models.CharField(choices=[('received', 'received'), ('triaged', 'looked after'), ('proposed', 'waits for a second person'), ('actioned', 'acted upon'), ('dismissed', 'no action needed')], default='received', max_length=10)),
                ('urgent', models.BooleanField(default=False)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('about_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='contenttypes.contenttype')),
                ('assigned_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='cases_taken', to='people.person')),
                ('concerned', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='cases_about', to='people.person')),
            ],
        ),
        migrations.AddField(
            model_name='decision',
            name='case',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='decisions', to='moderation.case'),
        ),
        migrations.CreateModel(
            name='Flag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('changed', models.DateTimeField(auto_now=True)),
                ('about_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='contenttypes.contenttype')),
                ('about_id', models.BigIntegerField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='flags', to='people.person')),
                ('home', models.CharField(blank=True, default='', max_length=255)),
                ('reason', models.CharField(choices=[('hurtful', 'It hurts somebody'), ('private', 'It shows private information'), ('false', 'It is false or misleading'), ('spam', 'It is advertising'), ('money', 'Somebody asks for money'), ('illegal', 'The law does not allow it'), ('danger', 'Somebody may be in danger'), ('other', 'Something else')], max_length=20)),
                ('note', models.TextField(blank=True, default='')),
                ('state', models.CharField(choices=[('open', 'waiting'), ('upheld', 'acted upon'), ('dismissed', 'no action needed')], default='open', max_length=10)),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='flags_settled', to='people.person')),
                ('answer', models.TextField(blank=True, default='')),
                ('forwarded', models.TextField(blank=True, default='')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='flags', to='moderation.case')),
            ],
            options={
                'constraints': [],
            },
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(condition=models.Q(('state', 'in_force')), fields=['until'], name='decision_until'),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.UniqueConstraint(fields=('case', 'by'), name='flag_once_per_case'),
        ),
        migrations.AddField(
            model_name='juror',
            name='appeal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='jurors', to='moderation.appeal'),
        ),
        migrations.AddField(
            model_name='juror',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='juries', to='people.person'),
        ),
        migrations.AddField(
            model_name='jurywish',
            name='person',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='jury_wish', to='people.person'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['state', '-urgent', 'created'], name='case_queue'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['received', 'triaged', 'proposed'])), fields=('about_type', 'about_id'), name='case_open_once'),
        ),
        migrations.AddConstraint(
            model_name='juror',
            constraint=models.UniqueConstraint(fields=('appeal', 'place'), name='juror_place_once'),
        ),
    ]
