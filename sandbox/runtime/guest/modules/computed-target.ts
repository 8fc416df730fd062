import { builtin } from "../builtin.ts";
import { slice } from "../primordials.ts";
import { folderOf } from "./commonjs-module.ts";
import { importFailure, missingImport, missingRequire, requireOfEsm } from "./module-failures.ts";
import type { LoadFailure, Target } from "./module-record.ts";
import { byPath, filenameOf, pathOf, recordOf, table } from "./module-table.ts";

/** Finds what is named by a computed text, among the modules of the table: where one computes, all files of the function are in it. */
export function computedTarget(from: string, specifier: string, byRequire: boolean, type: string | undefined): Target {
	const address = slice(specifier, 0, 7) === "file://" && !byRequire ? slice(specifier, 7) : specifier;
	if (!/^(?:\.\.?(?:\/|$)|\/)/.test(address)) {
		const bareName = slice(address, 0, 5) === "node:" ? slice(address, 5) : address;
		const known = byPath[`node:${bareName}`];
		if (known !== undefined) return known;
		builtin(bareName); // Says by name that it is not simulated.
		byPath[`node:${bareName}`] = table.modules.length;
		table.modules[table.modules.length] = { format: "builtin", path: `node:${bareName}`, name: bareName };
		return table.modules.length - 1;
	}
	const path = resolvePath(slice(address, 0, 1) === "/" ? address : `${folderOf(from)}/${address}`);
	const inTask = pathOf(path);
	const endings = byRequire ? ["", ".js", ".json", "/index.js", "/index.json"] : [""];
	for (let n = 0; n < endings.length; n++) {
		const number = byPath[`${inTask}${endings[n]}`];
		if (number === undefined) continue;
		return refusal(number, from, byRequire, type) ?? number;
	}
	if (byRequire) return missingRequire(specifier);
	let isFolder = false;
	for (let n = 0; n < table.modules.length; n++) isFolder ||= slice(recordOf(n).path, 0, inTask.length + 1) === `${inTask}/`;
	const ending = byPath[`${inTask}.js`] !== undefined ? ".js" : byPath[`${inTask}/index.js`] !== undefined ? "/index.js" : undefined;
	return missingImport(path, from, isFolder, ending === undefined ? undefined : `${specifier}${ending}`);
}

function refusal(number: number, from: string, byRequire: boolean, type: string | undefined): LoadFailure | undefined {
	const record = recordOf(number);
	const isTypeScript = "typescript" in record && record.typescript;
	if (byRequire)
		return record.format === "esm" && !isTypeScript && !table.requireModule ? requireOfEsm(filenameOf(record.path), from) : undefined;
	const format = record.format === "json" ? "json" : record.format === "esm" ? "esm" : "commonjs";
	return isTypeScript ? undefined : importFailure(format, filenameOf(record.path), type);
}

function resolvePath(path: string): string {
	const parts = path.split("/");
	const kept: string[] = [];
	for (let n = 0; n < parts.length; n++) {
		const part = parts[n] as string;
		if (part === "" || part === ".") continue;
		if (part === "..") kept.length = Math.max(0, kept.length - 1);
		else kept[kept.length] = part;
	}
	let joined = "";
	for (let n = 0; n < kept.length; n++) joined += `/${kept[n]}`;
	return joined;
}
