"""A returned file: as handed in, or a page of it as a picture."""

import io

from flask import g, send_file

from app import storage
from app.accounts.permissions import Permission, requires
from app.audit import operations as audit
from app.audit.models import AccessKind
from app.db import commit
from app.errors import Invalid, NotFound
from app.i18n import _l
from app.intake.serving import SANDBOX, serve_plain
from app.translation import content, queries
from app.translation.blueprint import bp
from app.translation.files import SUFFIX
from app.translation.models import Return
from app.web import address


class NoFile(Invalid):
    message = _l("Cette traduction est un formulaire : elle n'a pas de fichier.")


class PageOf:
    """A page of a version: the permission is the version's."""

    def __init__(self, version: Return, number: int) -> None:
        self.version, self.number = version, number
        self.contractor_id, self.translator_id = version.contractor_id, version.translator_id


@bp.get("/returns/<uuid:return_id>")
@requires(Permission.RETURN_READ, load=lambda return_id: queries.get_return(return_id))
def returned_file(version: Return):
    if version.sha256 is None:
        raise NoFile
    suffix = SUFFIX.get(version.mime or "", "bin")
    name = f"{version.case.reference}-v{version.version}.{suffix}"
    return serve_plain(
        version.sha256, version.mime or "", AccessKind.DOWNLOAD, "revision", version.case_id, name
    )


@bp.get("/returns/<uuid:return_id>/pages/<int:number>")
@requires(
    Permission.RETURN_READ,
    load=lambda return_id, number: PageOf(queries.get_return(return_id), number),
)
def returned_page(page: PageOf):
    version = page.version
    if version.sha256 is None or content.is_text(version.mime):
        raise NotFound
    with storage.local_copy(version.sha256) as path:
        picture = content.picture_of(path, page.number)
    audit.record_access(
        g.user,
        AccessKind.VIEW,
        version.sha256,
        address=address(),
        purpose="revision",
        case_id=version.case_id,
    )
    commit()
    response = send_file(io.BytesIO(picture), mimetype="image/jpeg")
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
