import { listNode, mapNode, referredId, refNode, scalarNode, subNode } from "../node-builders.ts";
import type { TemplateNode } from "../template-node.ts";
import type { TemplateResource } from "../template-resource.ts";
import { type Expansion, take } from "./expansion.ts";
import { permit, type SamEvent } from "./function-events.ts";

/** Property of an API under which its events are collected until the API itself is read. SAM writes them into its DefinitionBody. */
export const EVENT_ROUTES = "EventRoutes";

type Kind = { type: string; implicit: string; idProperty: string };
const REST: Kind = { type: "AWS::Serverless::Api", implicit: "ServerlessRestApi", idProperty: "RestApiId" };
const HTTP: Kind = { type: "AWS::Serverless::HttpApi", implicit: "ServerlessHttpApi", idProperty: "ApiId" };

/** The event Api: a method of a REST API, of the implicit one when it names none. */
export function expandApiEvent(event: SamEvent, expansion: Expansion): void {
	const { properties } = event;
	for (const key of ["Path", "Method"])
		if (!properties.has(key)) properties.problem(key, `${properties.owner} has no ${key}.`, `Add ${key}.`);
	const api = apiOf(event, REST, expansion);
	if (!api) return;
	const method = (properties.text("Method") ?? "any").toUpperCase();
	const path = properties.text("Path") ?? "/";
	addRoute(api, event, method === "ANY" ? "ANY" : method, path, [
		"Auth",
		"RequestModel",
		"RequestParameters",
		"TimeoutInMillis",
		"ResponseTransferMode",
	]);
	const stage = api.id === REST.implicit ? "Prod" : (plainStage(api) ?? "Stage");
	permitApi(event, expansion, api.id, method === "ANY" ? "*" : method, path, stage);
}

/** The event HttpApi: a route of an HTTP API, of the implicit one when it names none; `$default` when it has neither path nor method. */
export function expandHttpApiEvent(event: SamEvent, expansion: Expansion): void {
	const { properties } = event;
	const api = apiOf(event, HTTP, expansion);
	if (!api) return;
	const path = properties.text("Path");
	const method = (properties.text("Method") ?? "any").toUpperCase().replace("X-AMAZON-APIGATEWAY-ANY-METHOD", "ANY");
	properties.ignore("Stage");
	addRoute(api, event, method, path ?? "$default", ["Auth", "TimeoutInMillis", "PayloadFormatVersion", "RouteSettings"]);
	permitApi(event, expansion, api.id, method === "ANY" ? "*" : method, path ?? "/$default", "");
}

function apiOf({ properties, target, at }: SamEvent, kind: Kind, expansion: Expansion): TemplateResource | undefined {
	const given = properties.entry(kind.idProperty)?.value;
	const id = given ? (referredId(given) ?? (given.kind === "scalar" ? String(given.value) : undefined)) : kind.implicit;
	const known = id === undefined ? undefined : expansion.resources.get(id);
	if (known?.type === kind.type) return known;
	if (!given) {
		const properties = { StageName: scalarNode(at, kind === REST ? "Prod" : "$default") };
		expansion.make({ ...target.fn, condition: undefined }, at, kind.implicit, kind.type, properties);
		const made = expansion.resources.get(kind.implicit);
		for (const [key, entry] of expansion.globals.get(kind.type) ?? []) if (!made?.properties.has(key)) made?.properties.set(key, entry);
		return made;
	}
	properties.problem(
		kind.idProperty,
		`${kind.idProperty} property of ${kind === REST ? "Api" : "HttpApi"} event must reference a valid resource in the same template.`,
		`Give !Ref and the logical id of an ${kind.type}.`,
	);
	return undefined;
}

function addRoute(api: TemplateResource, event: SamEvent, method: string, path: string, keys: string[]): void {
	const { at, properties, target } = event;
	const route = mapNode(at, {
		Id: scalarNode(at, event.id),
		Method: scalarNode(at, method),
		Path: scalarNode(at, path),
		FunctionArn: target.arn(at),
		...take(properties, ...keys),
	});
	const before = api.properties.get(EVENT_ROUTES)?.value;
	const items: TemplateNode[] = before?.kind === "list" ? before.items : [];
	const line = api.made ? at : api;
	api.properties.set(EVENT_ROUTES, { line: line.line, column: line.column, value: listNode(line, [...items, route]) });
}

/** Stage of an API as its permission ids have it: the name when it is a plain text. */
function plainStage(api: TemplateResource): string | undefined {
	const value = api.properties.get("StageName")?.value;
	return value?.kind === "scalar" && /^[A-Za-z0-9]+$/.test(String(value.value)) ? String(value.value) : undefined;
}

function permitApi(event: SamEvent, expansion: Expansion, apiId: string, method: string, path: string, suffix: string): void {
	const { at } = event;
	// As SAM does it: parameters of the path are wildcards, and a slash at the end goes.
	const resource = path.replace(/\{[^{}]*\}/g, "*").replace(/^(.+)\/$/, "$1");
	// biome-ignore lint/suspicious/noTemplateCurlyInString: a text for Fn::Sub
	const arn = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiOfEvent}/*/";
	permit(
		event,
		expansion,
		"apigateway.amazonaws.com",
		subNode(at, `${arn}${method}${resource}`, { ApiOfEvent: refNode(at, apiId) }),
		suffix,
	);
}
