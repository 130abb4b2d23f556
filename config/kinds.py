"""Kind tables: the dotted handlers by which a lower app makes a higher one act, without importing it.

Each value is resolved with `import_string` and called in the same transaction; a test proves that every name resolves.
"""

from config.kind_rows import DeadlineKind, DocumentHandlers, FilePurpose, OrderSource

# kind -> handler(job: Job, beat: core.jobs.Beat) -> core.jobs.Outcome
JOB_KINDS: dict[str, str] = {
    "import_check": "core.sheets.jobs.check",
    "import_commit": "core.sheets.jobs.commit",
    "list_export": "core.lists.jobs.export",
}

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
    "job_result": FilePurpose("任务结果", ("xlsx", "pdf", "docx", "zip", "csv"), 500, may_see="core.jobs.access.may_see", may_upload=""),
}

# kind of sheet -> dotted name of a core.sheets.Sheet
SHEET_KINDS: dict[str, str] = {
    "officers": "personnel.imports.officers.OFFICERS",
    "subjects": "personnel.imports.subjects.SUBJECTS",
}

# kind of deadline -> who is told, and by which levels
DEADLINE_KINDS: dict[str, DeadlineKind] = {
    "rectification": DeadlineKind("整改", recipient_permission="rectification.fill_order", state_of="rectification.deadlines.state_of"),
}

# kind of document -> handlers in the app that drafts it
DOCUMENT_HANDLERS: dict[str, DocumentHandlers] = {}

# source of a rectification order -> handlers in the app that issued it
ORDER_SOURCES: dict[str, OrderSource] = {}

# global search: callables (user, query, limit) -> list of core.search.Hit
SEARCH_SOURCES: list[str] = []

# desk: callables (user, on) -> list of core.lists.desk.Task (rows of 待办)
DESK_BLOCKS: list[str] = []

# verify_integrity: callables () -> list of sentences naming what is broken
INTEGRITY_CHECKS: list[str] = [
    "core.audit.integrity.check",
    "core.jobs.integrity.check",
    "core.files.integrity.check",
]
