"""Static files of a production server: hashed names, so that browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Also renames what a module imports; an old part of a page never meets a new one."""

    support_js_module_import_aggregation = True
