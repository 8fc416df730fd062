import type { Json } from "#sandbox/json-value.ts";
import { grouped, type HttpRequest, queryPairs } from "../http/http-request.ts";
import { isRecord, textOf } from "../http/proxy-result.ts";
import { jsonPath } from "./json-path.ts";

/** What mapping expressions and templates can look at. */
export type MappingScope = {
	readonly request: HttpRequest;
	readonly pathParameters: Record<string, string>;
	readonly stageVariables: Record<string, string>;
	/** `$context`. */
	readonly context: Record<string, Json>;
	/** Of the integration, once it has answered: its headers by lower-case name, and its body as text. */
	readonly integration?: { headers: Record<string, string>; body: string };
};

/**
 * Value of a parameter mapping, such as `'constant'`, `method.request.querystring.id`, `integration.response.body.id`, `context.requestId`,
 * `stageVariables.table`.
 * @returns undefined when there is no such value; the mapping is left out then.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
 */
export function mapped(expression: string, scope: MappingScope): string | undefined {
	const constant = /^'(.*)'$/s.exec(expression)?.[1];
	if (constant !== undefined) return constant;
	const [root = "", ...rest] = expression.split(".");
	if (root === "context") return shown(jsonPath(scope.context, `$.${rest.join(".")}`));
	if (root === "stageVariables") return own(scope.stageVariables, rest.join("."));
	const [direction, place, ...path] = rest;
	if (root === "method" && direction === "request") return ofRequest(place, path.join("."), scope);
	if (root === "integration" && direction === "response" && scope.integration) {
		const { headers, body } = scope.integration;
		if (place === "header") return own(headers, path.join(".").toLowerCase());
		if (place === "body") return path.length === 0 ? body : shown(jsonPath(parsed(body), `$.${path.join(".")}`));
	}
	return undefined;
}

/** Of several values of one header or query parameter the last one; `multivalueheader` and `multivaluequerystring` join all by commas. */
function ofRequest(place: string | undefined, name: string, { request, pathParameters }: MappingScope): string | undefined {
	const values = (pairs: Iterable<readonly [string, string]>, wanted: string) => grouped(pairs).get(wanted);
	const headers = () =>
		values(
			request.headers.map(([one, value]) => [one.toLowerCase(), value] as const),
			name.toLowerCase(),
		);
	const text = () => request.body?.toString("utf8") ?? "";
	switch (place) {
		case "path":
			return own(pathParameters, name);
		case "header":
			return headers()?.at(-1);
		case "querystring":
			return values(queryPairs(request.query), name)?.at(-1);
		case "multivalueheader":
			return headers()?.join(",");
		case "multivaluequerystring":
			return values(queryPairs(request.query), name)?.join(",");
		case "body":
			return name === "" ? text() : shown(jsonPath(parsed(text()), `$.${name}`));
		default:
			return undefined;
	}
}

function parsed(text: string): Json {
	try {
		return JSON.parse(text) as Json;
	} catch {
		return null;
	}
}

function shown(value: Json | undefined): string | undefined {
	return value === undefined || value === null ? undefined : textOf(value);
}

/** A value of a record by its own name, never one that every object has. */
export function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
	return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** The value at a name of an object, or an index of a list. */
export function member(value: Json | undefined, name: string): Json | undefined {
	if (Array.isArray(value)) return /^\d+$/.test(name) ? value[Number(name)] : undefined;
	return isRecord(value) ? own(value, name) : undefined;
}
