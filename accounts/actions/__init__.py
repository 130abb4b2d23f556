"""The acts on accounts, posts, logins and units."""

from accounts.actions.access import end_login, end_logins_of, end_other_logins, record_failed_login, record_login, reset_second_factor, unlock_account
from accounts.actions.batches import AccountRow, grant_proposals, print_slips, refuse_proposals, write_accounts
from accounts.actions.changes import rename_unit, succeed_unit
from accounts.actions.contacts import CONTACT_FIELDS, keep_own_numbers, reveal_contact, write_contact
from accounts.actions.deputy import end_deputy, name_deputy
from accounts.actions.factors import begin_setup, confirm_setup, renew_recovery_codes
from accounts.actions.groups import GROUP_FIELDS, create_group, delete_group, edit_group
from accounts.actions.handover import carry_out_handover, hand_over, propose_handover, withdraw_handover
from accounts.actions.passwords import activate, change_password
from accounts.actions.people import EDITED_FIELDS, create_account, disable_account, edit_account, enable_account, reset_account
from accounts.actions.posts import end_post, grant_post, take_post
from accounts.actions.units import FIELDS as UNIT_FIELDS
from accounts.actions.units import UnitRow, close_unit, create_unit, edit_unit, move_unit, open_unit, write_units

__all__ = [
    "CONTACT_FIELDS",
    "EDITED_FIELDS",
    "GROUP_FIELDS",
    "UNIT_FIELDS",
    "AccountRow",
    "UnitRow",
    "activate",
    "begin_setup",
    "carry_out_handover",
    "change_password",
    "close_unit",
    "confirm_setup",
    "create_account",
    "create_group",
    "create_unit",
    "delete_group",
    "disable_account",
    "edit_account",
    "edit_group",
    "edit_unit",
    "enable_account",
    "end_deputy",
    "end_login",
    "end_logins_of",
    "end_other_logins",
    "end_post",
    "grant_post",
    "grant_proposals",
    "hand_over",
    "keep_own_numbers",
    "move_unit",
    "name_deputy",
    "open_unit",
    "print_slips",
    "propose_handover",
    "record_failed_login",
    "record_login",
    "refuse_proposals",
    "rename_unit",
    "renew_recovery_codes",
    "reset_account",
    "reset_second_factor",
    "reveal_contact",
    "succeed_unit",
    "take_post",
    "unlock_account",
    "withdraw_handover",
    "write_accounts",
    "write_contact",
    "write_units",
]
