"""Skills: push, versions, tags, hashes, artifacts stored once by content, and who refers to them."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from stigmer_desktop.api.agent import AgentId
from stigmer_desktop.api.common import ApiResourceReference, identity_account, organization, platform
from stigmer_desktop.api.desktop import ListSkillsRequest, ListSkillVersionsRequest
from stigmer_desktop.api.kinds import SKILL
from stigmer_desktop.api.skill import (
    SKILL_STATE_READY,
    GetArtifactRequest,
    PushSkillRequest,
    Skill,
    SkillId,
)
from stigmer_desktop.backend.server_thread import ServerOptions, ServerThread
from stigmer_desktop.paths import DataFolder
from tests.contract.conftest import Caller, new_agent, refused
from tests.crafted_zip import SKILL_MD, Crafted, crafted, skill_zip


def push(caller: Caller, name: str = "Reviewing", data: bytes | None = None, **fields: Any) -> Skill:
    request = PushSkillRequest(name=name, scope=platform, artifact=data or skill_zip())
    request.MergeFrom(PushSkillRequest(**fields))
    return caller.skills.push(request)


def reference(slug: str, version: str = "", **fields: Any) -> ApiResourceReference:
    return ApiResourceReference(kind=SKILL.number, slug=slug, version=version, **fields)


def artifacts(data: DataFolder) -> set[str]:
    return {file.name for file in data.artifacts.iterdir()} if data.artifacts.exists() else set()


def test_a_pushed_skill_is_there_with_its_text_hash_and_artifact(caller: Caller, data: DataFolder) -> None:
    content = skill_zip("# Review code\nCarefully.\n", scripts__run="print()")
    skill = push(caller, "Code Review", content, tag="v1.0")
    digest = hashlib.sha256(content).hexdigest()
    assert skill.metadata.id.startswith("skl-")
    assert (skill.metadata.slug, skill.metadata.name) == ("code-review", "Code Review")
    assert (skill.api_version, skill.kind) == ("agentic.stigmer.ai/v1", "Skill")
    assert skill.spec.skill_md == "# Review code\nCarefully.\n"
    assert (skill.spec.tag, skill.status.version_hash) == ("v1.0", digest)
    assert skill.status.state == SKILL_STATE_READY
    assert skill.status.audit.spec_audit.event == "created"
    assert caller.skill_queries.get(SkillId(value=skill.metadata.id)) == skill
    assert caller.skill_queries.getByReference(reference("code-review")) == skill
    key = GetArtifactRequest(artifact_storage_key=skill.status.artifact_storage_key)
    assert caller.skill_queries.getArtifact(key).artifact == content
    assert artifacts(data) == {digest}


def test_a_new_version_has_the_same_id_and_older_ones_stay(caller: Caller, data: DataFolder) -> None:
    contents = [skill_zip(f"# Version {number}\n") for number in range(4)]
    tags = ["stable", "", "stable", "beta"]
    pushed = [push(caller, data=each, tag=tag) for each, tag in zip(contents, tags, strict=True)]
    assert len({each.metadata.id for each in pushed}) == 1
    first, second, third, fourth = (each.status.version_hash for each in pushed)
    assert caller.skill_queries.get(SkillId(value=pushed[0].metadata.id)) == pushed[3]
    assert pushed[3].status.audit.spec_audit.event == "updated"
    assert pushed[3].status.audit.spec_audit.created_at == pushed[0].status.audit.spec_audit.created_at
    assert pushed[3].metadata.version.previous_version_id == third
    find = caller.skill_queries.getByReference
    for version, expected in {
        "": fourth,
        "latest": fourth,
        "stable": third,
        "beta": fourth,
        first: first,
        second: second,
        third: third,
    }.items():
        found = find(reference("reviewing", version))
        assert found.status.version_hash == expected, version
    assert find(reference("reviewing", first)) == pushed[0]
    assert find(reference(pushed[0].metadata.id, second)) == pushed[1]
    for version in ("unknown", "0" * 64):
        with refused("NOT_FOUND", "Skill not found: reviewing", version):
            find(reference("reviewing", version))
    for skill, content in zip(pushed, contents, strict=True):
        request = GetArtifactRequest(artifact_storage_key=skill.status.artifact_storage_key)
        assert caller.skill_queries.getArtifact(request).artifact == content
    assert len(artifacts(data)) == 4
    (header,) = caller.catalog.listSkills(ListSkillsRequest()).entries
    assert (header.version_count, header.skill.spec.skill_md) == (4, "")
    assert header.description


def test_a_tag_moves_to_the_newest_version_that_has_it(caller: Caller) -> None:
    old, new = skill_zip("# Old\n"), skill_zip("# New\n")
    push(caller, data=old, tag="stable")
    push(caller, data=new, tag="")
    find = caller.skill_queries.getByReference
    assert find(reference("reviewing", "stable")).spec.skill_md == "# Old\n"
    push(caller, data=new, tag="stable")
    assert find(reference("reviewing", "stable")).spec.skill_md == "# New\n"


def test_the_versions_of_a_skill_are_listed_newest_first(caller: Caller) -> None:
    old, new, older = (skill_zip(f"# {each}\n") for each in ("Old", "New", "Older"))
    pushed = [push(caller, data=data, tag=tag) for data, tag in ((old, ""), (new, "v2"), (older, "stable"))]
    push(caller, "Other")
    request = ListSkillVersionsRequest(skill_id=pushed[0].metadata.id, page_size=2)
    first = caller.catalog.listSkillVersions(request)
    assert [(each.spec.tag, each.spec.skill_md) for each in first.entries] == [("stable", ""), ("v2", "")]
    assert first.total_count == 3
    request.page_token = first.next_page_token
    last = caller.catalog.listSkillVersions(request)
    assert [each.status.version_hash for each in last.entries] == [pushed[0].status.version_hash]
    assert last.next_page_token == ""
    with refused("NOT_FOUND", "Skill not found: skl-none"):
        caller.catalog.listSkillVersions(ListSkillVersionsRequest(skill_id="skl-none"))
    with refused("INVALID_ARGUMENT", "skill_id"):
        caller.catalog.listSkillVersions(ListSkillVersionsRequest())


def test_a_content_that_is_pushed_again_is_the_same_version_with_each_of_its_tags(caller: Caller) -> None:
    one, two = skill_zip("# One\n"), skill_zip("# Two\n")
    first = push(caller, data=one, tag="stable")
    second = push(caller, data=two)
    request = ListSkillVersionsRequest(skill_id=first.metadata.id)

    def listed() -> list[tuple[str, str, list[str]]]:
        page = caller.catalog.listSkillVersions(request)
        assert page.total_count == len(page.entries)
        names = {first.status.version_hash: "one", second.status.version_hash: "two"}
        return [
            (
                names[each.status.version_hash],
                each.spec.tag,
                [tag.tag for tag in page.tags if tag.version_hash == each.status.version_hash],
            )
            for each in page.entries
        ]

    assert listed() == [("two", "", []), ("one", "stable", ["stable"])]
    push(caller, data=two, tag="stable")
    assert listed() == [("two", "stable", ["stable"]), ("one", "", [])]
    push(caller, data=two, tag="v2")
    assert listed() == [("two", "v2", ["v2", "stable"]), ("one", "", [])]
    # Without a tag it is the newest again, and no tag is taken from any version.
    push(caller, data=one)
    assert listed() == [("one", "", []), ("two", "v2", ["v2", "stable"])]
    (header,) = caller.catalog.listSkills(ListSkillsRequest()).entries
    assert header.version_count == 2
    request.page_size = 1
    assert [tag.tag for tag in caller.catalog.listSkillVersions(request).tags] == []


def test_the_same_push_twice_is_one_version(caller: Caller, data: DataFolder) -> None:
    assert push(caller, tag="v1") == push(caller, tag="v1")
    (header,) = caller.catalog.listSkills(ListSkillsRequest()).entries
    assert header.version_count == 1
    assert len(artifacts(data)) == 1


def test_the_same_content_of_two_skills_is_stored_once_until_both_are_gone(
    caller: Caller, data: DataFolder
) -> None:
    one, two = push(caller, "One"), push(caller, "Two")
    assert one.metadata.id != two.metadata.id
    assert one.status.artifact_storage_key == two.status.artifact_storage_key
    key = GetArtifactRequest(artifact_storage_key=one.status.artifact_storage_key)
    assert len(artifacts(data)) == 1
    assert caller.skills.delete(SkillId(value=one.metadata.id)) == one
    assert caller.skill_queries.getArtifact(key).artifact == skill_zip()
    caller.skills.delete(SkillId(value=two.metadata.id))
    assert artifacts(data) == set()
    with refused("NOT_FOUND", "Artifact not found"):
        caller.skill_queries.getArtifact(key)
    for gone in (
        lambda: caller.skills.delete(SkillId(value=one.metadata.id)),
        lambda: caller.skill_queries.get(SkillId(value=one.metadata.id)),
        lambda: caller.skill_queries.getByReference(reference("one")),
    ):
        with refused("NOT_FOUND", "Skill not found"):
            gone()


@pytest.mark.parametrize(
    "key",
    [
        "../token",
        "artifacts/../token",
        "artifacts/",
        "artifacts",
        "/etc/passwd",
        "x",
        "artifacts/" + "0" * 64,
    ],
)
def test_only_keys_of_stored_skills_are_read(caller: Caller, data: DataFolder, key: str) -> None:
    push(caller)
    assert data.token_file.exists()
    with refused("NOT_FOUND", "Artifact not found"):
        caller.skill_queries.getArtifact(GetArtifactRequest(artifact_storage_key=key))


def test_a_file_in_the_artifacts_folder_that_no_skill_has_is_not_read(
    caller: Caller, data: DataFolder
) -> None:
    push(caller)
    (data.artifacts / ("0" * 64)).write_bytes(b"stray")
    with refused("NOT_FOUND"):
        caller.skill_queries.getArtifact(GetArtifactRequest(artifact_storage_key="artifacts/" + "0" * 64))


@pytest.mark.parametrize(
    ("fields", "field", "rule"),
    [
        ({"name": ""}, "name", "required"),
        ({"artifact": b""}, "artifact", "required"),
        ({"tag": "not a tag"}, "tag", "string.pattern"),
        ({"scope": 9}, "scope", "enum.defined_only"),
        ({"scope": identity_account}, "metadata", "skill.owner_scope.platform_or_org_only"),
        ({"name": "!!!"}, "name", "slug.empty"),
    ],
)
def test_a_broken_rule_is_named_with_its_field(
    caller: Caller, data: DataFolder, fields: dict[str, Any], field: str, rule: str
) -> None:
    sent = {"name": "Fine", "scope": platform, "artifact": skill_zip(), **fields}
    with refused("INVALID_ARGUMENT") as seen:
        caller.skills.push(PushSkillRequest(**sent))
    assert seen["violations"] == {field: rule}
    assert artifacts(data) == set()


@pytest.mark.parametrize(
    ("content", "rule", "words"),
    [
        (b"no zip", "zip.form", ["plain zip"]),
        (crafted(Crafted("README.md", b"x")), "skill_md.missing", ["SKILL.md at its root"]),
        (crafted(SKILL_MD, Crafted("../up", b"x")), "path.parent", ["../up"]),
        (crafted(SKILL_MD, Crafted("/abs", b"x")), "path.absolute", ["/abs"]),
        (crafted(SKILL_MD, Crafted("link", b"x", mode=0o120777)), "entry.link", ["link"]),
        (crafted(SKILL_MD, Crafted("a\x01", b"x")), "path.control_character", ["control character"]),
        (crafted(SKILL_MD, Crafted("bomb", bytes(10**6))), "entry.ratio", ["bomb", "100 times"]),
        (crafted(Crafted("SKILL.md", b"\xff")), "skill_md.encoding", ["UTF-8"]),
    ],
)
def test_a_zip_that_breaks_a_rule_is_refused_and_leaves_nothing(
    caller: Caller, data: DataFolder, content: bytes, rule: str, words: list[str]
) -> None:
    with refused("INVALID_ARGUMENT", "pipeline step CheckArtifact failed", *words) as seen:
        push(caller, data=content)
    assert seen["violations"] == {"artifact": rule}
    assert artifacts(data) == set()
    with refused("NOT_FOUND"):
        caller.skill_queries.getByReference(reference("reviewing"))


def test_the_owner_is_kept_or_follows_from_the_organization(caller: Caller) -> None:
    assert (
        caller.skills.push(PushSkillRequest(name="No scope", artifact=skill_zip())).metadata.owner_scope
        == platform
    )
    owned = caller.skills.push(PushSkillRequest(name="Owned", org="acme", artifact=skill_zip()))
    assert (owned.metadata.owner_scope, owned.metadata.org) == (organization, "acme")
    moved = push(caller, "Owned", skill_zip("# Next\n"), org="other")
    assert (moved.metadata.id, moved.metadata.org) == (owned.metadata.id, "acme")
    assert caller.skill_queries.getByReference(reference("owned", org="acme")) == moved
    with refused("NOT_FOUND"):
        caller.skill_queries.getByReference(reference("owned", org="other"))


def test_two_pushes_of_one_slug_at_once_make_one_skill_with_all_versions(
    caller: Caller, data: DataFolder
) -> None:
    together = threading.Barrier(8)

    def attempt(number: int) -> Skill:
        content = skill_zip(f"# Version {number % 4}\n")
        together.wait()
        return push(caller, "Contested", content, tag=f"t{number}")

    with ThreadPoolExecutor(8) as pool:
        pushed = list(pool.map(attempt, range(8)))
    assert len({each.metadata.id for each in pushed}) == 1
    assert artifacts(data) == {each.status.version_hash for each in pushed}
    for skill in pushed:
        found = caller.skill_queries.getByReference(reference("contested", skill.spec.tag))
        assert found.status.version_hash == skill.status.version_hash


def test_pushing_and_deleting_the_same_content_at_once_loses_no_artifact(
    caller: Caller, data: DataFolder
) -> None:
    for number in range(10):
        old = push(caller, f"Old {number}")
        with ThreadPoolExecutor(2) as pool:
            deleting = pool.submit(caller.skills.delete, SkillId(value=old.metadata.id))
            new = pool.submit(push, caller, f"New {number}").result()
            deleting.result()
        key = GetArtifactRequest(artifact_storage_key=new.status.artifact_storage_key)
        assert caller.skill_queries.getArtifact(key).artifact == skill_zip()
        caller.skills.delete(SkillId(value=new.metadata.id))
        assert artifacts(data) == set()


@pytest.mark.parametrize("place", ["skill_refs", "sub_agents"])
@pytest.mark.parametrize("version", ["", "v1", "latest"])
def test_an_agent_refers_only_to_skills_and_versions_that_are_there(
    caller: Caller, place: str, version: str
) -> None:
    agent = new_agent("Skilled")
    if place == "skill_refs":
        refs, field = agent.spec.skill_refs, "spec.skill_refs[0]"
    else:
        refs = agent.spec.sub_agents.add(name="sub", instructions="Help with all of it.").skill_refs
        field = "spec.sub_agents[0].skill_refs[0]"
    refs.append(reference("reviewing", version))
    with refused("NOT_FOUND", "CheckReferences", "Skill not found: reviewing", field):
        caller.agents.create(agent)
    skill = push(caller, tag="v1")
    refs[0].version = "v2"
    with refused("NOT_FOUND", "Skill not found: reviewing, version v2", field):
        caller.agents.create(agent)
    refs[0].version = version
    stored = caller.agents.create(agent)
    with refused("FAILED_PRECONDITION", "CheckNotReferredTo", f"Skilled ({stored.metadata.id})"):
        caller.skills.delete(SkillId(value=skill.metadata.id))
    stored.spec.ClearField("skill_refs")
    stored.spec.ClearField("sub_agents")
    caller.agents.update(stored)
    assert caller.skills.delete(SkillId(value=skill.metadata.id)).metadata.id == skill.metadata.id


def test_a_deleted_agent_holds_no_skill(caller: Caller) -> None:
    skill = push(caller)
    agent = new_agent("Skilled")
    agent.spec.skill_refs.append(reference("reviewing"))
    stored = caller.agents.create(agent)
    caller.agents.delete(AgentId(value=stored.metadata.id))
    assert caller.skills.delete(SkillId(value=skill.metadata.id)) == skill


def test_artifacts_survive_a_restart_and_strays_do_not(tmp_path: Any) -> None:
    data = DataFolder(tmp_path / "data")
    for attempt in range(2):
        server = ServerThread(ServerOptions(data=data, port=0, poll_interval=0.03, samples=False))
        endpoint = server.start()
        caller = Caller(endpoint.address, endpoint.token)
        try:
            if attempt == 0:
                skill = push(caller)
                (data.artifacts / ("0" * 64)).write_bytes(b"of a push that was never stored")
                (data.artifacts / ".draft-1").write_bytes(b"half")
            else:
                assert artifacts(data) == {skill.status.version_hash}
                key = GetArtifactRequest(artifact_storage_key=skill.status.artifact_storage_key)
                assert caller.skill_queries.getArtifact(key).artifact == skill_zip()
        finally:
            caller.channel.close()
            server.stop()
