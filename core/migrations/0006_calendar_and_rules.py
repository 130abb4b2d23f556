"""Load the years whose notice is published, estimate the next two, and bring the shipped deadline rules in."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

from core.workdays.estimate import estimated_days, notice_of, published_days, published_years
from core.workdays.rules import load_rules

YEARS_AHEAD = 2


def load(apps, schema_editor):
    now = timezone.now()
    year_model, day_model = apps.get_model("core", "CalendarYear"), apps.get_model("core", "CalendarDay")
    known = published_years()
    last = max(known[-1], (now + timedelta(hours=8)).year) + YEARS_AHEAD
    for year in range(known[0], last + 1):
        is_known = year in known
        days = published_days(year) if is_known else estimated_days(year)
        row = year_model.objects.create(year=year, notice=notice_of(year) if is_known else "", is_estimated=not is_known, loaded_at=now)
        day_model.objects.bulk_create(day_model(date=day, kind=str(kind), name=name, year=row) for day, (kind, name) in sorted(days.items()))
    load_rules(apps.get_model("core", "DeadlineRule"))


def unload(apps, schema_editor):
    apps.get_model("core", "CalendarYear").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("core", "0005_deadlines_and_notices")]
    operations = [migrations.RunPython(load, unload)]
