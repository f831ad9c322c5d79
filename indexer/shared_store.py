"""Where machines hand index generations to one another: a shared folder, or an S3 bucket.

A store holds files by name (``g000012-1f…/words/terms.npy``) and one word, ``CURRENT``, which is
exchanged in one step and only by who knew what it said before.
"""

import glob
import os
import shutil
from collections.abc import Iterator
from copy import copy
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

CURRENT = "CURRENT"


class StoreUnavailable(Exception):
    """The store cannot be used; the message says what to look at."""


class Taken(Exception):
    """Somebody else has switched the store meanwhile."""


class Store(Protocol):
    """Everything raises ``StoreUnavailable`` where the store cannot be used."""

    def current(self) -> str:
        """The generation that serves; "" where there is none yet."""

    def switch(self, before: str, name: str) -> None:
        """Let ``name`` serve, in one step.

        Raises:
            Taken: it is not ``before`` that serves.
        """

    def put(self, name: str, file: Path) -> None: ...

    def get(self, name: str, file: Path) -> None:
        """Raises ``FileNotFoundError`` where there is none."""

    def names(self, below: str = "") -> Iterator[str]:
        """The names of all files that begin so."""

    def remove(self, name: str) -> None: ...

    def below(self, name: str) -> "Store":
        """A store of its own in this one, whose ``CURRENT`` and names are apart."""


def store_of(place: str, endpoint: str = "") -> Store | None:
    """The store that a setting names: a folder, or s3://bucket/prefix; None for "".

    Raises:
        StoreUnavailable
    """
    if not place:
        return None
    if place.startswith("s3://"):
        parts = urlsplit(place)
        return Bucket(parts.netloc, parts.path.strip("/"), endpoint)
    return Folder(Path(place))


class Folder:
    """A folder that several machines share (NFS, SMB): files are renamed into their places."""

    def __init__(self, root: Path, mount: Path | None = None) -> None:
        self._root, self._mount = root, mount or root

    def current(self) -> str:
        try:
            return (self._root / CURRENT).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            self._is_mounted()
            return ""
        except OSError as error:
            raise StoreUnavailable(f"{self._root} cannot be read: {error.strerror}") from error

    def _is_mounted(self) -> None:
        """Raises: StoreUnavailable"""
        if not self._mount.is_dir():
            raise StoreUnavailable(f"there is no folder {self._mount}: is it mounted?")

    def switch(self, before: str, name: str) -> None:
        # Who comes second finds the folder of the turn there; one that died leaves it behind, and
        # its turn is then over: `rmdir` it, as the message says.
        turn = self._root / ".switching"
        try:
            self._is_mounted()
            turn.mkdir(parents=True)
        except FileExistsError:
            raise Taken(
                f"another machine is switching {self._root} (none is? remove {turn})"
            ) from None
        try:
            if self.current() != before:
                raise Taken(f"{self.current()} serves, and not {before or 'nothing'}")
            waiting = self._root / f".{CURRENT}.{os.getpid()}"
            with waiting.open("w", encoding="utf-8") as stream:
                stream.write(name)
                stream.flush()
                os.fsync(stream.fileno())
            waiting.replace(self._root / CURRENT)
        finally:
            turn.rmdir()

    def put(self, name: str, file: Path) -> None:
        place = self._root / name
        waiting = place.with_name(f".{place.name}.{os.getpid()}")
        self._is_mounted()
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            _sweep(place)
            shutil.copyfile(file, waiting)
            with waiting.open("rb") as stream:
                os.fsync(stream.fileno())
            waiting.replace(place)
        except OSError as error:
            raise StoreUnavailable(f"{place} cannot be written: {error.strerror}") from error

    def get(self, name: str, file: Path) -> None:
        try:
            shutil.copyfile(self._root / name, file)
        except FileNotFoundError:
            self._is_mounted()
            raise
        except OSError as error:
            raise StoreUnavailable(f"{name} cannot be copied: {error.strerror}") from error

    def names(self, below: str = "") -> Iterator[str]:
        place, _, first = below.rpartition("/")
        found = []
        # Not by rglob, which fails where a folder is taken away while it looks.
        for folder, folders, names in os.walk(top := self._root / place):
            begins = first if folder == str(top) else ""
            folders[:] = [one for one in folders if one.startswith(begins) and one[0] != "."]
            found += [Path(folder, one) for one in names if one.startswith(begins)]
        for file in sorted(found):
            name = file.relative_to(self._root).as_posix()
            if name != CURRENT and not file.name.startswith("."):
                yield name

    def remove(self, name: str) -> None:
        file = self._root / name
        try:
            file.unlink(missing_ok=True)
            _sweep(file)
        except FileNotFoundError:
            pass  # another machine takes the folder away at this moment
        except OSError as error:
            raise StoreUnavailable(f"{file} cannot be removed: {error.strerror}") from error
        for folder in [folder for folder in file.parents if self._root in folder.parents]:
            try:
                folder.rmdir()
            except OSError:  # others are in it still
                return

    def below(self, name: str) -> "Folder":
        return Folder(self._root / name, self._mount)


