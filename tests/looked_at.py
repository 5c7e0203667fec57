# SPDX-License-Identifier: MIT
"""The acts that quarantine does not stop."""

# Only looked at, noted, labelled, put somewhere else; or what lets it go again.
LOOKED_AT = {
    "name_piece", "correct", "assess", "note_defect", "note_identity", "attach_photo",
    "remove_photo", "print_again", "labels_printed", "take_labels",
    "labels_not_printed", "void_labels", "one_label_left", "move", "release", "release_set",
    "set_msl", "unload", "stop_step",
}  # fmt: skip
