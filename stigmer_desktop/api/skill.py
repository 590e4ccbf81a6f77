"""A skill: a versioned bundle of instructions and files."""

from stigmer_desktop.api._gen.ai.stigmer.agentic.skill.v1.skill_pb2 import (
    SKILL_STATE_FAILED,
    SKILL_STATE_READY,
    SKILL_STATE_UNSPECIFIED,
    SKILL_STATE_UPLOADING,
    GetArtifactRequest,
    GetArtifactResponse,
    PushSkillRequest,
    PushSkillResponse,
    Skill,
    SkillId,
    SkillList,
    SkillSpec,
    SkillState,
    SkillStatus,
)
from stigmer_desktop.api._gen.ai.stigmer.agentic.skill.v1.skill_pb2_grpc import (
    SkillCommandControllerStub,
    SkillQueryControllerStub,
)

__all__ = [
    "SKILL_STATE_FAILED",
    "SKILL_STATE_READY",
    "SKILL_STATE_UNSPECIFIED",
    "SKILL_STATE_UPLOADING",
    "GetArtifactRequest",
    "GetArtifactResponse",
    "PushSkillRequest",
    "PushSkillResponse",
    "Skill",
    "SkillCommandControllerStub",
    "SkillId",
    "SkillList",
    "SkillQueryControllerStub",
    "SkillSpec",
    "SkillState",
    "SkillStatus",
]
