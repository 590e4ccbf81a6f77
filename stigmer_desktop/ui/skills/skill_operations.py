"""What a person can do with skills besides listing and deleting them."""

from __future__ import annotations

from pathlib import Path

from stigmer_desktop.api.common import ApiResourceReference, platform
from stigmer_desktop.api.desktop import (
    ListSkillsRequest,
    ListSkillVersionsRequest,
    ListSkillVersionsResponse,
)
from stigmer_desktop.api.kinds import SKILL
from stigmer_desktop.api.skill import GetArtifactRequest, PushSkillRequest, Skill, SkillId
from stigmer_desktop.ui.client import Client
from stigmer_desktop.ui.operation import Operation, OperationScope
from stigmer_desktop.ui.resources.resource_desk import ResourceCalls
from stigmer_desktop.ui.resources.shelf import Shelf, shelf
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.skills.skill_archive import SkillArchive, skill_archive

VERSION_PAGE = 50


def skill_shelf(around: Surroundings) -> Shelf:
    """The skills at their newest versions."""
    client = around.client
    calls = ResourceCalls(
        list=client.catalog.listSkills,
        list_request=ListSkillsRequest,
        get=client.skill_query.get,
        delete=client.skill_command.delete,
        id_message=SkillId,
    )
    return shelf(around, SKILL, calls, platform)


class SkillOperations:
    """Every method begins the work at once and returns it."""

    def __init__(self, client: Client, scope: OperationScope) -> None:
        self._client = client
        self._scope = scope

    def pack(self, *, source: Path) -> Operation[SkillArchive]:
        """Makes the zip of a folder, or reads one."""
        return self._scope.start(self._scope.in_thread(skill_archive, source))

    def push(self, *, name: str, data: bytes, tag: str = "") -> Operation[Skill]:
        """Sends a zip: a new skill, or a new version of the one with this name."""

        async def work() -> Skill:
            request = PushSkillRequest(name=name, artifact=data, tag=tag, scope=platform)
            return await self._client.skill_command.push(request)

        return self._scope.start(work())

    def tag(self, *, version: Skill, tag: str) -> Operation[Skill]:
        """Gives a version a tag: it is pushed once more with that, and so becomes the newest."""

        async def work() -> Skill:
            wanted = GetArtifactRequest(artifact_storage_key=version.status.artifact_storage_key)
            found = await self._client.skill_query.getArtifact(wanted)
            request = PushSkillRequest(
                name=version.metadata.name,
                artifact=found.artifact,
                tag=tag,
                scope=version.metadata.owner_scope,
                org=version.metadata.org,
            )
            return await self._client.skill_command.push(request)

        return self._scope.start(work())

    def list_versions(self, *, skill_id: str, page_token: str = "") -> Operation[ListSkillVersionsResponse]:
        """The page of a skill's versions that begins at `page_token`, newest first."""

        async def work() -> ListSkillVersionsResponse:
            request = ListSkillVersionsRequest(
                skill_id=skill_id, page_size=VERSION_PAGE, page_token=page_token
            )
            return await self._client.catalog.listSkillVersions(request)

        return self._scope.start(work())

    def load_version(self, *, version: Skill) -> Operation[Skill]:
        """Gets a version with the text of its SKILL.md."""

        async def work() -> Skill:
            reference = ApiResourceReference(
                kind=SKILL.number, slug=version.metadata.slug, version=version.status.version_hash
            )
            return await self._client.skill_query.getByReference(reference)

        return self._scope.start(work())
