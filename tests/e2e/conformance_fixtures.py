"""The tools, resources and prompts that the official MCP conformance suite calls, as its scenarios describe them.

They are added to a real Vetloop server in a test-only build: what is measured is the real mount, its guard and its
transport, not a server made for the suite.
"""

from __future__ import annotations

import json
from typing import Any

import anyio
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.prompts.base import Message, UserMessage
from mcp.shared.exceptions import MCPError
from mcp_types import (
    MISSING_REQUIRED_CLIENT_CAPABILITY,
    AudioContent,
    CompleteRequestParams,
    CompleteResult,
    Completion,
    CreateMessageRequest,
    CreateMessageRequestParams,
    ElicitRequest,
    ElicitRequestFormParams,
    EmbeddedResource,
    EmptyResult,
    ImageContent,
    InputRequest,
    InputRequiredResult,
    ListRootsRequest,
    SamplingMessage,
    SetLevelRequestParams,
    SubscribeRequestParams,
    TextContent,
    TextResourceContents,
    UnsubscribeRequestParams,
)

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
WAV = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA="
Ctx = Context[Any, Any]


def add_fixtures(server: MCPServer[Any]) -> MCPServer[Any]:
    """`server`, with everything the suite asks of an implementation under test."""
    _content_tools(server)
    _talking_tools(server)
    _stateless_tools(server)
    _input_tools(server)
    _resources(server)
    _prompts(server)
    _capabilities(server)
    return server


def _text(uri: str, mime_type: str, text: str) -> EmbeddedResource:
    return EmbeddedResource(type="resource", resource=TextResourceContents(uri=uri, mime_type=mime_type, text=text))


def _content_tools(server: MCPServer[Any]) -> None:
    image = ImageContent(type="image", data=PNG, mime_type="image/png")

    @server.tool()
    def test_simple_text() -> str:
        """Text."""
        return "This is a simple text response for testing."

    @server.tool()
    def test_image_content() -> ImageContent:
        """An image."""
        return image

    @server.tool()
    def test_audio_content() -> AudioContent:
        """Audio."""
        return AudioContent(type="audio", data=WAV, mime_type="audio/wav")

    @server.tool()
    def test_embedded_resource() -> EmbeddedResource:
        """A resource."""
        return _text("test://embedded-resource", "text/plain", "This is an embedded resource content.")

    @server.tool()
    def test_multiple_content_types() -> list[TextContent | ImageContent | EmbeddedResource]:
        """One of each."""
        data = json.dumps({"test": "data", "value": 123})
        mixed = _text("test://mixed-content-resource", "application/json", data)
        return [TextContent(type="text", text="Multiple content types test:"), image, mixed]

    @server.tool()
    def test_error_handling() -> str:
        """Fails."""
        raise ToolError("This tool intentionally returns an error for testing")


def _talking_tools(server: MCPServer[Any]) -> None:
    async def say(context: Ctx, *lines: str) -> None:
        for line in lines:
            await context.log("info", line)
            await anyio.sleep(0.05)

    @server.tool()
    async def test_tool_with_logging(context: Ctx) -> str:
        """Logs."""
        await say(context, "Tool execution started", "Tool processing data", "Tool execution completed")
        return "Logged."

    @server.tool()
    async def test_logging_tool(context: Ctx) -> str:
        """Logs where it is asked to."""
        await say(context, "one line")
        return "Logged."

    @server.tool()
    async def test_tool_with_progress(context: Ctx) -> str:
        """Reports progress."""
        for done in (0, 50, 100):
            await context.report_progress(done, 100)
            await anyio.sleep(0.05)
        return "Done."


