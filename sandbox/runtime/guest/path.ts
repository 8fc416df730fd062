/** node:path, POSIX only: /var/task is never anything else. */
function parts(path: string, absolute: boolean): string[] {
	const kept: string[] = [];
	for (const part of path.split("/")) {
		if (part === "" || part === ".") continue;
		if (part !== "..") kept.push(part);
		else if (kept.length > 0 && kept.at(-1) !== "..") kept.pop();
		else if (!absolute) kept.push("..");
	}
	return kept;
}
function normalize(path: string): string {
	const absolute = path.startsWith("/");
	const body = parts(path, absolute).join("/");
	const trailing = path.endsWith("/") && body !== "" ? "/" : "";
	return absolute ? `/${body}${trailing}` : body === "" ? "." : `${body}${trailing}`;
}
function resolve(...paths: string[]): string {
	let path = "";
	for (const part of paths) path = part.startsWith("/") ? part : part === "" ? path : `${path}/${part}`;
	if (!path.startsWith("/")) path = `/var/task/${path}`;
	return `/${parts(path, true).join("/")}`;
}
function basename(path: string, suffix = ""): string {
	const base = path.replace(/\/+$/, "").split("/").at(-1) ?? "";
	return suffix !== "" && base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base;
}
function dirname(path: string): string {
	const trimmed = path.replace(/\/+$/, "");
	const at = trimmed.lastIndexOf("/");
	return at < 0 ? (path.startsWith("/") ? "/" : ".") : at === 0 ? "/" : trimmed.slice(0, at);
}
function extname(path: string): string {
	const base = basename(path);
	const at = base.lastIndexOf(".");
	return at <= 0 ? "" : base.slice(at);
}
function relative(from: string, to: string): string {
	const a = parts(resolve(from), true);
	const b = parts(resolve(to), true);
	let same = 0;
	while (same < a.length && a[same] === b[same]) same++;
	return [...a.slice(same).map(() => ".."), ...b.slice(same)].join("/");
}

export const path = {
	sep: "/",
	delimiter: ":",
	normalize,
	resolve,
	basename,
	dirname,
	extname,
	relative,
	isAbsolute: (given: string) => given.startsWith("/"),
	join: (...given: string[]) => normalize(given.filter((part) => part !== "").join("/") || "."),
	parse: (given: string) => {
		const base = basename(given);
		const ext = extname(given);
		const dir = given.includes("/") ? dirname(given) : "";
		return { root: given.startsWith("/") ? "/" : "", dir, base, ext, name: ext ? base.slice(0, -ext.length) : base };
	},
	format: (given: { dir?: string; root?: string; base?: string; name?: string; ext?: string }) => {
		const base = given.base ?? `${given.name ?? ""}${given.ext ?? ""}`;
		const dir = given.dir ?? given.root;
		return dir ? (dir === given.root ? `${dir}${base}` : `${dir}/${base}`) : base;
	},
};
Object.assign(path, { posix: path });
