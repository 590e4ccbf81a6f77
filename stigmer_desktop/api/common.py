"""What all resources share: metadata, audit, references and paging."""

from stigmer_desktop.api._gen.ai.stigmer.commons.apiresource.resource_pb2 import (
    ApiResourceAudit,
    ApiResourceAuditActor,
    ApiResourceAuditInfo,
    ApiResourceAuditStatus,
    ApiResourceByOrgBySlugRequest,
    ApiResourceDeleteInput,
    ApiResourceEventType,
    ApiResourceId,
    ApiResourceMetadata,
    ApiResourceMetadataVersion,
    ApiResourceOwnerScope,
    ApiResourceReference,
    ApiResourceStateOperationType,
    FindApiResourcesRequest,
    api_resource_owner_scope_unspecified,
    identity_account,
    organization,
    platform,
)
from stigmer_desktop.api._gen.ai.stigmer.commons.rpc.page_pb2 import (
    GooglePageInfo,
    PageInfo,
)

__all__ = [
    "ApiResourceAudit",
    "ApiResourceAuditActor",
    "ApiResourceAuditInfo",
    "ApiResourceAuditStatus",
    "ApiResourceByOrgBySlugRequest",
    "ApiResourceDeleteInput",
    "ApiResourceEventType",
    "ApiResourceId",
    "ApiResourceMetadata",
    "ApiResourceMetadataVersion",
    "ApiResourceOwnerScope",
    "ApiResourceReference",
    "ApiResourceStateOperationType",
    "FindApiResourcesRequest",
    "GooglePageInfo",
    "PageInfo",
    "api_resource_owner_scope_unspecified",
    "identity_account",
    "organization",
    "platform",
]
