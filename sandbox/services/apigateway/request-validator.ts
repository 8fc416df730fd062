import { createRequire } from "node:module";
import type { ValidateFunction } from "ajv";
import type { StackRoute } from "#sandbox/stack/api.ts";
import { type HttpRequest, headerOf, queryPairs } from "../http/http-request.ts";
import type { Refusal } from "./gateway-response.ts";
import { modelProblems } from "./model-problem.ts";

// Loaded with the first model: most runs have none.
const require = createRequire(import.meta.url);

type Validation = NonNullable<StackRoute["validation"]>;

/**
 * Checks requests before the integration is called: required parameters, then the body by a model in JSON Schema draft 4.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export class RequestValidator {
	#models = new WeakMap<Validation, ValidateFunction | "unusable">();

	/** @returns Why the request is refused, if it is. */
	check(validation: Validation, request: HttpRequest): Refusal | undefined {
		if (validation.parameters) {
			const missing = validation.requiredParameters.filter((parameter) => isMissing(parameter, request)).map(lastOf);
			if (missing.length > 0)
				return { type: "BAD_REQUEST_PARAMETERS", message: `Missing required request parameters: [${missing.join(", ")}]` };
		}
		if (!validation.body || validation.model === undefined) return undefined;
		// Bodies of another type than the model's are not looked at.
		const type = headerOf(request, "content-type")?.split(";")[0]?.trim().toLowerCase() ?? "application/json";
		if (type !== "application/json") return undefined;
		const problem = this.#bodyProblem(validation, request);
		if (problem === undefined) return undefined;
		const log = `Request body does not match model schema for content type application/json: ${problem}`;
		return { type: "BAD_REQUEST_BODY", validation: problem, log };
	}

	#bodyProblem(validation: Validation, request: HttpRequest): string | undefined {
		let body: unknown;
		try {
			// No body is taken for an empty object (as LocalStack found on AWS).
			body = JSON.parse(request.body?.toString("utf8") || "{}");
		} catch {
			return "[the body is no JSON]";
		}
		const validate = this.#modelOf(validation);
		if (validate === "unusable" || validate(body)) return undefined;
		return `[${shortened(modelProblems(validate.errors ?? []).join(", "))}]`;
	}

	/** A model that cannot be compiled, which API Gateway would not have taken, validates nothing. */
	#modelOf(validation: Validation): ValidateFunction | "unusable" {
		const known = this.#models.get(validation);
		if (known) return known;
		const compiled = compile(validation.model as Record<string, unknown>);
		this.#models.set(validation, compiled);
		return compiled;
	}
}

/** Values of the body stand in it, which may be long. */
function shortened(text: string): string {
	return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
const MOST_CHARACTERS = 2000;

function compile(model: Record<string, unknown>): ValidateFunction | "unusable" {
	const { default: Ajv4 } = require("ajv-draft-04") as typeof import("ajv-draft-04");
	try {
		return new Ajv4({ strict: false, allErrors: true, verbose: true, logger: false, validateFormats: false }).compile(model);
	} catch {
		return "unusable";
	}
}

function isMissing(parameter: string, request: HttpRequest): boolean {
	const [, , place] = parameter.split(".");
	const name = lastOf(parameter);
	// A parameter of the path is there, or the route would not have matched.
	if (place === "header") return !headerOf(request, name);
	if (place === "querystring") return !queryPairs(request.query).some(([one, value]) => one === name && value !== "");
	return false;
}

/** Name of `method.request.header.X-Name`. */
function lastOf(parameter: string): string {
	return parameter.split(".").slice(3).join(".");
}
