"""manage.py grant_app: what the role that runs the product may do in the database. Run by the owner of the tables after `migrate`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from psycopg import sql

READ_ONLY = ("django_migrations", "core_auditlink")  # links are appended by a trigger with the owner's rights
APPEND_ONLY = ("core_auditentry",)
STATEMENTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "REVOKE TRUNCATE, REFERENCES, TRIGGER ON ALL TABLES IN SCHEMA public FROM {role}",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
)


class Command(BaseCommand):
    help = "迁移之后运行：授予运行账号读写数据的权限，不含改表结构，不含改动审计记录。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--role", default="mingdu_app", help="运行时使用的数据库角色")

    def handle(self, *args: Any, **options: Any) -> None:
        role = sql.Identifier(options["role"])
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [options["role"]])
            if cursor.fetchone() is None:
                raise CommandError(f"数据库里没有角色 {options['role']}；请先创建。")
            for statement in STATEMENTS:
                cursor.execute(sql.SQL(statement).format(role=role))
            for table in READ_ONLY:
                cursor.execute(sql.SQL("REVOKE INSERT, UPDATE, DELETE ON {table} FROM {role}").format(table=sql.Identifier(table), role=role))
            for table in APPEND_ONLY:
                cursor.execute(sql.SQL("REVOKE UPDATE, DELETE ON {table} FROM {role}").format(table=sql.Identifier(table), role=role))
        self.stderr.write(f"已授权 {options['role']}。")
