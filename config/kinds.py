"""Kind tables: the dotted handlers by which a lower app makes a higher one act, without importing it.

Each value is resolved with `import_string` and called in the same transaction; a test proves that every name resolves.
"""

from config.kind_rows import DeadlineKind, DocumentHandlers, FilePurpose, IncomingTarget, OrderSource, PhraseKind, PrefillSource

# kind -> handler(job: Job, beat: core.jobs.Beat) -> core.jobs.Outcome
JOB_KINDS: dict[str, str] = {
    "monthly_report": "reports.monthly.job.run",
    "monthly_files": "reports.monthly.job.run_files",
    "unit_pack": "reports.units.job.run",
    "import_check": "core.sheets.jobs.check",
    "import_commit": "core.sheets.jobs.commit",
    "list_export": "core.lists.jobs.export",
    "document_render": "documents.jobs.render",
    "review_paper": "cases.jobs.paper",
    "submission_merge": "submissions.jobs.merge",
    "submission_differences": "submissions.jobs.compare",
}

# kind of job -> what puts the work back when the job fails for good or is cancelled: `(job) -> None`, in the same transaction
JOB_ENDINGS: dict[str, str] = {"import_commit": "core.sheets.actions.put_back"}

# purpose -> what may be uploaded and who may see it (may_see(user, file) -> bool; may_upload(user, target) -> unit or refusal)
FILE_PURPOSES: dict[str, FilePurpose] = {
    "import": FilePurpose("导入文件", ("xlsx", "csv"), 20, may_see="core.sheets.access.may_see", may_upload="core.sheets.access.may_upload", verb="导"),
    "evidence": FilePurpose(
        "佐证材料",
        ("pdf", "docx", "xlsx", "jpg", "jpeg", "png", "zip", "mp3", "mp4"),
        200,
        may_see="rectification.evidence.may_see",
        may_upload="rectification.evidence.may_upload",
        on_stored="rectification.evidence.on_stored",
    ),
    "case_file": FilePurpose(
        "案卷扫描件", ("pdf",), 300, may_see="cases.access.may_see", may_upload="cases.access.may_upload", on_stored="cases.access.on_stored"
    ),
    "self_report": FilePurpose("自评报告", ("pdf", "docx"), 50, may_see="cases.access.may_see_self_report", may_upload=""),
    "self_report_approval": FilePurpose("线下审核件", ("pdf", "jpg", "jpeg", "png"), 50, may_see="cases.access.may_see_self_report", may_upload=""),
    "document_issued": FilePurpose("制发的文书", ("pdf", "docx"), 100, may_see="documents.access.may_see", may_upload=""),
    "document_approval": FilePurpose(
        "线下签批件",
        ("pdf", "jpg", "jpeg", "png"),
        50,
        may_see="documents.access.may_see",
        may_upload="documents.access.may_add_approval",
        on_stored="documents.access.on_stored",
    ),
    "document_sealed": FilePurpose(
        "盖章件",
        ("pdf", "jpg", "jpeg", "png"),
        50,
        may_see="documents.access.may_see",
        may_upload="documents.access.may_add_sealed",
        on_stored="documents.access.on_stored",
    ),
    "document_receipt": FilePurpose(
        "送达回证",
        ("pdf", "jpg", "jpeg", "png"),
        50,
        may_see="documents.access.may_see",
        may_upload="documents.access.may_add_receipt",
        on_stored="documents.access.on_stored",
    ),
    "document_reply": FilePurpose(
        "回复材料",
        ("pdf", "docx", "xlsx", "jpg", "jpeg", "png", "zip"),
        200,
        may_see="documents.access.may_see",
        may_upload="documents.access.may_add_reply",
        on_stored="documents.access.on_stored",
    ),
    "incoming_scan": FilePurpose(
        "收文扫描件",
        ("pdf", "jpg", "jpeg", "png", "docx", "ofd"),
        100,
        may_see="documents.incoming.access.may_see",
        may_upload="documents.incoming.access.may_upload",
        on_stored="documents.incoming.access.on_stored",
    ),
    "progress": FilePurpose(
        "进展佐证",
        ("pdf", "docx", "xlsx", "jpg", "jpeg", "png", "zip"),
        100,
        may_see="supervision.plans.evidence.may_see",
        may_upload="supervision.plans.evidence.may_upload",
        on_stored="supervision.plans.evidence.on_stored",
    ),
    "submission_blank": FilePurpose("司法局表样", ("xlsx",), 10, may_see="submissions.files.may_see_blank", may_upload=""),
    "submission_workbook": FilePurpose("填报的表格", ("xlsx", "csv"), 20, may_see="submissions.files.may_see", may_upload=""),
    "submission_material": FilePurpose(
        "报送材料",
        ("pdf", "docx", "xlsx", "jpg", "jpeg", "png", "zip"),
        100,
        may_see="submissions.files.may_see",
        may_upload="submissions.files.may_upload",
        on_stored="submissions.files.on_stored",
    ),
    "submission_scan": FilePurpose(
        "盖章扫描件",
        ("pdf", "jpg", "jpeg", "png"),
        50,
        may_see="submissions.files.may_see",
        may_upload="submissions.files.may_upload",
        on_stored="submissions.files.on_stored",
    ),
    "unit_pack": FilePurpose("单位材料包", ("docx",), 100, may_see="reports.units.access.may_see", may_upload="", is_ours=True),
    "report": FilePurpose("报告", ("xlsx", "pdf"), 500, may_see="reports.monthly.access.may_see", may_upload="", is_ours=True),
    "job_result": FilePurpose("任务结果", ("xlsx", "pdf", "docx", "zip", "csv"), 500, may_see="core.jobs.access.may_see", may_upload="", is_ours=True),
}

