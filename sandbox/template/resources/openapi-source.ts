import type { Json } from "#sandbox/json-value.ts";
import type { Properties } from "../properties.ts";
import type { Reading } from "../reading.ts";
import { readTemplate, type TemplateEntry, type TemplateNode, TemplateSyntaxError } from "../template-node.ts";
import { OpenApiDocument } from "./openapi-document.ts";

/** Under which names a type of resource has its document: `inline` in the template, `location` a file that is uploaded with it. */
export type DocumentKeys = { inline: "Body" | "DefinitionBody"; location: "BodyS3Location" | "DefinitionUri" };

/**
 * The OpenAPI document of an API: in the template, included in it by AWS::Include, or a file of the project (which `sam deploy` and
 * `aws cloudformation package` upload).
 * @returns undefined without one, or when it lies in S3.
 */
export function readOpenApiDocument(
	properties: Properties,
	{ inline, location }: DocumentKeys,
	reading: Reading,
): OpenApiDocument | undefined {
	const entry = properties.entry(inline);
	const place = properties.entry(location);
	if (entry && place && location === "DefinitionUri")
		properties.problem(location, `Specify either 'DefinitionUri' or 'DefinitionBody' property and not both.`, `Remove one of the two.`);
	if (entry) {
		const node = withIncluded(entry.value, properties, reading);
		if (!node) return undefined;
		const line = entry.line;
		const body = properties.sibling(properties.owner, entry, new Map([[inline, { ...entry, value: node }]])).json(inline);
		return body === undefined ? undefined : new OpenApiDocument(body, line, node === entry.value ? node : undefined);
	}
	if (!place) return undefined;
	const path = place.value.kind === "scalar" ? String(place.value.value) : undefined;
	const node = path === undefined || isAddress(path) ? undefined : nodeOfFile(path, location, properties, reading);
	if (path === undefined || isAddress(path)) {
		properties.skip(place.line, `${location} of ${properties.owner}, a document in S3`, "The methods that it describes do not exist.");
		return undefined;
	}
	return node && new OpenApiDocument(literalJson(node, { path, line: place.line, location }, properties), place.line);
}

function isAddress(path: string): boolean {
	return /^(?:s3|https?):\/\//.test(path);
}

/** The document with what `Fn::Transform: AWS::Include` stands for, at its top: `Location` is a file of the project. */
function withIncluded(node: TemplateNode, properties: Properties, reading: Reading): TemplateNode | undefined {
	if (node.kind === "intrinsic" && node.name === "Fn::Transform") return included(node.argument, node, properties, reading);
	const entry = node.kind === "map" ? node.entries.get("Fn::Transform") : undefined;
	if (node.kind !== "map" || !entry) return node;
	const file = included(entry.value, entry, properties, reading);
	const own = new Map(node.entries);
	own.delete("Fn::Transform");
	return { ...node, entries: new Map<string, TemplateEntry>([...(file?.kind === "map" ? file.entries : []), ...own]) };
}

function included(argument: TemplateNode, at: { line: number }, properties: Properties, reading: Reading): TemplateNode | undefined {
	const about = argument.kind === "map" ? properties.sibling(properties.owner, argument, argument.entries) : undefined;
	const name = about?.text("Name");
	const path = about?.part("Parameters")?.text("Location");
	if (name === "AWS::Include" && path !== undefined && !isAddress(path)) return nodeOfFile(path, "Location", properties, reading);
	properties.skip(at.line, `Fn::Transform ${name ?? ""} of ${properties.owner}`, "What it would give is missing.");
	return undefined;
}

function nodeOfFile(path: string, key: string, properties: Properties, { files }: Reading): TemplateNode | undefined {
	const file = path.replace(/^\.\//, "");
	const text = files.get(file);
	if (text === undefined) {
		properties.problem(key, `${key} of ${properties.owner}: there is no file ${path}.`, "Check the path; it is relative to the template.");
		return undefined;
	}
	try {
		return readTemplate(file, text);
	} catch (error) {
		if (!(error instanceof TemplateSyntaxError)) throw error;
		properties.problem(key, error.problem.message, error.problem.cure ?? "Correct the document.");
		return undefined;
	}
}

/** A file that is only uploaded is imported as it is: nobody resolves `!Sub` or `!Ref` in it. */
function literalJson(node: TemplateNode, from: { path: string; line: number; location: string }, properties: Properties): Json {
	switch (node.kind) {
		case "scalar":
			return node.value;
		case "list":
			return node.items.map((item) => literalJson(item, from, properties));
		case "map":
			return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, literalJson(value, from, properties)]));
		case "intrinsic": {
			const what = `${node.name} in ${from.path}, which nobody resolves in a file of ${from.location},`;
			properties.skip(from.line, what, "The value is missing. Include the file with Fn::Transform AWS::Include to have it resolved.");
			return null;
		}
	}
}
