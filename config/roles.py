"""角色表: which role holds which power. `sync_roles` writes it to the database; code asks `has_perm`, never a role.

Basis: requirements of the three administrators (GB/T 22239-2019 8.1.5), separation of duties.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class RoleRow:
    """One role: its Chinese name, how far it sees (accounts.Scope) and the permissions "app.codename" it holds."""

    name: str
    scope: str
    permissions: frozenset[str] = field(default_factory=frozenset)
    needs_second_factor: bool = False
    is_administrator: bool = False
    idle_minutes: int = 30


UNIT_READS = frozenset(
    {
        "personnel.view_register",
        "cases.view_acts",
        "cases.view_reviews",
        "documents.view_documents",
        "rectification.view_orders",
        "supervision.view_plans",
        "reports.view_unit_numbers",
        "submissions.view_requests",
    }
)
UNIT_WORK = frozenset(
    {
        "accounts.keep_contacts",
        "cases.confirm_catalogue",
        "cases.precheck",
        "cases.upload_case_file",
        "documents.receive_document",
        "rectification.fill_order",
        "submissions.fill_submission",
        "supervision.fill_progress",
    }
)

ROLES: dict[str, RoleRow] = {
    "bureau_staff": RoleRow(
        "监督岗",
        "all",
        UNIT_READS
        | {
            "accounts.view_units",
            "accounts.manage_groups",
            "accounts.propose_handover",
            "accounts.keep_contacts",
            "accounts.reveal_contacts",
            "core.import_sheets",
            "core.manage_calendar",
            "core.share_views",
            "personnel.import_register",
            "cases.import_acts",
            "cases.organise_reviews",
            "cases.confirm_scores",
            "cases.upload_on_behalf",
            "documents.draft_document",
            "documents.review_document",
            "documents.return_document",
            "documents.decide_objection",
            "documents.manage_kinds",
            "documents.import_register",
            "documents.issue_document",
            "documents.serve_document",
            "documents.record_paper_approval",
            "documents.view_incoming",
            "documents.register_incoming",
            "documents.assign_incoming",
            "documents.handle_incoming",
            "rectification.issue_order",
            "rectification.accept_order",
            "rectification.extend_order",
            "rectification.import_orders",
            "core.urge",
            "submissions.manage_requests",
            "submissions.review_submissions",
            "supervision.manage_plans",
            "supervision.confirm_progress",
            "reports.view_numbers",
            "reports.build_reports",
            "reports.verify_reports",
            "reports.make_unit_packs",
        },
        needs_second_factor=True,
    ),
    "bureau_leader": RoleRow(
        "局领导",
        "all",
        UNIT_READS
        | {
            "accounts.view_units",
            "accounts.propose_handover",
            "accounts.reveal_contacts",
            "documents.review_document",
            "documents.return_document",
            "documents.decide_objection",
            "documents.sign_document",
            "documents.record_paper_approval",
            "documents.view_incoming",
            "documents.assign_incoming",
            "documents.instruct",
            "rectification.extend_order",
            "supervision.approve_plan",
            "reports.view_numbers",
            "reports.lock_reports",
            "reports.make_unit_packs",
        },
        needs_second_factor=True,
    ),
    "dept_liaison": RoleRow("部门联络员", "subtree", UNIT_READS | UNIT_WORK),
    "dept_leader": RoleRow(
        "部门分管领导",
        "subtree",
        UNIT_READS
        | {
            "accounts.propose_handover",
            "rectification.approve_report",
            "cases.approve_self_report",
            "cases.precheck",
            "documents.receive_document",
            "submissions.approve_submission",
        },
    ),
    "town_liaison": RoleRow("镇街", "subtree", UNIT_READS | UNIT_WORK),
    "justice_office": RoleRow("司法所", "subtree", UNIT_READS),
    "reviewer": RoleRow("评查员", "assigned", frozenset({"cases.score_files"})),
    "certificate_manager": RoleRow(
        "证件管理员",
        "all",
        frozenset({"personnel.view_register", "personnel.import_register", "personnel.reveal_identity", "core.import_sheets", "accounts.view_units"}),
        needs_second_factor=True,
        idle_minutes=15,
    ),
    "government_approver": RoleRow(
        "政府办审批", "all", frozenset({"documents.view_documents", "documents.sign_decision", "documents.return_document"}), needs_second_factor=True
    ),
    "system_admin": RoleRow(
        "系统管理员",
        "none",
        frozenset(
            {
                "accounts.view_units",
                "accounts.manage_units",
                "accounts.view_accounts",
                "accounts.manage_accounts",
                "core.manage_dictionaries",
                "core.manage_calendar",
                "core.view_jobs",
                "core.view_health",
            }
        ),
        needs_second_factor=True,
        is_administrator=True,
        idle_minutes=15,
    ),
    "security_admin": RoleRow(
        "安全管理员",
        "none",
        frozenset(
            {
                "accounts.view_units",
                "accounts.view_accounts",
                "accounts.grant_posts",
                "accounts.unlock_accounts",
                "accounts.end_logins",
                "accounts.manage_policy",
            }
        ),
        needs_second_factor=True,
        is_administrator=True,
        idle_minutes=15,
    ),
    "audit_admin": RoleRow(
        "审计管理员", "none", frozenset({"core.view_audit", "core.export_audit"}), needs_second_factor=True, is_administrator=True, idle_minutes=15
    ),
    "system": RoleRow(
        "系统",
        "all",
        frozenset(
            {
                "accounts.manage_units",
                "accounts.manage_accounts",
                "accounts.grant_posts",
                "reports.build_reports",
                "core.urge",
                "documents.issue_document",
                "submissions.view_requests",
                "submissions.manage_requests",
            }
        ),
    ),
}