def _stateless_tools(server: MCPServer[Any]) -> None:
    @server.tool()
    async def test_missing_capability(context: Ctx) -> str:
        """Needs sampling."""
        if context.client_capabilities is None or context.client_capabilities.sampling is None:
            raise MCPError(
                code=MISSING_REQUIRED_CLIENT_CAPABILITY,
                message="this tool needs sampling",
                data={"requiredCapabilities": {"sampling": {}}},
            )
        return "Sampling is there."

    @server.tool()
    async def test_streaming_elicitation(context: Ctx) -> InputRequiredResult | str:
        """Asks for a name."""
        return _asked(context, {"user_name": _name()}) or "Thank you."

    @server.tool()
    async def test_trigger_tool_change(context: Ctx) -> str:
        """Says that the tools changed."""
        await context.notify_tools_changed()
        return "Said."

    @server.tool()
    async def test_trigger_prompt_change(context: Ctx) -> str:
        """Says that the prompts changed."""
        await context.notify_prompts_changed()
        return "Said."


def _form(message: str, **fields: str) -> ElicitRequest:
    schema = {
        "type": "object",
        "properties": {name: {"type": kind} for name, kind in fields.items()},
        "required": list(fields),
    }
    return ElicitRequest(params=ElicitRequestFormParams(message=message, requested_schema=schema))


def _name(message: str = "What is your name?") -> ElicitRequest:
    return _form(message, name="string")


def _sample(question: str, most: int = 100) -> CreateMessageRequest:
    message = SamplingMessage(role="user", content=TextContent(type="text", text=question))
    return CreateMessageRequest(params=CreateMessageRequestParams(messages=[message], max_tokens=most))


def _asked(context: Ctx, wanted: dict[str, InputRequest], state: str | None = None) -> InputRequiredResult | None:
    """What is still to be asked, or None when every answer is there and is a valid one."""
    answers = context.input_responses or {}
    missing = {key: request for key, request in wanted.items() if not _valid(answers.get(key), request)}
    return InputRequiredResult(input_requests=missing, request_state=state) if missing else None


def _valid(answer: Any, request: InputRequest) -> bool:
    if answer is None:
        return False
    if isinstance(request, ElicitRequest):
        return getattr(answer, "action", None) == "accept" and bool(getattr(answer, "content", None))
    return hasattr(answer, "roots") if isinstance(request, ListRootsRequest) else hasattr(answer, "content")


def _answer(context: Ctx, key: str) -> Any:
    return (context.input_responses or {})[key]


def _input_tools(server: MCPServer[Any]) -> None:
    @server.tool()
    async def test_input_required_result_elicitation(context: Ctx) -> InputRequiredResult | str:
        """Asks a form."""
        asked = _asked(context, {"user_name": _name()})
        return asked or f"Hello, {_answer(context, 'user_name').content['name']}!"

    @server.tool()
    async def test_input_required_result_sampling(context: Ctx) -> InputRequiredResult | str:
        """Asks a model."""
        asked = _asked(context, {"capital_question": _sample("What is the capital of France?")})
        return asked or f"It said: {_answer(context, 'capital_question').content.text}"

    @server.tool()
    async def test_input_required_result_list_roots(context: Ctx) -> InputRequiredResult | str:
        """Asks for roots."""
        asked = _asked(context, {"client_roots": ListRootsRequest()})
        return asked or f"Roots: {[str(root.uri) for root in _answer(context, 'client_roots').roots]}"

    @server.tool()
    async def test_input_required_result_request_state(context: Ctx) -> InputRequiredResult | str:
        """Sends a state along."""
        asked = _asked(context, {"confirm": _form("Please confirm", ok="boolean")}, "round-1")
        if asked is None and context.request_state != "round-1":
            return "state-missing"
        return asked or "state-ok"

    @server.tool()
    async def test_input_required_result_tampered_state(context: Ctx) -> InputRequiredResult | str:
        """Sends a sealed state along."""
        return _asked(context, {"confirm": _form("Please confirm", ok="boolean")}, "sealed") or "state-ok"

    @server.tool()
    async def test_input_required_result_multiple_inputs(context: Ctx) -> InputRequiredResult | str:
        """Asks for three things at once."""
        wanted: dict[str, InputRequest] = {
            "user_name": _name(),
            "greeting": _sample("Generate a greeting", 50),
            "client_roots": ListRootsRequest(),
        }
        return _asked(context, wanted, "all-three") or "All there."

    @server.tool()
    async def test_input_required_result_multi_round(context: Ctx) -> InputRequiredResult | str:
        """Asks twice, one after the other."""
        if context.request_state == "round-2":
            return _asked(context, {"step2": _form("Step 2: What is your favorite color?", color="string")}) or "Done."
        first = _asked(context, {"step1": _name("Step 1: What is your name?")}, "round-1")
        second: dict[str, InputRequest] = {"step2": _form("Step 2: What is your favorite color?", color="string")}
        return first or InputRequiredResult(input_requests=second, request_state="round-2")

    @server.tool()
    async def test_input_required_result_capabilities(context: Ctx) -> InputRequiredResult | str:
        """Asks only what the client can answer."""
        declared = context.client_capabilities
        wanted: dict[str, InputRequest] = {}
        if declared is not None and declared.elicitation is not None:
            wanted["user_name"] = _name()
        if declared is not None and declared.sampling is not None:
            wanted["greeting"] = _sample("Generate a greeting", 50)
        return _asked(context, wanted) or "Nothing to ask."


