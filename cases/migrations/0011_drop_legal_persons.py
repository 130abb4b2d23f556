"""法定代表人 is kept no more: no rule and no page asks for the name. Basis: PIPL-6."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_objection_veto")]

    operations = [migrations.RunSQL("UPDATE cases_enforcementact SET extra = extra - 'legal_person' WHERE extra ? 'legal_person'", migrations.RunSQL.noop)]
