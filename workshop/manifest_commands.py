# SPDX-License-Identifier: MIT
"""The command of the headless face that takes a supplier's list."""

from workshop.commands import Chosen, WrongUsage, answered, opened
from workshop.domain.refused import Refused


def import_manifest(chosen: Chosen) -> int:
    """Add a supplier's list to a batch; 1 where there was nothing right in it."""
    from workshop.manifests.take_in import asked, read_map, take_in, told
    from workshop.manifests.texts import WhichEncoding

    try:
        columns = read_map(chosen.map)
    except Refused as wrong:
        raise WrongUsage(str(wrong)) from None
    try:
        with opened(chosen) as database:
            answer = take_in(
                database,
                chosen.file,
                batch=chosen.batch,
                columns=columns,
                encoding=chosen.encoding,
                delimiter=chosen.delimiter,
                sheet=chosen.sheet,
                dry_run=chosen.dry_run,
                by=chosen.by,
                station=chosen.station,
            )
    except WhichEncoding as which:
        raise asked(which) from None
    answered(chosen, answer, told(answer))
    return 0 if answer["ok"] else 1
