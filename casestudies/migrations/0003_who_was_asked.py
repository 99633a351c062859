"""Experts who were invited before stand in the record of who was asked as well."""

from django.db import migrations

ASKED = """
INSERT INTO resources_helprequest (
    expert_id, participation_id, clinic, seat, topics, asked_at, state, helped_on, helped, note
)
SELECT seat.expert_id, casestudy.participation_id, clinic.id, seat.id, '[]', COALESCE(seat.invited_at, clinic.created_at),
    CASE seat.state WHEN 'invited' THEN 'asked' ELSE seat.state END,
    CASE WHEN clinic.state = 'closed' AND seat.attended THEN clinic.day END, '', ''
FROM casestudies_seat AS seat
JOIN casestudies_clinic AS clinic ON clinic.id = seat.clinic_id
JOIN casestudies_casestudy AS casestudy ON casestudy.id = clinic.case_id
WHERE seat.role = 'expert' AND seat.expert_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("casestudies", "0002_initial"), ("resources", "0004_words")]
    operations = [migrations.RunSQL(ASKED, migrations.RunSQL.noop)]