# kind of sheet -> dotted name of a core.sheets.Sheet
SHEET_KINDS: dict[str, str] = {
    "units": "accounts.imports.units.UNITS",
    "accounts": "accounts.imports.accounts.ACCOUNTS",
    "holidays": "core.workdays.imports.HOLIDAYS",
    "officers": "personnel.imports.officers.OFFICERS",
    "subjects": "personnel.imports.subjects.SUBJECTS",
    "penalties": "cases.imports.penalties.PENALTIES",
    "plan": "supervision.plans.imports.ledger.LEDGER",
    "orders": "rectification.imports.orders.ORDERS",
    "requests": "submissions.imports.requests.REQUESTS",
    "documents": "documents.imports.register.REGISTER",
}

# code -> what a request may fill in before a unit opens it
PREFILL_SOURCES: dict[str, PrefillSource] = {
    "unit_name": PrefillSource("单位名称", "accounts.known.names"),
    "unit_credit_code": PrefillSource("统一社会信用代码", "accounts.known.credit_codes"),
    "liaison": PrefillSource("联络员姓名", "accounts.known.liaisons"),
    "unit_leader": PrefillSource("分管领导姓名", "accounts.known.leaders"),
    "officers": PrefillSource("在册执法人员数", "personnel.known.officers"),
    "certificates": PrefillSource("有效执法证件数", "personnel.known.valid_certificates"),
    "subjects": PrefillSource("执法主体数", "personnel.known.subjects"),
    "penalties": PrefillSource("本期行政处罚决定件数", "cases.known.penalties", of_period=True),
    "period": PrefillSource("所属期间", "submissions.known.periods", of_period=True),
}

ASK_BUREAU = "联系司法局"

