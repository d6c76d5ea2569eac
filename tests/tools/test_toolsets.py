"""Which tools, prompts and resources a toolset has, in both protocol eras, and how small their lists are."""

from __future__ import annotations

import pytest
from mcp import Client

from tests.tools.memory_service import LOCAL, MemoryService
from tools.contract import Toolset
from tools.server import build_mcp_server

BENCHMARK = ["start_case", "submit_solution", "get_verdict"]
TOOLS: dict[Toolset, list[str]] = {
    "benchmark": BENCHMARK,
    "practice": ["list_cases", *BENCHMARK, "get_report"],
    "check": ["check_code", "get_security_rules", "get_report"],
}
PROMPTS: dict[Toolset, list[str]] = {
    "benchmark": ["benchmark"],
    "practice": ["solve", "benchmark"],
    "check": ["review"],
}
RESOURCES: dict[Toolset, set[str]] = {
    "benchmark": {"vetloop://methodology"},
    "practice": {"vetloop://methodology", "vetloop://reports/{run}", "vetloop://cases/{id}"},
    "check": {"vetloop://methodology", "vetloop://reports/{run}"},
}
ERAS = {"legacy": "2025-11-25", "auto": "2026-07-28"}


def connected(toolset: Toolset, mode: str = "auto", service: MemoryService | None = None) -> Client:
    return Client(build_mcp_server(service or MemoryService(), lambda _: LOCAL, toolset), mode=mode)


@pytest.mark.parametrize("mode", ERAS)
@pytest.mark.parametrize("toolset", TOOLS)
async def test_a_toolset_has_its_tools_and_no_others(toolset: Toolset, mode: str) -> None:
    async with connected(toolset, mode) as client:
        assert client.protocol_version == ERAS[mode]
        tools = (await client.list_tools()).tools
        prompts = (await client.list_prompts()).prompts
        resources = (await client.list_resources()).resources
        templates = (await client.list_resource_templates()).resource_templates
    assert [tool.name for tool in tools] == TOOLS[toolset]
    assert [prompt.name for prompt in prompts] == PROMPTS[toolset]
    assert {item.uri for item in resources} | {item.uri_template for item in templates} == RESOURCES[toolset]


@pytest.mark.parametrize("toolset", TOOLS)
async def test_the_list_of_tools_is_small_and_closed(toolset: Toolset) -> None:
    async with connected(toolset) as client:
        listed = await client.list_tools()
    inputs = [
        tool.model_dump_json(exclude={"output_schema"}, exclude_none=True, by_alias=True) for tool in listed.tools
    ]
    assert sum(map(len, inputs)) < 5_000
    for tool in listed.tools:
        assert tool.input_schema["additionalProperties"] is False
        assert tool.output_schema is not None
        assert all("description" in item or "default" in item for item in tool.input_schema["properties"].values())


async def test_a_tool_of_another_toolset_does_not_exist() -> None:
    service = MemoryService()
    async with connected("benchmark", service=service) as client:
        result = await client.call_tool("list_cases", {})
    assert result.is_error
    assert service.calls == []


async def test_a_benchmark_agent_cannot_choose_its_case() -> None:
    service = MemoryService()
    async with connected("benchmark", service=service) as client:
        result = await client.call_tool("start_case", {"case_id": "task-001.flask"})
    assert result.is_error
    assert "unknown argument 'case_id'" in result.content[0].text
    assert service.calls == []


async def test_prompts_name_the_case_and_the_tools() -> None:
    async with connected("practice") as client:
        solve = await client.get_prompt("solve", {"case_id": "task-001.flask"})
        whole_run = await client.get_prompt("benchmark")
    assert "'task-001.flask'" in solve.messages[0].content.text
    for tool in BENCHMARK:
        assert tool in whole_run.messages[0].content.text


async def test_resources_say_what_the_tools_say() -> None:
    async with connected("practice") as client:
        case = await client.read_resource("vetloop://cases/task-002.flask")
        report = await client.read_resource("vetloop://reports/own")
        methodology = await client.read_resource("vetloop://methodology")
        with pytest.raises(Exception, match=r"no case 'task-999\.flask'; list_cases shows them all"):
            await client.read_resource("vetloop://cases/task-999.flask")
    assert '"id":"task-002.flask"' in case.contents[0].text
    assert '"run_id":"run_1"' in report.contents[0].text
    assert "positive evidence" in methodology.contents[0].text


async def test_a_case_resource_is_found_behind_the_first_page() -> None:
    from tests.tools.memory_service import summary

    service = MemoryService(cases=[summary(number) for number in range(250)])
    async with connected("practice", service=service) as client:
        case = await client.read_resource("vetloop://cases/task-249.flask")
    assert '"title":"Task 249"' in case.contents[0].text
