"""Where things lie: the workspace of a case.

root/evidence.db     working copy: full text and all records; never published
root/review.db       human decisions, keyed by stable ids
root/reviewers.json  who may review: names with hashes of passwords
root/forgotten.json  keyed hashes of what was forgotten, which must not come back
root/public.db       what may be published: excerpts, no full press text
root/link_weights.json  constants of the link score learned from reviews, where there are any
root/archive/        responses that the policy of the outlet lets us keep
root/site/           metadata and settings of the Datasette site
root/public/         metadata and settings of the edition that may be published
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from staving.errors import StoreError

IGNORE_ALL = "# made by staving: nothing in the workspace belongs in version control\n*\n"


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folder that holds what was computed for one case."""

    root: Path
    """The folder."""

    @property
    def evidence(self) -> Path:
        """The database with all records."""
        return self.root / "evidence.db"

    @property
    def review(self) -> Path:
        """The database with human decisions."""
        return self.root / "review.db"

    @property
    def reviewers(self) -> Path:
        """The file with the names and password hashes of those who may review."""
        return self.root / "reviewers.json"

    @property
    def secret(self) -> Path:
        """The file with the secret that signs sessions."""
        return self.root / "session.key"

    @property
    def public(self) -> Path:
        """The database that may be published."""
        return self.root / "public.db"

    @property
    def public_site(self) -> Path:
        """The folder with the settings of the edition that may be published."""
        return self.root / "public"

    @property
    def link_weights(self) -> Path:
        """The file with the constants of the link score that were learned from reviews."""
        return self.root / "link_weights.json"

    @property
    def archive(self) -> Path:
        """The folder of WARC files."""
        return self.root / "archive"

    @property
    def site(self) -> Path:
        """The folder with the settings of the site."""
        return self.root / "site"

    @classmethod
    def open(cls, root: Path, *, create: bool = True) -> Workspace:
        """Return the workspace at a folder.

        Args:
            root: The folder.
            create: Make it when it is not there, with a file that keeps it out of version control.

        Raises:
            StoreError: The folder is not there and is not to be made, cannot be made, or something else has its name.
        """
        if root.exists() and not root.is_dir():
            raise StoreError(f"{root}: is a file; name a folder for the workspace")
        if not root.exists():
            if not create:
                raise StoreError(f"{root}: no such workspace; run `staving import` or `staving crawl` first")
            try:
                root.mkdir(parents=True)
                (root / ".gitignore").write_text(IGNORE_ALL, encoding="utf-8")
            except (OSError, ValueError) as error:
                raise StoreError(f"{root}: cannot be made ({error}); name another folder for the workspace") from error
        return cls(root)


def default_workspace(dossier: Path | None, data: Path) -> Path:
    """Return the folder used when the user names none.

    A dossier of the user's own keeps its workspace beside its case file; the dossiers that ship with the package, and
    commands without dossier, use the folder `workspace` below the current one.
    """
    if dossier is not None and not dossier.resolve().is_relative_to(data.resolve()):
        return dossier / "workspace"
    return Path("workspace")