# kind of deadline -> who is told, by which levels, and what follows a new calendar; in the order in which their rows are locked
DEADLINE_KINDS: dict[str, DeadlineKind] = {
    "plan_task": DeadlineKind(
        "台账任务",
        "supervision.view_plans",
        recipient_permission="supervision.fill_progress",
        state_of="supervision.plans.deadlines.state_of",
        way_out=ASK_BUREAU,
    ),
    "submission": DeadlineKind(
        "报送",
        "submissions.view_requests",
        recipient_permission="submissions.fill_submission",
        state_of="submissions.deadlines.state_of",
        escalation_permission="submissions.approve_submission",
        way_out=ASK_BUREAU,
    ),
    "document_sign": DeadlineKind(
        "文书签发",
        "documents.view_documents",
        recipient_permission="documents.sign_document",
        state_of="documents.deadlines.state_of_document",
        tells_opening=False,
    ),
    "document_serve": DeadlineKind(
        "文书送达",
        "documents.view_documents",
        recipient_permission="documents.serve_document",
        state_of="documents.deadlines.state_of_document",
        tells_opening=False,
    ),
    "document_reply": DeadlineKind(
        "文书回复",
        "documents.view_documents",
        recipient_permission="documents.receive_document",
        state_of="documents.deadlines.state_of_service",
        on_recounted="documents.actions.terms.reply_day_moved",
        tells_opening=False,
        way_out=ASK_BUREAU,
    ),
    "document_objection": DeadlineKind("异议复查", "documents.view_documents", recipient_permission="documents.decide_objection", tells_opening=False),
    "incoming": DeadlineKind(
        "收文办理",
        "documents.view_incoming",
        recipient_permission="documents.register_incoming",
        state_of="documents.incoming.clock.state_of",
        escalation_permission="documents.instruct",
        tells_opening=False,
        is_named_by_number=True,
    ),
    "incoming_confidential": DeadlineKind(
        "收文办理",
        "documents.instruct",
        recipient_permission="documents.instruct",
        state_of="documents.incoming.clock.state_of",
        escalation_permission="documents.instruct",
        tells_opening=False,
        is_named_by_number=True,
    ),
    "review_catalogue": DeadlineKind("评查目录", "cases.view_reviews", recipient_permission="cases.confirm_catalogue", way_out=ASK_BUREAU),
    "self_report": DeadlineKind("自评报告", "cases.view_reviews", recipient_permission="cases.confirm_catalogue", way_out=ASK_BUREAU),
    "recall_files": DeadlineKind(
        "调卷",
        "cases.view_reviews",
        recipient_permission="cases.upload_case_file",
        on_recounted="cases.actions.recall_notice.recall_day_moved",
        tells_opening=False,
        way_out=ASK_BUREAU,
    ),
    "score_file": DeadlineKind("评查打分", "cases.organise_reviews", recipient_permission="cases.score_files", tells_opening=False),
    "review_objection": DeadlineKind("评查异议", "cases.view_reviews", levels=(), recipient_permission="cases.confirm_catalogue", tells_opening=False),
    "grade_objection": DeadlineKind("评查异议复核", "cases.organise_reviews", recipient_permission="cases.confirm_scores", tells_opening=False),
    "acceptance": DeadlineKind(
        "整改验收",
        "rectification.view_orders",
        recipient_permission="rectification.accept_order",
        state_of="rectification.deadlines.state_of",
        tells_opening=False,
    ),
    "rectification": DeadlineKind(
        "整改",
        "rectification.view_orders",
        recipient_permission="rectification.fill_order",
        state_of="rectification.deadlines.state_of",
        on_recounted="rectification.actions.clocks.day_moved",
        tells_opening=False,
        way_out="申请延期",
    ),
}

# kind of document -> handlers in the app that drafts it
DOCUMENT_HANDLERS: dict[str, DocumentHandlers] = {
    "recall": DocumentHandlers(
        on_served="cases.actions.recall_notice.recall_served",
        on_revoked="cases.actions.recall_notice.recall_taken_back",
        on_dropped="cases.actions.recall_notice.recall_taken_back",
    ),
    "feedback": DocumentHandlers(
        on_served="cases.actions.feedback.feedback_served",
        on_revoked="cases.actions.revocation.feedback_revoked",
        on_dropped="cases.actions.revocation.feedback_dropped",
        fixed_parts=("scores", "problems"),
        objects_at="cases.actions.objection.place_of",
    ),
}

# source of a rectification order -> handlers in the app that issued it
ORDER_SOURCES: dict[str, OrderSource] = {
    "ledger": OrderSource("启用前台账"),
    "review": OrderSource("案卷评查", on_reopened="cases.actions.reopening.order_reopened"),
}

# what a paper received may be linked to: kind -> label and handlers of the app that owns it
INCOMING_TARGETS: dict[str, IncomingTarget] = {
    "order": IncomingTarget("整改", "rectification.incoming.find_orders", "rectification.incoming.orders_in_sight"),
    "document": IncomingTarget("文书", "documents.incoming.targets.find_documents", "documents.incoming.targets.documents_in_sight"),
    "request": IncomingTarget("报送任务", "submissions.incoming.find_requests", "submissions.incoming.requests_in_sight"),
    "plan_task": IncomingTarget("台账任务", "supervision.plans.incoming.find_tasks", "supervision.plans.incoming.tasks_in_sight"),
    "review_batch": IncomingTarget("评查批次", "cases.incoming.find_batches", "cases.incoming.batches_in_sight"),
    "enforcement_act": IncomingTarget("执法行为", "cases.incoming.find_acts", "cases.incoming.acts_in_sight"),
}

