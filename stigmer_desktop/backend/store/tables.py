"""The tables of the store, bound to one database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import (
    AutoField,
    BigIntegerField,
    BlobField,
    CompositeKey,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
)

MESSAGES, TOOL_CALLS, SUB_AGENTS = 1, 2, 3


@dataclass(frozen=True)
class Tables:
    """The Peewee models of one open database.

    Attributes:
        resource: one small row for each resource: what queries need, and no content.
        document: the resource's message without what stands elsewhere.
        status: an execution's status without messages, tool calls and sub-agents.
        part: one row for each message, tool call and sub-agent of an execution.
        tag: one row for each tag of a resource.
        label: one row for each label of a resource; its value stands in the document alone.
        lease: who works on an execution, or did.
        queue: the executions that wait for a runner.
        reference: which resource refers to which environment, skill or MCP server.
        secret: one encrypted value of a resource.
        secret_key: the keys that secret values were encrypted with; the keys themselves stand elsewhere.
        skill_version: one version of a skill.
        decision: what the user decided about tool calls.
        tombstone: what was deleted, so that the change stream can tell it.
        migration: the migrations that were applied.
    """

    resource: Any
    document: Any
    status: Any
    part: Any
    tag: Any
    label: Any
    lease: Any
    queue: Any
    reference: Any
    secret: Any
    secret_key: Any
    skill_version: Any
    decision: Any
    tombstone: Any
    migration: Any

    def all(self) -> list[Any]:
        """Every model, in the order in which their tables may be made."""
        return list(vars(self).values())


def tables_of(database: SqliteDatabase) -> Tables:
    """The models bound to `database`; several databases may be open in one process."""

    class Base(Model):
        class Meta:
            legacy_table_names = False

    class Resource(Base):
        seq = AutoField()
        id = TextField(unique=True)
        kind = IntegerField()
        slug = TextField()
        # The slug where it must be the only one of its kind, otherwise NULL.
        unique_slug = TextField(null=True)
        org = TextField(default="")
        name = TextField()
        # What a list shows beside the name: a subject, the first words of a message.
        title = TextField(default="")
        created_at = BigIntegerField()
        updated_at = BigIntegerField()
        # When anything below it last happened; sessions are listed by it.
        active_at = BigIntegerField()
        revision = BigIntegerField(unique=True)
        # The agent of an instance, the instance of a session, the session of an execution.
        parent_id = TextField(null=True)
        agent_id = TextField(null=True)
        phase = IntegerField(null=True)
        completed_at = BigIntegerField(null=True)

        class Meta:
            table_name = "resource"
            indexes = (
                (("kind", "unique_slug"), True),
                (("kind", "slug"), False),
                (("kind", "seq"), False),
                (("kind", "active_at", "seq"), False),
                (("kind", "phase", "seq"), False),
                (("kind", "completed_at", "seq"), False),
                (("parent_id", "seq"), False),
                (("agent_id", "kind", "active_at", "seq"), False),
            )

    class Document(Base):
        resource_seq = IntegerField(primary_key=True)
        data = BlobField()

        class Meta:
            table_name = "document"

    class Status(Base):
        resource_seq = IntegerField(primary_key=True)
        data = BlobField()

        class Meta:
            table_name = "execution_status"

    class Part(Base):
        execution_seq = IntegerField()
        part = IntegerField()
        attempt = IntegerField()
        seq = IntegerField()
        # The id of a tool call or sub-agent.
        key = TextField(default="")
        revision = BigIntegerField()
        # 1 while it holds work that has not ended.
        open = IntegerField(default=0)
        data = BlobField()

        class Meta:
            table_name = "execution_part"
            indexes = (
                (("execution_seq", "part", "attempt", "seq"), True),
                (("execution_seq", "part", "key"), False),
            )

    class Tag(Base):
        resource_seq = IntegerField()
        tag = TextField()

        class Meta:
            table_name = "resource_tag"
            primary_key = CompositeKey("tag", "resource_seq")

    class Label(Base):
        resource_seq = IntegerField(index=True)
        label = TextField()

        class Meta:
            table_name = "resource_label"
            primary_key = CompositeKey("label", "resource_seq")

    class Lease(Base):
        execution_seq = IntegerField(primary_key=True)
        runner_id = TextField(index=True)
        attempt = IntegerField()
        # 0 where nobody holds it.
        expires_at = BigIntegerField(index=True)
        heard_at = BigIntegerField()
        # Until when its last holder may still report after a cancel.
        grace_until = BigIntegerField(default=0)
        # How often a runner that held it was lost.
        losses = IntegerField(default=0)
        # 1 once its runner could go on from a checkpoint.
        has_checkpoint = IntegerField(default=0)

        class Meta:
            table_name = "lease"

    class Queue(Base):
        execution_seq = IntegerField(primary_key=True)
        session_id = TextField(index=True)

        class Meta:
            table_name = "queue"

    class Reference(Base):
        resource_seq = IntegerField(index=True)
        # The target's kind, and its slug or id, as it stands in the resource.
        kind = IntegerField()
        slug = TextField()

        class Meta:
            table_name = "reference"
            primary_key = CompositeKey("kind", "slug", "resource_seq")

    class Secret(Base):
        resource_seq = IntegerField()
        name = TextField()
        key_id = TextField()
        data = BlobField()

        class Meta:
            table_name = "secret"
            primary_key = CompositeKey("resource_seq", "name")

    class SecretKey(Base):
        # A fingerprint of the key.
        id = TextField(primary_key=True)
        made_at = BigIntegerField()

        class Meta:
            table_name = "secret_key"

    class SkillVersion(Base):
        seq = AutoField()
        skill_seq = IntegerField()
        version_hash = TextField(index=True)
        tag = TextField()
        # The skill's message as it was at this version.
        data = BlobField()

        class Meta:
            table_name = "skill_version"
            indexes = ((("skill_seq", "seq"), False),)

    class Decision(Base):
        execution_seq = IntegerField()
        tool_call_id = TextField()
        action = IntegerField()
        decided_at = TextField()
        comment = TextField(default="")
        # What else an "approve all" approves.
        tool_class = TextField(default="")

        class Meta:
            table_name = "decision"
            primary_key = CompositeKey("execution_seq", "tool_call_id")

    class Tombstone(Base):
        revision = BigIntegerField(primary_key=True)
        kind = IntegerField()
        id = TextField()
        session_id = TextField(default="")

        class Meta:
            table_name = "tombstone"

    class Migration(Base):
        number = IntegerField(primary_key=True)
        name = TextField()
        applied_at = BigIntegerField()

        class Meta:
            table_name = "migration"

    models = (
        Resource,
        Document,
        Status,
        Part,
        Tag,
        Label,
        Lease,
        Queue,
        Reference,
        Secret,
        SecretKey,
        SkillVersion,
        Decision,
        Tombstone,
        Migration,
    )
    for model in models:
        model.bind(database, bind_refs=False, bind_backrefs=False)
    return Tables(*models)
