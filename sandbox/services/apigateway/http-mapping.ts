import type { StackParameterMapping } from "#sandbox/stack/api.ts";
import { type Header, type HttpRequest, queryPairs } from "../http/http-request.ts";
import type { HttpResponse } from "../http/http-response.ts";
import { type MappingScope, mapped } from "./mapping-expression.ts";

/**
 * A value of an HTTP API's mapping: a constant, `$request.body.id` alone, or `${request.body.id}` within a text.
 * @returns undefined when a value that stands alone is missing.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
 */
export function selected(expression: string, scope: MappingScope): string | undefined {
	const mappedOf = (variable: string) =>
		mapped(variable.replace(/^request\./, "method.request.").replace(/^response\./, "integration.response."), scope);
	if (/^\$[\w.-]+$/.test(expression)) return mappedOf(expression.slice(1));
	return expression.replace(/\$\{([\w.-]+)\}/g, (_, variable: string) => mappedOf(variable) ?? "");
}

/** What a mapping changes of a request: its path, its query, its headers. */
export type Changes = {
	path: string | undefined;
	query: [how: Change, name: string, value: string | undefined][];
	headers: [how: Change, name: string, value: string | undefined][];
};
type Change = "append" | "overwrite" | "remove";

export function requestChanges(mapping: StackParameterMapping | undefined, scope: MappingScope): Changes {
	const changes: Changes = { path: undefined, query: [], headers: [] };
	for (const [key, expression] of Object.entries(mapping?.request ?? {})) {
		const [, how, place, name = ""] = /^(append|overwrite|remove):(header|querystring|path)(?:\.(.+))?$/.exec(key) ?? [];
		if (how === undefined) continue;
		const value = how === "remove" ? undefined : selected(expression, scope);
		if (place === "path") changes.path = value ?? changes.path;
		else (place === "header" ? changes.headers : changes.query).push([how as Change, name, value]);
	}
	return changes;
}

/** Pairs after the changes of a mapping; names of headers are compared without their case. */
export function changed(pairs: readonly Header[], changes: Changes["headers"], { ignoreCase = false } = {}): Header[] {
	const same = (a: string, b: string) => (ignoreCase ? a.toLowerCase() === b.toLowerCase() : a === b);
	let result = [...pairs];
	for (const [how, name, value] of changes) {
		if (how !== "append") result = result.filter(([one]) => !same(one, name));
		if (value !== undefined) result.push([name, value]);
	}
	return result;
}

/** A request after the mapping of its integration. A path is changed for endpoints of HTTP alone. */
export function changedRequest(request: HttpRequest, mapping: StackParameterMapping | undefined, scope: MappingScope): HttpRequest {
	if (!mapping) return request;
	const { headers, query } = requestChanges(mapping, scope);
	const pairs = changed(queryPairs(request.query), query);
	return {
		...request,
		headers: changed(request.headers, headers, { ignoreCase: true }),
		query: query.length === 0 ? request.query : pairs.map((pair) => pair.map(encodeURIComponent).join("=")).join("&"),
	};
}

/** The response of an integration after the mapping for its status. */
export function changedResponse(mapping: StackParameterMapping | undefined, response: HttpResponse, scope: MappingScope): HttpResponse {
	const ofStatus = mapping?.responses[String(response.status)];
	if (!ofStatus) return response;
	const headers = Object.fromEntries(response.headers.map(([name, value]) => [name.toLowerCase(), value]));
	const within = { ...scope, integration: { headers, body: response.body.toString("utf8") } };
	let { status } = response;
	const changes: Changes["headers"] = [];
	for (const [key, expression] of Object.entries(ofStatus)) {
		const value = selected(expression, within);
		const [, how, name] = /^(append|overwrite|remove):header\.(.+)$/.exec(key) ?? [];
		if (key === "overwrite:statuscode" && value !== undefined && /^[1-5]\d\d$/.test(value)) status = Number(value);
		if (how !== undefined && name !== undefined) changes.push([how as Change, name, how === "remove" ? undefined : value]);
	}
	return { ...response, status, headers: changed(response.headers, changes, { ignoreCase: true }) };
}
