import type { Json } from "#sandbox/json-value.ts";
import type { StackRoute } from "#sandbox/stack/api.ts";
import type { Properties } from "../properties.ts";
import { closedModel } from "./model.ts";

/** Models of AWS::Serverless::Api, by name. */
export type SamModels = ReadonlyMap<string, Json>;

export function readSamModels(properties: Properties): SamModels {
	const models = properties.json("Models");
	return new Map(typeof models === "object" && models !== null && !Array.isArray(models) ? Object.entries(models) : []);
}

/**
 * What an event of the type Api has validated: RequestModel and RequestParameters. SAM makes a validator only where RequestModel says
 * ValidateBody or ValidateParameters; without one API Gateway takes what is required for a description.
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-requestmodel.html
 */
export function readSamValidation(part: Properties, models: SamModels): StackRoute["validation"] {
	const requiredParameters = readParameters(part);
	const request = part.part("RequestModel");
	if (!request) return undefined;
	const name = request.text("Model");
	const body = request.has("ValidateBody") ? request.flag("ValidateBody", false) : undefined;
	const parameters = request.has("ValidateParameters") ? request.flag("ValidateParameters", false) : undefined;
	// `required` of a body is a description alone as well.
	request.ignore("Required");
	request.done();
	const model = name === undefined ? undefined : modelOf(name, part, models);
	if (body === undefined && parameters === undefined) return undefined;
	return { body: body ?? false, parameters: parameters ?? false, model, requiredParameters };
}

function modelOf(name: string, part: Properties, models: SamModels): Json | undefined {
	const schema = models.get(name);
	const about = `Unable to set RequestModel [${name}] on API method [${(part.text("Method") ?? "").toLowerCase()}] for path [${part.text("Path") ?? ""}]`;
	if (models.size === 0)
		part.problem("RequestModel", `${about} because the related API does not define any Models.`, "Add Models to the API.");
	else if (schema === undefined)
		part.problem("RequestModel", `${about} because it wasn't defined in the Models of the API.`, `Add ${name} to Models of the API.`);
	return schema === undefined ? undefined : closedModel(schema, (other) => models.get(other)).model;
}

/** RequestParameters: names, or maps of a name to Required and Caching. */
function readParameters(part: Properties): string[] {
	const required: string[] = [];
	for (const item of part.items("RequestParameters")) {
		const names = item.kind === "map" ? [...item.entries.keys()] : item.kind === "scalar" ? [String(item.value)] : [];
		for (const name of names)
			if (!/^method\.request\.(?:querystring|path|header)\./.test(name))
				part.problem(
					"RequestParameters",
					"Invalid value for 'RequestParameters' property. Keys must be in the format 'method.request.[querystring|path|header].{value}', e.g 'method.request.header.Authorization'.",
					`Correct ${name}.`,
				);
		if (item.kind !== "map") continue;
		for (const [name, { value }] of item.entries) {
			const flag = value.kind === "map" ? value.entries.get("Required")?.value : undefined;
			if (flag?.kind === "scalar" && String(flag.value) === "true") required.push(name);
		}
	}
	return required;
}