# global search: core.search.sources.Source, in the order of the page
SEARCH_SOURCES: list[str] = [
    "accounts.finding.UNITS",
    "accounts.finding.PEOPLE",
    "personnel.finding.OFFICERS",
    "rectification.finding.ORDERS",
    "documents.finding.DOCUMENTS",
    "documents.incoming.finding.INCOMING",
    "submissions.finding.REQUESTS",
    "reports.companies.finding.COMPANIES",
    "reports.finding_files.FILES",
    "cases.finding_acts.ACTS",
    "cases.finding_reviews.FILES",
    "cases.finding_reviews.BATCHES",
    "supervision.plans.finding.TASKS",
]

# desk: callables (user, on) -> list of core.lists.desk.Task (rows of 待办)
DESK_BLOCKS: list[str] = [
    "accounts.desk.tasks",
    "rectification.desk.tasks",
    "submissions.desk.tasks",
    "supervision.plans.desk.tasks",
    "personnel.desk.tasks",
    "cases.desk.tasks",
    "documents.desk.of_documents",
    "documents.desk.of_objections",
    "documents.desk.of_services",
    "documents.incoming.desk.tasks",
    "reports.monthly.desk.tasks",
]

# desk: callables (user, on) -> list of core.lists.desk.Tally, the figures above the tasks
DESK_FIGURES: list[str] = [
    "rectification.desk.figures",
    "reports.units.late.figures",
    "submissions.desk.figures",
    "supervision.plans.desk.figures",
    "personnel.desk.figures",
    "cases.desk.figures",
]

# frame: callable (user, on) -> name -> queryset, what the frame of every page counts; the desk counts it along with its figures
FRAME_SETS = "config.navigation.frame_sets"

# verify_integrity: callables () -> list of sentences naming what is broken
INTEGRITY_CHECKS: list[str] = [
    "accounts.tree.broken_paths",
    "accounts.handover.left_behind",
    "accounts.succession.left_under_gone",
    "core.audit.integrity.check",
    "rectification.integrity.check",
    "reports.monthly.integrity.check",
    "reports.units.integrity.check",
    "core.jobs.integrity.check",
    "core.notices.integrity.check",
    "core.files.integrity.check",
    "documents.integrity.check",
    "documents.incoming.integrity.check",
    "cases.integrity.check",
    "supervision.integrity.check",
    "submissions.integrity.check",
]

# 参数: dotted names of tuples of core.parameters.Parameter
PARAMETERS: list[str] = ["cases.parameters.PARAMETERS", "rectification.parameters.PARAMETERS"]

# 期限规则 that the program counts by: code -> 用于; the rest of the shipped table waits for its business
RULE_USES: dict[str, str] = {
    "accept_report": "整改验收",
    "case_closing": "案卷评查核对办案期限，自助预查",
    "catalogue": "新建评查批次时的默认日期",
    "decision_service": "自助预查",
    "filing": "自助预查",
    "hearing_call": "自助预查",
    "hearing_request": "自助预查",
    "objection": "监督文书、评查反馈的异议",
    "objection_answer": "异议复查、复核",
    "penalty_publication": "自助预查",
    "preservation": "自助预查",
    "recall_files": "调卷",
    "rectification": "整改通知、监督文书",
    "rectification_again": "按期报送的整改报告被退回",
    "rectification_extension": "整改延期",
    "scoring": "案卷评查评分",
    "self_report": "新建评查批次时的默认日期",
    "serve_document": "文书送达",
    "service_by_notice": "公告送达",
    "sign_document": "文书签发",
    "takedown": "自助预查",
}
# dotted names of () -> {code: 用于} for what the bureau itself ties to a rule
RULE_USERS: list[str] = ["documents.reply_rules.uses"]

