"""The steps that only skills have."""

from __future__ import annotations

from typing import Any

from stigmer_desktop.api.common import ApiResourceOwnerScope, organization, platform
from stigmer_desktop.api.kinds import API_VERSION, SKILL
from stigmer_desktop.api.skill import SKILL_STATE_READY, GetArtifactResponse, PushSkillRequest, Skill
from stigmer_desktop.backend.errors import InvalidArgument, NotFound
from stigmer_desktop.backend.pipeline.audit import audit_created, audit_updated
from stigmer_desktop.backend.pipeline.context import ReadContext, RequestContext
from stigmer_desktop.backend.pipeline.pipeline import CheckStep, StoreStep
from stigmer_desktop.backend.pipeline.resource_steps import LoadByReference
from stigmer_desktop.backend.skills.artifact_store import ArtifactStore, hash_of, key_of
from stigmer_desktop.backend.skills.limits import BrokenRule
from stigmer_desktop.backend.skills.skill_zip import SkillZip, checked_zip
from stigmer_desktop.backend.store.ids import slug_of
from stigmer_desktop.backend.store.resource_row import Facts
from stigmer_desktop.backend.validation import violations_of

TITLE_LENGTH = 200


class PushContext(RequestContext[PushSkillRequest, Skill]):
    """The context of Skill.push.

    Attributes:
        zip: the artifact, once it was checked.
        changed: whether what was pushed differs from the newest version.
    """

    zip: SkillZip
    changed = True


class ValidatePush(CheckStep):
    """The rules of the contract for the request, and for the owner of the skill that it makes."""

    name = "ValidateFieldConstraints"

    def run(self, context: PushContext) -> None:
        violations = violations_of(context.request)
        if not violations:
            skill = Skill(api_version=API_VERSION, kind=SKILL.name)
            skill.metadata.owner_scope = _scope_of(context.request)
            violations = [each for each in violations_of(skill) if each.field == "metadata"]
        if violations:
            raise InvalidArgument.of_violations(violations)


class ResolvePushSlug(CheckStep):
    """The slug that the name gives."""

    name = "ResolveSlug"

    def run(self, context: PushContext) -> None:
        context.slug = slug_of(context.request.name)
        if not context.slug:
            raise InvalidArgument.of_field(
                "name",
                "slug.empty",
                f"'{context.request.name[:80]}' leaves no slug; use at least one letter a-z or digit",
            )


class CheckArtifact(CheckStep):
    """Unpacks the whole zip to check it, and keeps it; what no version gets is removed again."""

    def __init__(self, artifacts: ArtifactStore) -> None:
        self._artifacts = artifacts

    def run(self, context: PushContext) -> None:
        try:
            context.zip = checked_zip(context.request.artifact)
        except BrokenRule as error:
            raise InvalidArgument.of_field(
                "artifact", error.rule_id, f"the zip is refused: {error}"
            ) from error
        self._artifacts.put(context.zip.version_hash, context.zip.data)


class LoadPushed(StoreStep):
    """The skill that a new version is pushed of, if it is there."""

    name = "LoadForApply"

    def run(self, context: PushContext) -> None:
        resources = context.unit.resources
        row = resources.by_unique_slug(SKILL, context.slug)
        if row is not None:
            context.row = row
            context.existing = Skill.FromString(resources.message_bytes(row))


class BuildVersion(StoreStep):
    """The skill as it is at the new version; what was pushed before and is the newest stays as it is."""

    def run(self, context: PushContext) -> None:
        request, existing = context.request, context.existing
        if existing is not None and _is_same(context, existing):
            context.changed, context.resource = False, existing
            return
        skill = Skill(api_version=API_VERSION, kind=SKILL.name)
        if existing is None:
            skill.metadata.id = context.unit.ids.next(SKILL)
            skill.metadata.slug = context.slug
            skill.metadata.org = request.org
            audit_created(skill.status.audit)
        else:
            skill.metadata.CopyFrom(existing.metadata)
            skill.metadata.version.previous_version_id = existing.status.version_hash
            skill.status.audit.CopyFrom(existing.status.audit)
            audit_updated(skill.status.audit)
        skill.metadata.name = request.name
        skill.metadata.owner_scope = _scope_of(request)
        skill.metadata.version.id = context.zip.version_hash
        skill.spec.skill_md = context.zip.skill_md
        skill.spec.tag = request.tag
        skill.status.version_hash = context.zip.version_hash
        skill.status.artifact_storage_key = key_of(context.zip.version_hash)
        skill.status.state = SKILL_STATE_READY
        context.resource = skill


class PersistVersion(StoreStep):
    """Writes the skill and its new version, and makes sure that its artifact is still there."""

    name = "Persist"

    def __init__(self, artifacts: ArtifactStore) -> None:
        self._artifacts = artifacts

    def run(self, context: PushContext) -> None:
        if not context.changed:
            return
        unit, skill = context.unit, context.resource
        title = _title_of(skill.spec.skill_md)
        if context.existing is None:
            context.row = unit.resources.insert(SKILL, skill, Facts(title=title))
        else:
            unit.resources.replace(context.row, skill, title=title)
        unit.skills.add(context.row, skill)
        # The skill that had it may have been deleted since it was checked.
        self._artifacts.put(context.zip.version_hash, context.zip.data)


class LoadVersionByReference(LoadByReference):
    """The version of a skill that a reference points at."""

    name = "LoadByReference"

    def run(self, context: RequestContext[Any, Any]) -> None:
        super().run(context)
        version = context.unit.skills.version(context.row, context.request.version)
        if version is None:
            raise NotFound(
                f"Skill not found: {context.request.slug[:200]}, version {context.request.version[:100]}"
            )
        context.resource = version


class DeleteVersions(StoreStep):
    """A skill's versions go with it, and their artifacts unless another skill has them."""

    def run(self, context: RequestContext[Any, Skill]) -> None:
        context.unit.skills.drop(context.row)


class ReadArtifact(StoreStep):
    """The artifact that a stored skill has under this key; no other file is ever read."""

    def __init__(self, artifacts: ArtifactStore) -> None:
        self._artifacts = artifacts

    def run(self, context: ReadContext[Any, GetArtifactResponse]) -> None:
        key = context.request.artifact_storage_key
        version_hash = hash_of(key)
        if not context.unit.skills.holds(version_hash):
            raise NotFound(f"Artifact not found: {key[:200]}")
        context.response = GetArtifactResponse(artifact=self._artifacts.read(version_hash))


def _scope_of(request: PushSkillRequest) -> ApiResourceOwnerScope.ValueType:
    """The owner that was asked for; where none was, the organization if one is named."""
    return request.scope or (organization if request.org else platform)


def _is_same(context: PushContext, existing: Skill) -> bool:
    """Whether the newest version is what was pushed: nothing new would be in another one."""
    request = context.request
    return (
        existing.status.version_hash == context.zip.version_hash
        and existing.spec.tag == request.tag
        and existing.metadata.name == request.name
        and existing.metadata.owner_scope == _scope_of(request)
    )


def _title_of(skill_md: str) -> str:
    """What a list shows of a skill: its description, else its first line with words."""
    lines = [line.strip() for line in skill_md[:8192].splitlines()]
    if lines and lines[0] == "---":
        for line in lines[1:]:
            if line.startswith("description:"):
                return line.removeprefix("description:").strip(" \"'")[:TITLE_LENGTH]
            if line == "---":
                break
    words = (line.lstrip("# ") for line in lines if line.strip("#-= "))
    return next(words, "")[:TITLE_LENGTH]
