import zstandard
from django.db import migrations, transaction

BATCH = 200


def in_batches(rows, change, fields):
    last = ''
    while batch := list(rows.filter(pk__gt=last).order_by('pk')[:BATCH]):
        for blob in batch:
            change(blob)
        with transaction.atomic():
            rows.bulk_update(batch, fields)
        last = batch[-1].pk


def pack(apps, schema_editor):
    def change(blob):
        raw = blob.text.encode()
        blob.data, blob.raw_size = zstandard.ZstdCompressor(level=3).compress(raw), len(raw)

    in_batches(apps.get_model('wiki', 'Blob').objects.all(), change, ['data', 'raw_size'])


def unpack(apps, schema_editor):
    """Texts that lean on another one are read through it; sealed ones must be opened (unhidden) first."""
    Blob = apps.get_model('wiki', 'Blob')

    def read(blob):
        dictionary = None
        if blob.dictionary is not None:
            raw = read(blob.dictionary)
            dictionary = zstandard.ZstdCompressionDict(raw, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
        reader = zstandard.ZstdDecompressor(dict_data=dictionary)
        return reader.decompress(bytes(blob.data), max_output_size=max(blob.raw_size, 1))

    def change(blob):
        blob.text = read(blob).decode()

    if Blob.objects.filter(encoding='sealed').exists():
        raise RuntimeError('Some texts are sealed: show the hidden versions again first.')
    in_batches(Blob.objects.select_related('dictionary'), change, ['text'])


class Migration(migrations.Migration):

    atomic = False  # a large town packs in batches, each kept

    dependencies = [
        ('wiki', '0006_packed_texts_beside'),
    ]

    operations = [
        migrations.RunPython(pack, unpack, elidable=True),
    ]
