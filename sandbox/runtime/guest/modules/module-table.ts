import { asyncContext } from "../async-context.ts";
import { overrun } from "../metering.ts";
import { bare, jsonParse, slice } from "../primordials.ts";
import { state } from "../state.ts";
import type { ModuleRecord, ModuleTable, Target } from "./module-record.ts";

/** Gives a module its surroundings, and then its body: the file's text as a function. */
export type Body = (
	load: (specifier: unknown, options?: unknown) => Promise<unknown>,
	imports: object,
	meta: object,
	exports: (getters: [string, () => unknown][]) => void,
) => (...args: unknown[]) => unknown;
type Bundle = { table: string; bodies: readonly Body[] };

/** Where the files of a function lie. */
export const TASK = "/var/task/";

/** The file of a module. Paths of the table are below /var/task, or absolute in layers. */
export function filenameOf(path: string): string {
	return slice(path, 0, 1) === "/" ? path : `${TASK}${path}`;
}

/** Path in the table of a file. */
export function pathOf(filename: string): string {
	return slice(filename, 0, TASK.length) === TASK ? slice(filename, TASK.length) : filename;
}

let bundle: Bundle | undefined;
/** What the build tells of the function's modules; built-ins that a computed name asks for are added. */
export const table: { modules: ModuleRecord[]; requireModule: boolean } = { modules: [], requireModule: false };
/** Numbers of the modules by path. */
export const byPath = bare<Record<string, number>>({});

/** The script of the function hands itself over; nothing of it has run yet. */
export function define(metered: (steps: Int32Array, overrun: (iterations: number) => void, context: object) => Bundle): void {
	bundle ??= metered(state.steps, overrun, asyncContext);
}

/** @returns Where INIT begins, or undefined when no script was handed over. */
export function readTable(): ModuleTable["entry"] | undefined {
	if (!bundle) return undefined;
	const given = jsonParse(bundle.table) as ModuleTable & { modules: ModuleRecord[] };
	table.requireModule = given.requireModule;
	table.modules = given.modules;
	for (let n = 0; n < given.modules.length; n++) byPath[(given.modules[n] as ModuleRecord).path] = n;
	return given.entry;
}

export function recordOf(number: number): ModuleRecord {
	return table.modules[number] as ModuleRecord;
}

export function bodyOf(number: number): Body {
	return (bundle as Bundle).bodies[number] as Body;
}

/** The target that is written for a name; undefined when it is computed. */
export function find(list: readonly (readonly [string, Target])[], key: string): Target | undefined {
	for (let n = 0; n < list.length; n++)
		if ((list[n] as readonly [string, Target])[0] === key) return (list[n] as readonly [string, Target])[1];
	return undefined;
}
