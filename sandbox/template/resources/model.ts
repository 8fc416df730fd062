import { createRequire } from "node:module";
import type { Json } from "#sandbox/json-value.ts";

const require = createRequire(import.meta.url);

const DRAFT_4 = "http://json-schema.org/draft-04/schema#";
/** A reference to another model: by its address, or within an OpenAPI document. */
const REFERENCE =
	/^(?:https:\/\/apigateway\.[a-z0-9.-]*amazonaws\.com(?:\.cn)?\/restapis\/[^/]+\/models\/|#\/definitions\/|#\/components\/schemas\/)([^/]+)$/;
/** Models that one model may lead to; a hostile document could make any number of copies. */
const MOST_MODELS = 200;

/** Finds a model by its name. */
export type ModelsByName = (name: string) => Json | undefined;

/**
 * A model with every other that it leads to, in `definitions`: JSON Schema draft 4 that needs nothing else.
 * @returns The names that it refers to in vain as well.
 */
export function closedModel(schema: Json, models: ModelsByName): { model: Json; missing: string[] } {
	const definitions = new Map<string, Json>();
	const missing = new Set<string>();
	const waiting: string[] = [];
	const rewritten = (value: Json): Json => {
		if (Array.isArray(value)) return value.map(rewritten);
		if (typeof value !== "object" || value === null) return value;
		return Object.fromEntries(
			Object.entries(value).map(([key, inner]) => {
				if (key !== "$ref" || typeof inner !== "string") return [key, rewritten(inner)];
				const name = REFERENCE.exec(inner)?.[1];
				if (name === undefined) return [key, inner];
				waiting.push(name);
				return [key, `#/definitions/${name}`];
			}),
		);
	};
	const root = withoutDialect(rewritten(schema));
	for (let name = waiting.pop(); name !== undefined && definitions.size < MOST_MODELS; name = waiting.pop()) {
		if (definitions.has(name) || missing.has(name)) continue;
		const found = models(name) ?? own(schema, name);
		if (found === undefined) missing.add(name);
		else {
			definitions.set(name, true);
			definitions.set(name, rewritten(found));
		}
	}
	if (definitions.size === 0 || typeof root !== "object" || root === null || Array.isArray(root))
		return { model: root, missing: [...missing] };
	return { model: { ...root, definitions: Object.fromEntries(definitions) }, missing: [...missing] };
}

/** Models are draft 4 whatever they say; the name of another one would only have to be looked up. */
function withoutDialect(schema: Json): Json {
	if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return schema;
	const { $schema: _, ...rest } = schema;
	return rest;
}

/** A definition within the schema itself. */
function own(schema: Json, name: string): Json | undefined {
	if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return undefined;
	const { definitions } = schema;
	if (typeof definitions !== "object" || definitions === null || Array.isArray(definitions)) return undefined;
	return Object.hasOwn(definitions, name) ? definitions[name] : undefined;
}

/** Whether a schema is one that API Gateway takes for a model: an object that is valid JSON Schema of draft 4. */
export function isModel(schema: Json): boolean {
	if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return false;
	const { default: Ajv4 } = require("ajv-draft-04") as typeof import("ajv-draft-04");
	return new Ajv4({ strict: false, logger: false, validateFormats: false }).validateSchema({ ...schema, $schema: DRAFT_4 }) === true;
}
