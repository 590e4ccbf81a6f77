"""The Skill services: each RPC is its list of steps."""

from __future__ import annotations

from stigmer_desktop.api.kinds import SKILL
from stigmer_desktop.backend.pipeline.reference_steps import CheckNotReferredTo
from stigmer_desktop.backend.pipeline.resource_steps import (
    DeleteResource,
    LoadExistingForDelete,
    LoadTarget,
    ValidateFieldConstraints,
)
from stigmer_desktop.backend.pipeline.rpc import Controller, change, question, read
from stigmer_desktop.backend.skills.artifact_store import ArtifactStore
from stigmer_desktop.backend.skills.steps import (
    BuildVersion,
    CheckArtifact,
    DeleteVersions,
    LoadPushed,
    LoadVersionByReference,
    PersistVersion,
    PushContext,
    ReadArtifact,
    ResolvePushSlug,
    ValidatePush,
)


def skill_controller(artifacts: ArtifactStore) -> Controller:
    """SkillCommandController and SkillQueryController.

    Args:
        artifacts: where the zips are kept.
    """
    return {
        "push": change(
            SKILL,
            "Skill.push",
            ValidatePush(),
            ResolvePushSlug(),
            CheckArtifact(artifacts),
            LoadPushed(),
            BuildVersion(),
            PersistVersion(artifacts),
            long_checks=True,
            context=PushContext,
        ),
        "delete": change(
            SKILL,
            "Skill.delete",
            ValidateFieldConstraints(),
            LoadExistingForDelete(),
            CheckNotReferredTo(),
            DeleteVersions(),
            DeleteResource(),
        ),
        "get": read(SKILL, "Skill.get", ValidateFieldConstraints(), LoadTarget()),
        "getByReference": read(
            SKILL, "Skill.getByReference", ValidateFieldConstraints(), LoadVersionByReference()
        ),
        "getArtifact": question("Skill.getArtifact", ValidateFieldConstraints(), ReadArtifact(artifacts)),
    }
