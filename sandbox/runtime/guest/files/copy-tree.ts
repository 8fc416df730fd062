import { NotSimulatedError } from "../not-simulated.ts";
import { systemError } from "../system-error.ts";
import { validateBoolean, validateFunction } from "../validate.ts";
import { call, type Listing, pathOf } from "./calls.ts";
import type { Described } from "./file-stats.ts";

type Options = {
	recursive?: boolean;
	force?: boolean;
	errorOnExist?: boolean;
	dereference?: boolean;
	preserveTimestamps?: boolean;
	verbatimSymlinks?: boolean;
	mode?: number;
	filter?: (from: string, to: string) => unknown;
};

function copyError(code: string, message: string): Error {
	return Object.assign(new Error(message), { code });
}

function kindOf(path: string, follow: boolean): Described | undefined {
	try {
		return call<Described>(follow ? "stat" : "lstat", path);
	} catch (error) {
		if ((error as { code?: string }).code === "ENOENT") return undefined;
		throw error;
	}
}

/** fs.cpSync: a file, or with `recursive` a folder and all it holds. */
export function copyTree(source: unknown, target: unknown, options: Options = {}): void {
	const from = pathOf(source, "src");
	const to = pathOf(target, "dest");
	if (options.filter !== undefined) validateFunction(options.filter, "options.filter");
	if (options.recursive !== undefined) validateBoolean(options.recursive, "options.recursive");
	copy(from, to, options);
}

function copy(from: string, to: string, options: Options): void {
	const kept = options.filter?.(from, to) ?? true;
	if (kept instanceof Promise) throw new NotSimulatedError("An asynchronous filter of fs.cp");
	if (!kept) return;
	const found = kindOf(from, options.dereference === true);
	if (!found) throw systemError({ code: "ENOENT", syscall: options.dereference ? "stat" : "lstat", path: from });
	const there = kindOf(to, options.dereference === true);
	if (there && found.folder && !there.folder)
		throw copyError("ERR_FS_CP_DIR_TO_NON_DIR", `Cannot overwrite non-directory ${to} with directory ${from}`);
	if (there && !found.folder && there.folder)
		throw copyError("ERR_FS_CP_NON_DIR_TO_DIR", `Cannot overwrite directory ${to} with non-directory ${from}`);
	if (there && there.ino === found.ino) throw copyError("ERR_FS_CP_EINVAL", "Invalid src or dest: src and dest cannot be the same");
	if (found.folder) copyFolder(from, to, options, there !== undefined);
	else if (found.link) copyLink(from, to, there !== undefined);
	else copyFile(from, to, options, there !== undefined);
	if (options.preserveTimestamps && !found.link) call("utimes", to, { times: [found.accessedAt, found.modifiedAt] });
}

function copyFolder(from: string, to: string, options: Options, there: boolean): void {
	if (!options.recursive) throw copyError("ERR_FS_EISDIR", `Recursive option not enabled, cannot copy a directory: ${from}`);
	if (`${to}/`.startsWith(`${from.replace(/\/$/, "")}/`))
		throw copyError("ERR_FS_CP_EINVAL", `Cannot copy ${from} to a subdirectory of self ${to}`);
	if (!there) call("mkdir", to, { recursive: true });
	for (const { name } of call<Listing>("list", from)) copy(`${from}/${name}`, `${to}/${name}`, options);
}

function copyFile(from: string, to: string, options: Options, there: boolean): void {
	if (there && options.force === false) {
		if (options.errorOnExist) throw Object.assign(copyError("ERR_FS_CP_EEXIST", `Target already exists: ${to}`), { name: "SystemError" });
		return;
	}
	const parent = to.replace(/\/[^/]*$/, "");
	if (!there && parent !== "" && parent !== to) call("mkdir", parent, { recursive: true });
	call("copy", from, { dest: to, exclusive: false });
}

function copyLink(from: string, to: string, there: boolean): void {
	const target = call<string>("readlink", from);
	if (there) call("unlink", to);
	call("symlink", to, { target: target.startsWith("/") ? target : `${from.replace(/[^/]*$/, "")}${target}` });
}
