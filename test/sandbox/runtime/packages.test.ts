import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { responses, traceOf } from "../lambda/run-project.ts";

const AsyncFunction = (async () => {}).constructor as new (...args: string[]) => (...args: unknown[]) => Promise<unknown>;
const require = createRequire(import.meta.url);
const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

/** Calls whose result depends on nothing but the package. `body` sees the package as `it`. */
type Use = { name: string; binding: string; body: string };

/** Each is run in Node.js itself, by `import`, and in the simulator; the answers must be equal. */
const imported: Use[] = [
	{
		name: "uuid",
		binding: "* as it",
		body: 'const u = "6ec0bd7f-11c0-43da-975e-2a8ad9ebae0b"; return [it.v5("a", it.v5.URL), it.v3("a", it.v3.DNS), it.validate(u), it.version(u), it.NIL, it.validate(it.v4()), it.version(it.v7()), it.parse(u)];',
	},
	{
		name: "lodash",
		binding: "it",
		body: 'return [it.chunk([1, 2, 3], 2), it.get({ a: [{ b: 1 }] }, "a[0].b"), it.groupBy([1.2, 1.4, 2], Math.floor), it.merge({ a: { b: 1 } }, { a: { c: 2 } }), it.camelCase("foo bar"), it.isEqual({ a: [1] }, { a: [1] }), it.cloneDeep({ d: new Date(0) }), it.template("hi <%= n %>")({ n: 1 }), it([1, 2]).map((n) => n * 2).value(), it.VERSION];',
	},
	{ name: "lodash/get.js", binding: "it", body: 'return it({ a: { b: 2 } }, "a.b");' },
	{
		name: "moment",
		binding: "it",
		body: 'const m = it.utc("2024-02-28T12:00:00Z"); return [m.clone().add(2, "days").format("YYYY-MM-DD HH:mm:ss dddd"), m.toISOString(), it.duration(90, "minutes").humanize(), m.diff(it.utc("2024-01-01"), "days"), m.from(it.utc("2024-03-01")), it("nonsense", "YYYY").isValid(), m.startOf("month").valueOf()];',
	},
	{
		name: "date-fns",
		binding: "{ format, addDays, differenceInDays, parseISO, isValid, startOfMonth, formatDistance, eachDayOfInterval }",
		body: 'const d = parseISO("2024-02-28T12:00:00.000Z"); return [addDays(d, 2), differenceInDays(d, new Date(0)), isValid(new Date("x")), formatDistance(d, addDays(d, 3)), format(new Date(2024, 1, 3), "EEEE d MMMM yyyy"), eachDayOfInterval({ start: d, end: addDays(d, 2) }).length, startOfMonth(d).getDate()];',
	},
	{
		name: "nanoid",
		binding: "{ nanoid, customAlphabet, urlAlphabet }",
		body: 'const id = nanoid(); return [id.length, nanoid(5).length, [...id].every((c) => urlAlphabet.includes(c)), /^[ab]{8}$/.test(customAlphabet("ab", 8)()), new Set([nanoid(), nanoid()]).size];',
	},
	{
		name: "zod",
		binding: "it, { z, ZodError }",
		body: 'const s = z.object({ id: z.uuid(), n: z.coerce.number().int().min(1), tags: z.array(z.string()).default([]), kind: z.enum(["a", "b"]).optional() }); const bad = s.safeParse({ id: "x", n: 0, kind: "c" }); return [s.parse({ id: "6ec0bd7f-11c0-43da-975e-2a8ad9ebae0b", n: "3" }), bad.error.issues, bad.error instanceof ZodError, z.treeifyError(bad.error), await z.string().transform(async (x) => x.length).parseAsync("abc"), it.string === z.string, z.toJSONSchema(s.pick({ tags: true }))];',
	},
];

/** The same by `require`: of CommonJS, and of the build that a package has for it. */
const required: Use[] = [
	{ name: "lodash", binding: "it", body: "return [it.sum([1, 2]), it.uniqBy([{ a: 1 }, { a: 1 }], 'a')];" },
	{
		name: "lodash/debounce",
		binding: "it",
		body: "let n = 0; const f = it(() => n++, 5); f(); f(); await new Promise((r) => setTimeout(r, 20)); return n;",
	},
	{ name: "moment", binding: "it", body: 'return it.utc(0).format("LLLL");' },
	{ name: "date-fns", binding: "{ addMonths, isWeekend }", body: "return [addMonths(new Date(0), 1), isWeekend(new Date(0))];" },
	{ name: "zod", binding: "{ z }", body: "return [z.string().safeParse(1).error.issues, z.string().email().safeParse('a@b.co').success];" },
];

async function inNode({ name, binding, body }: Use, module: unknown): Promise<unknown> {
	const all = module as Record<string, unknown>;
	const whole = name.startsWith("lodash") || name === "moment" || name === "zod" ? (all.default ?? all) : all;
	const names = binding.match(/\w+/g)?.filter((word) => word !== "as") ?? [];
	return plain(await new AsyncFunction(...names, body)(...names.map((one) => (one === "it" ? whole : all[one]))));
}

describe("a package of the list", () => {
	it.each(imported)("answers as in Node.js when $name is imported", async (use) => {
		const name = use.name.replace(/\.js$/, "");
		const source = `import ${use.binding} from ${JSON.stringify(name)};\nexport const handler = async () => { ${use.body} };`;
		expect(responses(await traceOf(source))).toEqual([await inNode(use, await import(use.name))]);
	});

	it.each(required)("answers as in Node.js when $name is required", async (use) => {
		const source = `const ${use.binding} = require(${JSON.stringify(use.name)});\nexports.handler = async () => { ${use.body} };`;
		expect(responses(await traceOf({ "handler.js": source }))).toEqual([await inNode(use, require(use.name))]);
	});
});