def _resources(server: MCPServer[Any]) -> None:
    import base64

    @server.resource("test://static-text", name="static-text", description="Text.", mime_type="text/plain")
    def static_text() -> str:
        return "This is the content of the static text resource."

    @server.resource("test://static-binary", name="static-binary", description="An image.", mime_type="image/png")
    def static_binary() -> bytes:
        return base64.b64decode(PNG)

    @server.resource("test://watched-resource", name="watched", description="Watched.", mime_type="text/plain")
    def watched() -> str:
        return "Unchanged."

    @server.resource("test://template/{id}/data", name="template", description="By id.", mime_type="application/json")
    def template(id: str) -> str:
        return json.dumps({"id": id, "templateTest": True, "data": f"Data for ID: {id}"})


def _prompts(server: MCPServer[Any]) -> None:
    def text(words: str) -> Message:
        return UserMessage(TextContent(type="text", text=words))

    @server.prompt()
    def test_simple_prompt() -> list[Message]:
        """Simple."""
        return [text("This is a simple prompt for testing.")]

    @server.prompt()
    def test_prompt_with_arguments(arg1: str, arg2: str) -> list[Message]:
        """With two arguments."""
        return [text(f"Prompt with arguments: arg1='{arg1}', arg2='{arg2}'")]

    @server.prompt()
    def test_prompt_with_embedded_resource(resourceUri: str) -> list[Message]:  # noqa: N803 - the suite's name
        """With a resource."""
        embedded = _text(resourceUri, "text/plain", "Embedded resource content for testing.")
        return [UserMessage(embedded), text("Please process the embedded resource above.")]

    @server.prompt()
    def test_prompt_with_image() -> list[Message]:
        """With an image."""
        image = ImageContent(type="image", data=PNG, mime_type="image/png")
        return [UserMessage(image), text("Please analyze the image above.")]

    @server.prompt()
    async def test_input_required_result_prompt(context: Ctx) -> Any:
        """Asks before it answers."""
        asked = _asked(context, {"user_context": _form("What context should the prompt use?", context="string")})
        return asked or [text(f"In context: {_answer(context, 'user_context').content['context']}")]


def _capabilities(server: MCPServer[Any]) -> None:
    lowlevel = server._lowlevel_server

    async def complete(_: Any, params: CompleteRequestParams) -> CompleteResult:
        return CompleteResult(completion=Completion(values=["paris", "park", "party"], total=3, has_more=False))

    async def done(_: Any, params: Any) -> EmptyResult:
        return EmptyResult()

    lowlevel.add_request_handler("completion/complete", CompleteRequestParams, complete)
    lowlevel.add_request_handler("logging/setLevel", SetLevelRequestParams, done)
    lowlevel.add_request_handler("resources/subscribe", SubscribeRequestParams, done)
    lowlevel.add_request_handler("resources/unsubscribe", UnsubscribeRequestParams, done)