def _sweep(place: Path) -> None:
    """Take away what killed uploads of this file have left beside it."""
    for left_over in place.parent.glob(f".{glob.escape(place.name)}.*"):
        left_over.unlink(missing_ok=True)


class Bucket:
    """An S3 bucket, or a server that speaks the same; keys come from the usual AWS variables."""

    def __init__(self, bucket: str, prefix: str, endpoint: str = "") -> None:
        try:
            import boto3
            from botocore.config import Config
            from botocore.exceptions import BotoCoreError, ClientError
        except ModuleNotFoundError as error:
            raise StoreUnavailable(
                f"{error.name} is missing for s3://: pip install '.[s3]'"
            ) from error
        self._errors = (BotoCoreError, ClientError)
        self._bucket, self._prefix = bucket, f"{prefix}/" if prefix else ""
        patience = Config(connect_timeout=5, read_timeout=30, retries={"max_attempts": 3})
        try:
            self._client: Any = boto3.client("s3", endpoint_url=endpoint or None, config=patience)
        except (*self._errors, ValueError) as error:
            raise StoreUnavailable(f"s3://{bucket} cannot be used: {error}") from error

    def current(self) -> str:
        return self._said()[0]

    def _said(self) -> tuple[str, str]:
        """What ``CURRENT`` says, and the tag that this saying has."""
        try:
            found = self._client.get_object(Bucket=self._bucket, Key=self._prefix + CURRENT)
            return found["Body"].read().decode().strip(), found["ETag"]
        except self._errors as error:
            if _code(error) in ("NoSuchKey", "404"):
                return "", ""
            raise self._trouble(error) from error

    def switch(self, before: str, name: str) -> None:
        said, tag = self._said()
        if said != before:
            raise Taken(f"{said or 'nothing'} serves, and not {before or 'nothing'}")
        unless = {"IfMatch": tag} if tag else {"IfNoneMatch": "*"}
        place = {"Bucket": self._bucket, "Key": self._prefix + CURRENT}
        try:
            self._client.put_object(**place, Body=name.encode(), **unless)
        except self._errors as error:
            if _code(error) in ("PreconditionFailed", "ConditionalRequestConflict"):
                raise Taken("another machine has switched the store") from error
            raise self._trouble(error) from error

    def put(self, name: str, file: Path) -> None:
        try:
            self._client.upload_file(str(file), self._bucket, self._prefix + name)
        except (*self._errors, OSError, self._upload_failed()) as error:
            raise self._trouble(error) from error

    def get(self, name: str, file: Path) -> None:
        try:
            self._client.download_file(self._bucket, self._prefix + name, str(file))
        except self._errors as error:
            if _code(error) in ("NoSuchKey", "404"):
                raise FileNotFoundError(name) from None
            raise self._trouble(error) from error

    def names(self, below: str = "") -> Iterator[str]:
        try:
            pages = self._client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix + below):
                for item in page.get("Contents", ()):
                    name = item["Key"].removeprefix(self._prefix)
                    if name != CURRENT:
                        yield name
        except self._errors as error:
            raise self._trouble(error) from error

    def remove(self, name: str) -> None:
        try:
            self._client.delete_object(Bucket=self._bucket, Key=self._prefix + name)
        except self._errors as error:
            raise self._trouble(error) from error

    def _trouble(self, error: Exception) -> StoreUnavailable:
        return StoreUnavailable(f"s3://{self._bucket}/{self._prefix} cannot be used: {error}")

    def below(self, name: str) -> "Bucket":
        found = copy(self)
        found._prefix = f"{self._prefix}{name}/"
        return found

    @staticmethod
    def _upload_failed() -> type[Exception]:
        from boto3.exceptions import S3UploadFailedError

        failed: type[Exception] = S3UploadFailedError
        return failed


def _code(error: Exception) -> str:
    response: dict[str, Any] = getattr(error, "response", {})
    return str(response.get("Error", {}).get("Code", ""))