# 常用语字典: kind of phrases -> where they are offered, and those shipped
PHRASE_KINDS: dict[str, PhraseKind] = {
    "return_progress": PhraseKind(
        "进展退回理由",
        "计划台账退回进展时选用",
        (
            "未写明完成数量和完成时间，请补充。",
            "未附佐证材料，请补充后重新报送。",
            "佐证材料与所报进展不一致，请核对。",
        ),
    ),
    "return_report": PhraseKind(
        "整改退回理由",
        "本单位领导退回整改报告时选用",
        (
            "未逐项说明整改情况，请对照问题清单补充。",
            "佐证材料不能证明问题已经改正，请补充。",
            "只整改了个案，未查找同类问题，请补充举一反三情况。",
        ),
    ),
    "accept_report": PhraseKind(
        "验收意见",
        "整改验收、退回整改时选用",
        (
            "经查阅佐证材料，问题已经改正，同意销号。",
            "经现场核查，问题已经改正，同意销号。",
            "佐证材料不能证明问题已经改正，退回整改。",
        ),
    ),
    "return_submission": PhraseKind(
        "报送件退回理由",
        "审核报送件退回时选用",
        (
            "数据与已报送的其他材料不一致，请核对后重新报送。",
            "必填内容不完整，请逐项补齐。",
            "未按填报说明的口径填写，请按说明调整。",
            "未上传盖章扫描件，或者扫描件与填报内容不一致。",
        ),
    ),
    "return_document": PhraseKind(
        "文书退回理由",
        "文书审核、签发退回时选用",
        ("事实表述不完整，请补充。", "引用条款有误，请核对。", "主送单位或者期限有误，请核对。"),
    ),
    "instruct": PhraseKind("收文批示", "局领导批示收文时选用", ("请监督科办理，按期回复。", "请阅办，并报告结果。", "已阅。")),
    "return_self_report": PhraseKind(
        "自评报告退回理由",
        "本单位领导退回自评报告时选用",
        ("自评等次与逐卷情况不一致，请核对。", "未写明存在的问题和改进措施，请补充。"),
    ),
}

# 运行情况: callables (at) -> list of core.health.probes.Finding, asked only by the page of the system administrator
HEALTH_PROBES: list[str] = ["documents.health.findings"]

# 承继: what of a unit is open and goes to its successor, in the order in which the rows are locked -> accounts.succession.Succession
UNIT_SUCCESSION: list[str] = [
    "accounts.successions.BELOW",
    "accounts.successions.POSTS",  # before the people: whoever ends a post locks them in this order
    "accounts.successions.PEOPLE",
    "accounts.successions.PROPOSALS",
    "accounts.successions.HANDOVERS",
    "accounts.successions.GROUPS",
    "accounts.successions.VIEWS",
    "personnel.successions.SUBJECTS",
    "personnel.successions.DELEGATIONS",
    "personnel.successions.OFFICERS",
    "submissions.successions.CHOSEN",
    "submissions.successions.SERIES",
    "submissions.successions.SUBMISSIONS",
    "supervision.successions.SHARES",
    "cases.successions.DRAFT_ROWS",
    "cases.successions.ROWS",
    "documents.successions.DRAFTS",
    "documents.successions.SERVICES",
    "documents.successions.SERVED",
    "rectification.successions.ORDERS",
    "accounts.successions.JOBS",
    "accounts.successions.DEADLINES",
]

# 交接: what waits for a post, whoever holds it, in the order of the signed list -> accounts.with_post.Matters
HANDOVER_MATTERS: list[str] = [
    "rectification.handovers.ORDERS",
    "cases.handovers.BATCHES",
    "cases.handovers.ROWS",
    "supervision.handovers.PLANS",
    "supervision.handovers.SHARES",
    "submissions.handovers.REQUESTS",
    "submissions.handovers.ANSWERS",
    "documents.handovers.RECEIVED",
]

# 交接: what is open with a person and goes to another, in the order in which the rows are locked -> accounts.handover.Source
HANDOVER_SOURCES: list[str] = [
    "cases.handovers.SHEETS",
    "cases.handovers.POOLS",
    "documents.handovers.DOCUMENTS",
    "documents.handovers.OBJECTIONS",
    "documents.incoming.handovers.HANDLED",
    "documents.incoming.handovers.SHARED",
    "rectification.handovers.RESPONSIBLE",
    "accounts.handovers.GROUPS",
    "accounts.handovers.IMPORTS",
    "accounts.handovers.JOBS",
    "accounts.handovers.DEADLINES",
    "accounts.handovers.NOTICES",
    "accounts.handovers.MESSAGES",
    "accounts.handovers.UPLOADS",
]
