import { homedir, hostname } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { only, responses, traceOf } from "../lambda/run-project.ts";

const PLANTED = "planted-b1946ac92492d2347c6235b4d2611184";
beforeAll(() => {
	process.env.WARMSTART_PLANTED = PLANTED;
});
afterAll(() => {
	delete process.env.WARMSTART_PLANTED;
});

const builtins =
	"assert assert/strict async_hooks buffer console crypto diagnostics_channel events os path path/posix perf_hooks process querystring stream stream/promises string_decoder timers timers/promises url util util/types".split(
		" ",
	);

/**
 * Walks everything that can be reached from the globals, the event, the context and each built-in module: values, accessors and what they
 * give, prototypes, texts of functions and errors. The needles come as codes, so that the event itself does not contain them.
 */
const crawler = `
${builtins.map((name, i) => `import * as b${i} from "node:${name}";`).join("\n")}
const modules = [${builtins.map((_, i) => `b${i}`).join(", ")}];
export const handler = async (event, context) => {
	const needles = event.needles.map((codes) => String.fromCharCode(...codes));
	const bridge = ["applySync", "applyIgnored", "applySyncPromise", "derefInto", "copySync", "copyInto", "transferIn", "evalClosureSync", "createContextSync", "compileScriptSync", "isDisposed", "createInspectorSession"];
	const gone = ["WebAssembly", "SharedArrayBuffer", "Atomics", "Temporal", "Reference", "ExternalCopy", "Isolate", "NativeModule", "require", "module", "internalBinding"];
	const seen = new Set(), found = [];
	const queue = [[globalThis, "global"], [event, "event"], [context, "context"], [modules, "modules"], [new Error("here"), "error"]];
	for (const f of [() => new URL("x"), () => setTimeout(1), () => structuredClone(() => {}), () => atob("%"), () => process.exitCode.x, () => new WebSocket("x"), () => Buffer.alloc(-1), () => crypto.subtle]) {
		try { f(); } catch (e) { queue.push([e, "thrown"]); }
	}
	const read = (text, path) => { for (const needle of needles) if (text.includes(needle)) found.push(path + " shows " + needle.slice(0, 12)); };
	while (queue.length) {
		const [value, path] = queue.pop();
		if (typeof value === "string") { read(value, path); continue; }
		if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) continue;
		seen.add(value);
		if (typeof value === "function") {
			read(Function.prototype.toString.call(value), path);
			if (gone.includes(value.name)) found.push(path + " is " + value.name);
		}
		for (const key of Reflect.ownKeys(value)) {
			const at = path + "." + String(key);
			if (value === event && key === "needles") continue;
			if (typeof key === "string") read(key, path);
			if (bridge.includes(key)) found.push(at);
			const d = Object.getOwnPropertyDescriptor(value, key);
			if (!d) continue;
			queue.push([d.value, at], [d.get, at], [d.set, at]);
			// Getters of the web's classes answer with a rejected promise where others throw.
			if (d.get) try { const v = value[key]; if (v instanceof Promise) v.catch(() => {}); queue.push([v, at]); } catch (e) { queue.push([e, at]); }
		}
		queue.push([Object.getPrototypeOf(value), path + ".__proto__"]);
	}
	return { found: [...new Set(found)], many: seen.size > 1500 };
};`;

describe("everything that a handler can reach", () => {
	it("holds no planted secret, no path, name or variable of this machine, and nothing of the border (S1)", async () => {
		const values = [PLANTED, "WARMSTART_PLANTED", process.cwd(), homedir(), process.execPath, hostname(), "node:internal", "isolated-vm"];
		const needles = values
			.filter((text) => text.length > 3 && !text.startsWith("/var/"))
			.map((text) => [...text].map((c) => c.charCodeAt(0)));
		expect(only(responses(await traceOf(crawler, {}, { events: [{ needles }] })))).toEqual({ found: [], many: true });
	});

	it("is searched by a crawl that does find what is there", async () => {
		const needles = ["visible-to-the-function", "/var/runtime"].map((text) => [...text].map((c) => c.charCodeAt(0)));
		const sam = { variables: { SHOWN: "visible-to-the-function" } };
		const { found } = only(responses(await traceOf(crawler, sam, { events: [{ needles }] })));
		expect(found.join("\n")).toMatch(/\.env\.SHOWN shows visible-to/);
		expect(found.join("\n")).toMatch(/shows \/var\/runtime/);
	});

	it.each(["nodejs20.x", "nodejs22.x", "nodejs24.x"] as const)(
		"has only Lambda's variables and the function's own on %s",
		async (runtime) => {
			const source =
				"export const handler = async () => Object.keys(process.env).filter((name) => !/^(AWS_|LAMBDA_|_)/.test(name)).sort();";
			const names = only(responses(await traceOf(source, { runtime, variables: { TABLE: "orders" } })));
			expect(names).toEqual(["LANG", "LD_LIBRARY_PATH", "NODE_PATH", "PATH", "PWD", "SHLVL", "TABLE", "TZ"]);
		},
	);

	it("keeps WebAssembly and shared memory out by any door", async () => {
		const source = `export const handler = async () => {
	const doors = [() => eval("WebAssembly"), () => new Function("return SharedArrayBuffer")(), () => (0, eval)("Atomics"), () => Object.getPrototypeOf(async () => {}).constructor("return Temporal")(), () => new Date().toTemporalInstant(), () => new ArrayBuffer(8).transfer(9), () => new ArrayBuffer(8, { maxByteLength: 64 }).resize(64)];
	const out = [];
	for (const door of doors) try { await door(); out.push("open"); } catch (e) { out.push(e.name); }
	return out;
};`;
		const out = only(responses(await traceOf(source)));
		expect(out).toEqual(["ReferenceError", "ReferenceError", "ReferenceError", "ReferenceError", "TypeError", "TypeError", "TypeError"]);
	});

	it("speaks English and UTC, whatever was asked for in vain", async () => {
		const source = `export const handler = async () => {
	const d = new Date(Date.UTC(2026, 10, 24, 9));
	return [String(d), d.toTimeString(), \`\${d}\`, d.toLocaleString(), d.toLocaleDateString([]), new Intl.DateTimeFormat().resolvedOptions().timeZone, (1e6).toLocaleString("tlh"), new Intl.NumberFormat("de").format(1e6), d.getTimezoneOffset(), String(new Date(NaN)), Date.prototype.toString.name];
};`;
		expect(only(responses(await traceOf(source)))).toEqual([
			"Tue Nov 24 2026 09:00:00 GMT+0000 (Coordinated Universal Time)",
			"09:00:00 GMT+0000 (Coordinated Universal Time)",
			"Tue Nov 24 2026 09:00:00 GMT+0000 (Coordinated Universal Time)",
			expect.stringMatching(/^11\/24\/2026, 9:00:00\sAM$/),
			"11/24/2026",
			"UTC",
			"1,000,000",
			"1.000.000",
			0,
			"Invalid Date",
			"toString",
		]);
	});
});
