import { Buffer } from "buffer";
import { argumentError, received, systemError } from "../system-error.ts";
import { validateInteger } from "../validate.ts";
import { call, type Encoded, encodingOf, modeOf, pathOf } from "./calls.ts";
import { millisecondsOf } from "./descriptors.ts";

/** What node:fs does with the names, links, modes and times of files. */

function told(path: string, options?: Encoded): string | Buffer {
	const encoding = typeof options === "string" ? options : options?.encoding;
	if (encoding === "buffer") return Buffer.from(path);
	const known = encodingOf(options);
	return known === undefined ? path : Buffer.from(path).toString(known as BufferEncoding);
}

export const linksAndModes = {
	symlink: (target: unknown, path: unknown, _type?: unknown) => {
		const to = pathOf(target, "target");
		const from = pathOf(path);
		try {
			call("symlink", from, { target: to });
		} catch (error) {
			// Node.js names the target first, the link second.
			const { code, syscall } = error as { code?: string; syscall?: string };
			throw syscall === "symlink" && code ? systemError({ code, syscall, path: to, dest: from }) : error;
		}
	},
	link: (existing: unknown, added: unknown) => {
		call("link", pathOf(existing, "existingPath"), { dest: pathOf(added, "newPath") });
	},
	readlink: (path: unknown, options?: Encoded) => told(call<string>("readlink", pathOf(path)), options),
	chmod: (path: unknown, mode: unknown) => {
		const given = pathOf(path);
		if (mode === undefined) throw argumentError("ERR_INVALID_ARG_TYPE", `The "mode" argument must be of type number. ${received(mode)}`);
		call("chmod", given, { mode: modeOf(mode, "mode", 0) });
	},
	utimes: (path: unknown, accessed: unknown, modified: unknown) => {
		call("utimes", pathOf(path), { times: [millisecondsOf(accessed), millisecondsOf(modified)] });
	},
	lutimes: (path: unknown, accessed: unknown, modified: unknown) => {
		const times = [millisecondsOf(accessed), millisecondsOf(modified)];
		call("utimes", pathOf(path), { times, exclusive: true });
	},
	/** A function may give its files to nobody but itself. */
	chown: (path: unknown, uid: unknown, gid: unknown) => owner("chown", path, uid, gid),
	lchown: (path: unknown, uid: unknown, gid: unknown) => owner("lchown", path, uid, gid),
	statfs: (path: unknown, options?: { bigint?: boolean }) => {
		call("stat", pathOf(path));
		const { size, used } = call<{ size: number; used: number }>("statfs", "/");
		const bsize = 4096;
		const free = Math.floor((size - used) / bsize);
		const told = { type: 61_267, bsize, blocks: Math.floor(size / bsize), bfree: free, bavail: free, files: 131_072, ffree: 131_000 };
		if (!options?.bigint) return told;
		return Object.fromEntries(Object.entries(told).map(([name, value]) => [name, BigInt(value)]));
	},
};

function owner(syscall: string, path: unknown, uid: unknown, gid: unknown): void {
	const given = pathOf(path);
	validateInteger(uid, "uid", -1, 2 ** 32 - 1);
	validateInteger(gid, "gid", -1, 2 ** 32 - 1);
	call(syscall === "chown" ? "stat" : "lstat", given);
	if ((uid !== -1 && uid !== 993) || (gid !== -1 && gid !== 990)) throw systemError({ code: "EPERM", syscall, path: given });
}

/** realpath of the system, which fs.promises and `realpath.native` use. */
export function nativeRealpath(path: unknown, options?: Encoded): string | Buffer {
	return told(call<string>("realpath", pathOf(path)), options);
}

/** fs.realpath goes part by part, and names the first that is not there. */
export function realpath(path: unknown, options?: Encoded): string | Buffer {
	const given = pathOf(path);
	try {
		return told(call<string>("realpath", given), options);
	} catch (error) {
		const { code } = error as { code?: string };
		if (code !== "ENOENT") throw code ? systemError({ code, syscall: code === "ELOOP" ? "stat" : "lstat", path: given }) : error;
		const whole = given.startsWith("/") ? given : `/var/task/${given}`;
		const names = whole.split("/").filter((name) => name !== "");
		let real = "";
		for (const name of names) {
			call("lstat", `${real}/${name}`);
			real = call<string>("realpath", `${real}/${name}`).replace(/^\/$/, "");
		}
		throw error;
	}
}
