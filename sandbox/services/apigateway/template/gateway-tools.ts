import type { Json } from "#sandbox/json-value.ts";
import { queryPairs } from "../../http/http-request.ts";
import { jsonPath } from "../json-path.ts";
import type { MappingScope } from "../mapping-expression.ts";
import { renderTemplate } from "./velocity.ts";
import { shown, type Tool, tool, type VelocityValue } from "./velocity-values.ts";

/** What a template may set for the gateway itself. */
export type Overrides = { status: number | undefined; headers: Record<string, string> };

/**
 * Renders a mapping template of API Gateway: `$input`, `$util`, `$context`, `$stageVariables`.
 * @param body The payload that is mapped.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export function renderMapping(template: string, body: string, scope: MappingScope): { text: string; overrides: Overrides } {
	const context = structuredClone({
		...scope.context,
		requestOverride: { header: {}, path: {}, querystring: {} },
		responseOverride: { header: {}, status: 0 },
	}) as Record<string, Json>;
	const variables = { input: inputOf(body, scope), util: UTIL, context, stageVariables: { ...scope.stageVariables } };
	const text = renderTemplate(template, variables);
	const override = context.responseOverride as { header?: Json; status?: Json } | null;
	const status = Number(override?.status ?? 0);
	const headers = Object.entries(typeof override?.header === "object" && override.header ? override.header : {});
	return {
		text,
		overrides: {
			status: Number.isInteger(status) && status >= 100 && status <= 599 ? status : undefined,
			headers: Object.fromEntries(headers.map(([name, value]) => [name, shown(value as Json)])),
		},
	};
}

function inputOf(body: string, { request, pathParameters }: MappingScope): Tool {
	const value = parsed(body === "" ? "{}" : body);
	const params: Record<string, Record<string, Json>> = {
		path: { ...pathParameters },
		querystring: Object.fromEntries(queryPairs(request.query)),
		header: Object.fromEntries(request.headers),
	};
	const at = (path: VelocityValue) => (value === undefined ? undefined : jsonPath(value, shown(path) || "$"));
	return tool(
		{
			json: (path) => JSON.stringify(at(path) ?? ""),
			path: (path) => structuredClone(at(path)),
			params: (name) => {
				if (name === undefined) return structuredClone(params);
				const wanted = shown(name);
				const places = [params.path, params.querystring, params.header].map((place) => place ?? {});
				const found = places.find((place) => Object.hasOwn(place, wanted)) ?? lowerCased(params.header ?? {}, wanted);
				return found?.[wanted] ?? "";
			},
		},
		{ body: () => (body === "" ? "{}" : body) },
	);
}

/** Headers are found whatever their case. */
function lowerCased(headers: Record<string, Json>, wanted: string): Record<string, Json> | undefined {
	const found = Object.entries(headers).find(([name]) => name.toLowerCase() === wanted.toLowerCase());
	return found && { [wanted]: found[1] };
}

function parsed(text: string): Json | undefined {
	try {
		return JSON.parse(text) as Json;
	} catch {
		return undefined;
	}
}

const UTIL = tool({
	escapeJavaScript: (value) => escaped(shown(value)),
	parseJson: (value) => parsed(shown(value)),
	urlEncode: (value) => encodeURIComponent(shown(value)).replaceAll("%20", "+"),
	urlDecode: (value) => {
		try {
			return decodeURIComponent(shown(value).replaceAll("+", " "));
		} catch {
			return undefined;
		}
	},
	base64Encode: (value) => Buffer.from(shown(value)).toString("base64"),
	base64Decode: (value) => Buffer.from(shown(value), "base64").toString("utf8"),
});

/** As a text within quotes of JavaScript; single quotes too, which JSON does not take (AWS's page says to undo that). */
function escaped(value: string): string {
	return JSON.stringify(value).slice(1, -1).replaceAll("'", "\\'").replaceAll("/", "\\/");
}
