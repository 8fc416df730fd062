import type { Properties } from "../properties.ts";
import type { Reading } from "../reading.ts";
import type { TemplateResource } from "../template-resource.ts";

/** Most characters of code in a template (AWS::Lambda::Function Code, ZipFile). */
const MAX_INLINE = 4_194_304;

/**
 * Where the code of a function is: CodeUri or InlineCode of SAM, Code of CloudFormation (a folder, as `aws cloudformation package` takes it,
 * or ZipFile).
 * @returns Folder within the project: "" or ends in "/".
 */
export function readFunctionCode(resource: TemplateResource, properties: Properties, reading: Reading): string {
	const { id } = resource;
	if (properties.has("InlineCode")) return inline(id, properties, "InlineCode", reading);
	if (resource.type === "AWS::Serverless::Function") return folderOrFile(id, properties, "CodeUri", reading);
	const code = properties.entry("Code");
	if (!code) {
		properties.problem(
			"Code",
			`${id} has no Code.`,
			"Give a folder relative to the template, for example Code: src/, or Code with a ZipFile.",
		);
		return "";
	}
	if (code.value.kind !== "map") return folderOrFile(id, properties, "Code", reading);
	const parts = properties.part("Code");
	if (parts?.has("ZipFile")) return inline(id, parts, "ZipFile", reading);
	properties.problem(
		"Code",
		`Code of ${id} is not a folder of the project.`,
		"Give a folder relative to the template, for example Code: src/.",
	);
	return "";
}

/** A file in place of a folder is put into a package of its own by `sam deploy` and `aws cloudformation package`. */
function folderOrFile(id: string, properties: Properties, key: string, { files, notes }: Reading): string {
	const folder = folderIn(id, properties, key);
	const file = folder.slice(0, -1);
	if (!files.has(file)) return folder;
	notes.skip(
		properties.entry(key)?.line ?? 1,
		`${key} of ${id}, which is the file ${file}`,
		"The files beside it are deployed with it here; Lambda gets that file alone.",
	);
	return file.slice(0, file.lastIndexOf("/") + 1);
}

/** CloudFormation puts the text into a file named index: the handler is `index.` and an export of a CommonJS module. */
function inline(id: string, properties: Properties, key: string, { inlineFiles }: Reading): string {
	const text = properties.text(key) ?? "";
	if (key === "ZipFile") properties.done();
	if (text.length > MAX_INLINE)
		properties.problem(key, `${key} of ${id} has more than ${MAX_INLINE} characters.`, "Put the code into a file.");
	const path = `${id}.inline/`;
	inlineFiles.set(`${path}index.js`, text);
	return path;
}

/** A folder of the project that a property names. @returns "" or a path that ends in "/". */
export function folderIn(id: string, properties: Properties, key: string): string {
	const value = properties.value(key);
	if (value === undefined) return "";
	if (typeof value !== "string" || /^[a-z0-9]+:\/\//i.test(value)) {
		properties.problem(key, `${key} of ${id} is not a folder of the project.`, "Give a folder relative to the template, for example src/.");
		return "";
	}
	const parts = value.split("/").filter((part) => part !== "" && part !== ".");
	if (value.startsWith("/") || value.includes("\\") || parts.includes("..")) {
		properties.problem(key, `${key} of ${id} leads out of the project.`, "Give a folder within the project, for example src/.");
		return "";
	}
	return parts.length === 0 ? "" : `${parts.join("/")}/`;
}
