import type { StackCors, StackRoute } from "#sandbox/stack/api.ts";
import type { Properties } from "../properties.ts";

/** Cors of SAM: true or a text for all of an origin, or a map. REST has texts in quotes of their own, HTTP lists. */
export function readCors(properties: Properties, key: string): StackCors | undefined {
	const entry = properties.entry(key);
	if (!entry) return undefined;
	const all = (origins: string[]): StackCors => ({
		origins,
		methods: [],
		headers: [],
		exposeHeaders: [],
		credentials: false,
		maxAgeSeconds: undefined,
	});
	if (entry.value.kind !== "map") {
		const text = properties.text(key);
		if (text === "false" || text === undefined) return undefined;
		return { ...all([text === "true" ? "*" : unquoted(text)]), ...(text === "true" ? { methods: ["*"], headers: ["*"] } : {}) };
	}
	const part = properties.part(key);
	if (!part) return undefined;
	const list = (...keys: string[]) =>
		keys
			.flatMap((one) => part.texts(one))
			.flatMap((text) =>
				unquoted(text)
					.split(",")
					.map((piece) => piece.trim()),
			);
	const age = part.text("MaxAge");
	const cors = {
		origins: list("AllowOrigin", "AllowOrigins"),
		methods: list("AllowMethods"),
		headers: list("AllowHeaders"),
		exposeHeaders: list("ExposeHeaders"),
		credentials: part.flag("AllowCredentials", false),
		maxAgeSeconds: age === undefined ? undefined : Number(unquoted(age)),
	};
	part.done();
	return cors;
}

const unquoted = (text: string) => text.replace(/^'(.*)'$/, "$1");

/** Who may call a method. */
export type Gate = Pick<StackRoute, "authorizer" | "apiKeyRequired">;

/** The OPTIONS methods that SAM adds to a REST API with Cors: mocks (L305). */
export function preflights(routes: readonly StackRoute[], cors: StackCors, gate: Gate): StackRoute[] {
	const paths = new Map(routes.map((route) => [route.path, route]));
	return [...paths.values()].flatMap((route) => {
		if (routes.some(({ path, method }) => path === route.path && method === "OPTIONS")) return [];
		const methods = routes
			.filter(({ path }) => path === route.path)
			.map(({ method }) => (method === "ANY" ? "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT" : method));
		const allowed = cors.methods.length > 0 ? cors.methods : [...new Set([...methods, "OPTIONS"])].sort();
		const parameters: Record<string, string> = {
			"method.response.header.Access-Control-Allow-Origin": `'${cors.origins.join(",")}'`,
			"method.response.header.Access-Control-Allow-Methods": `'${allowed.join(",")}'`,
			...(cors.headers.length > 0 ? { "method.response.header.Access-Control-Allow-Headers": `'${cors.headers.join(",")}'` } : {}),
			...(cors.credentials ? { "method.response.header.Access-Control-Allow-Credentials": "'true'" } : {}),
			...(cors.maxAgeSeconds === undefined ? {} : { "method.response.header.Access-Control-Max-Age": `'${cors.maxAgeSeconds}'` }),
		};
		return [
			{
				id: `${route.id}Options`,
				line: route.line,
				method: "OPTIONS",
				path: route.path,
				integration: {
					kind: "mock",
					requestTemplates: { "application/json": '{\n  "statusCode" : 200\n}\n' },
					responses: [{ pattern: "", status: 200, templates: { "application/json": "{}\n" }, parameters }],
				},
				authorizer: gate.authorizer === "NONE" ? undefined : gate.authorizer,
				scopes: [],
				apiKeyRequired: gate.apiKeyRequired,
				validation: undefined,
			},
		];
	});
}
