import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { parseAst } from "vite";
import { describe, expect, it } from "vitest";

type Import = { from: string; to: string; typesOnly: boolean };

const rooms = ["app", "content", "db", "facts", "sandbox"] as const;

type Node = {
	type: string;
	source?: { value?: unknown } | null;
	importKind?: string;
	exportKind?: string;
	specifiers?: { importKind?: string }[];
};

/** Every static and dynamic import with a literal name. */
function importsOf(file: string): Import[] {
	const found: Import[] = [];
	const text = readFileSync(file, "utf8");
	const visit = (value: unknown): void => {
		if (typeof value !== "object" || value === null) return;
		const node = value as Node;
		const isImport = ["ImportDeclaration", "ExportNamedDeclaration", "ExportAllDeclaration", "ImportExpression", "TSImportType"].includes(
			node.type,
		);
		if (isImport && typeof node.source?.value === "string") {
			const everyNameIsType = (node.specifiers?.length ?? 0) > 0 && node.specifiers?.every((name) => name.importKind === "type") === true;
			found.push({
				from: file,
				to: node.source.value,
				typesOnly: node.importKind === "type" || node.exportKind === "type" || node.type === "TSImportType" || everyNameIsType,
			});
		}
		Object.values(node).forEach(visit);
	};
	visit(parseAst(text, { lang: file.endsWith("x") ? "tsx" : "ts" }).body);
	return found;
}

/** The path inside the project that an import names, or the package. */
function targetOf({ from, to }: Import): string {
	if (to.startsWith("#")) return to.slice(1);
	if (to.startsWith(".")) return normalize(join(dirname(from), to));
	return to;
}

const roomOf = (path: string) => rooms.find((room) => path.startsWith(`${room}/`));

const files = rooms
	.flatMap((room) => globSync(`${room}/**/*.{ts,tsx}`))
	.filter((file) => !file.endsWith(".d.ts") && !/^content\/exercises\/.*\/(starter|solution|also-right|wrong)\//.test(file));
const imports = files.flatMap(importsOf);

function offenders(rule: (found: Import, from: string, to: string) => boolean): string[] {
	return imports.filter((found) => rule(found, found.from, targetOf(found))).map((found) => `${found.from} imports ${found.to}`);
}

describe("the rooms of the house", () => {
	it("reads enough files to mean something", () => {
		expect(files.length).toBeGreaterThan(80);
		expect(imports.length).toBeGreaterThan(300);
	});

	it("lets db and sandbox import no other room but the facts, which import none", () => {
		const leaves = ["db", "facts", "sandbox"];
		expect(
			offenders(
				(_, from, to) =>
					leaves.includes(roomOf(from) ?? "") && roomOf(to) !== undefined && roomOf(to) !== roomOf(from) && to !== "facts/index.ts",
			),
		).toEqual([]);
		expect(offenders((_, from, to) => roomOf(from) === "facts" && !to.startsWith("facts/"))).toEqual([]);
	});

	it("lets content import the sandbox's scenario, facts, and types, only", () => {
		const allowed = (found: Import, to: string) =>
			["sandbox/scenario.ts", "facts/index.ts"].includes(to) || (to === "sandbox/index.ts" && found.typesOnly);
		expect(
			offenders((found, from, to) => roomOf(from) === "content" && !["content", undefined].includes(roomOf(to)) && !allowed(found, to)),
		).toEqual([]);
	});

	it("lets app enter the others by their doors only", () => {
		const doors = ["content/index.ts", "db/index.ts", "facts/index.ts", "sandbox/index.ts"];
		expect(
			offenders(
				(_, from, to) => roomOf(from) === "app" && ["content", "db", "facts", "sandbox"].includes(roomOf(to) ?? "") && !doors.includes(to),
			),
		).toEqual([]);
	});
});

describe("inside app", () => {
	it("lets shared components know no domain and no route", () => {
		const below = /^app\/(ui|styles)\//;
		expect(
			offenders(
				(found, from, to) =>
					from.startsWith("app/ui/") && to.startsWith("app/") && !below.test(to) && !(to === "app/root.tsx" && found.typesOnly),
			),
		).toEqual([]);
	});

	it("lets domains import no route", () => {
		expect(offenders((_, from, to) => from.startsWith("app/") && !from.startsWith("app/routes") && to.startsWith("app/routes/"))).toEqual(
			[],
		);
	});

	it("lets pure domain files take only types from other rooms, and neither React nor the server", () => {
		const pure = (file: string) =>
			/^app\/(?!server|routes|cli|ui)[a-z-]+\/.*\.ts$/.test(file) && !/(\.(server|client)|\/use-[a-z-]+)\.ts$/.test(file);
		const impure = (found: Import, to: string) =>
			!found.typesOnly &&
			(to === "react" ||
				to.startsWith("react-router") ||
				to.startsWith("app/server/") ||
				["content", "db", "sandbox"].includes(roomOf(to) ?? ""));
		expect(offenders((found, from, to) => pure(from) && !from.startsWith("app/editor/") && impure(found, to))).toEqual([]);
	});
});

describe("what is imported in one place only", () => {
	const only = (names: RegExp, place: RegExp) => offenders((_, from, to) => names.test(to) && !place.test(from));

	it("keeps isolated-vm inside the runtime", () => expect(only(/^isolated-vm$/, /^sandbox\/runtime\//)).toEqual([]));
	it("keeps Drizzle and SQLite inside db", () => expect(only(/^(drizzle-orm|better-sqlite3)/, /^db\//)).toEqual([]));
	it("keeps the kernel of virtual time free of Lambda", () => {
		expect(
			offenders((_, from, to) => from.startsWith("sandbox/kernel/") && to.startsWith("sandbox/") && !to.startsWith("sandbox/kernel/")),
		).toEqual([]);
	});
	it("keeps report and grading pure: no pool, no runtime, no files", () => {
		const outside = /^(sandbox\/(pool|runtime|build|lambda|cli)\/|node:(fs|child_process|net|http))/;
		expect(offenders((_, from, to) => /^sandbox\/(report|grading)\//.test(from) && outside.test(to))).toEqual([]);
	});
});

describe("markup", () => {
	it("never hands React a string of HTML (W3)", () => {
		const raw = files.filter((file) =>
			/dangerouslySetInnerHTML|\.innerHTML\s*=|insertAdjacentHTML|document\.write\(/.test(readFileSync(file, "utf8")),
		);
		expect(raw).toEqual([]);
	});
});
