import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import { functionArn, functionOfArn } from "#sandbox/stack/arn.ts";
import type { FunctionServiceConfig } from "#sandbox/stack/function-config.ts";
import type { Stack } from "#sandbox/stack/stack.ts";
import type { Properties } from "./properties.ts";
import type { References } from "./references.ts";
import type { TemplateNotes } from "./template-notes.ts";
import type { TemplateResource } from "./template-resource.ts";

/** A function of the template, not built yet. */
export type TemplateFunction = Omit<BuiltFunction, "code"> & { line: number };

/** What the readers of resources share. */
export type Reading = {
	readonly region: string;
	/** Texts of the project's files, by their path from the template. */
	readonly files: ReadonlyMap<string, string>;
	readonly notes: TemplateNotes;
	readonly references: References;
	/** Resources that are deployed, by logical id, those that SAM makes included. */
	readonly resources: ReadonlyMap<string, TemplateResource>;
	/** Where readers leave what they have read. */
	readonly stack: Stack;
	readonly functions: TemplateFunction[];
	/** Code that stands in the template itself, as files of the project. */
	readonly inlineFiles: Map<string, string>;
};

/** Reads one resource into the stack. */
export type ResourceReader = (resource: TemplateResource, properties: Properties, reading: Reading) => void;

/** What every resource of the stack begins with. */
export function placed({ id, line }: TemplateResource): { id: string; line: number } {
	return { id, line };
}

/** Sets part of how the service invokes a function. */
export function configure(fn: TemplateFunction, config: FunctionServiceConfig): void {
	fn.service = { ...fn.service, ...config };
}

/**
 * The function that a property such as FunctionName means: name, name:qualifier, partial or full ARN.
 * @returns Its ARN with the qualifier, and the function if this template has it.
 */
export function functionNamed(text: string, { functions, region }: Reading): { arn: string; fn: TemplateFunction | undefined } {
	const full = functionOfArn(text);
	const [name = "", qualifier] = full ? [full.name, full.qualifier] : text.replace(/^.*function:/, "").split(":");
	const fn = functions.find((one) => (one.functionName ?? one.name) === name);
	return { arn: full ? text : functionArn(region, name, qualifier), fn };
}
