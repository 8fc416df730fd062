import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import * as zlib from "node:zlib";
import { describe, expect, it } from "vitest";
import { only, responses, traceOf } from "../lambda/run-project.ts";

const kept = `const told = (error) => ({ name: error.name, code: error.code, errno: error.errno, message: error.message, keys: Object.keys(error) });
	const attempt = (what) => { try { return what(); } catch (error) { return told(error); } };
	const hex = (bytes) => bytes.toString("hex"); const text = "grün ".repeat(500);`;

/** Each is run by Node itself and in the simulator; the answers must be equal. */
const programs: Record<string, string> = {
	"all kinds":
		'return [["gzip", "gunzip"], ["deflate", "inflate"], ["deflateRaw", "inflateRaw"], ["gzip", "unzip"], ["brotliCompress", "brotliDecompress"]].map(([there, back]) => { const made = zlib[there + "Sync"](text); return [hex(made), zlib[back + "Sync"](made).toString() === text]; });',
	levels: "return [0, 1, 9, -1].map((level) => hex(zlib.deflateSync(text, { level })));",
	"Brotli's quality":
		"return [1, 5].map((quality) => hex(zlib.brotliCompressSync(text, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: quality } })));",
	"bytes of any view":
		'return [new Uint8Array([1, 2, 3]), new Uint16Array([1, 2]), new DataView(new ArrayBuffer(3)), new ArrayBuffer(4), Buffer.from("abc").subarray(1), ""].map((one) => hex(zlib.gzipSync(one)));',
	"what is broken":
		'return [() => zlib.gunzipSync("xx"), () => zlib.gunzipSync(zlib.gzipSync("hello").subarray(0, 10)), () => zlib.inflateSync("xx"), () => zlib.inflateRawSync("xx"), () => zlib.brotliDecompressSync("xx"), () => zlib.brotliDecompressSync(Buffer.alloc(20, 255)), () => zlib.unzipSync("xx")].map(attempt);',
	"bombs with a limit": "return attempt(() => zlib.gunzipSync(zlib.gzipSync(Buffer.alloc(100_000)), { maxOutputLength: 1000 }));",
	arguments:
		'return [() => zlib.gzipSync(), () => zlib.gzipSync(5), () => zlib.gzipSync({}), () => zlib.gzipSync("a", { level: 99 }), () => zlib.gzip("a"), () => zlib.gzipSync("a", { level: "x" })].map(attempt);',
	callbacks:
		'const order = []; await new Promise((done) => { zlib.gzip("a", (error, made) => { order.push(error, hex(made)); done(); }); order.push("first"); }); order.push(hex(await promisify(zlib.deflate)("a", { level: 1 })), await promisify(zlib.gunzip)("xx").catch(told)); return order;',
	streams:
		'const collect = async (stream, input) => { const chunks = []; stream.on("data", (chunk) => chunks.push(chunk)); const done = new Promise((ok, failed) => stream.on("end", ok).on("error", failed)); stream.write(input.subarray(0, 3)); stream.end(input.subarray(3)); await done; return Buffer.concat(chunks); }; const made = await collect(zlib.createGzip(), Buffer.from(text)); return [zlib.gunzipSync(made).toString() === text, (await collect(zlib.createGunzip(), made)).toString() === text, await collect(zlib.createGunzip(), Buffer.from("broken")).catch(told)];',
	checksums:
		'return [["abc"], ["grün"], [""], [Buffer.from("bc"), zlib.crc32("a")], [new Uint16Array([1, 2])], [new DataView(new ArrayBuffer(3))], ["abc", 4294967295], [], [{}], [new ArrayBuffer(2)], ["a", -1], ["a", "x"], ["a", 1.5], ["a", 4294967296]].map((given) => attempt(() => zlib.crc32(...given)));',
	pipeline:
		"const chunks = []; await pipeline([Buffer.from(text)], zlib.createGzip(), zlib.createGunzip(), async (source) => { for await (const chunk of source) chunks.push(chunk); }); return Buffer.concat(chunks).toString() === text;",
};

describe("node:zlib", () => {
	it.each(Object.entries(programs))("treats %s as Node.js does", async (_, body) => {
		const AsyncFunction = (async () => {}).constructor as new (...args: string[]) => (...args: unknown[]) => Promise<unknown>;
		const inNode = await new AsyncFunction("zlib", "promisify", "pipeline", `${kept} ${body}`)(zlib, promisify, pipeline);
		const source = `import * as zlib from "node:zlib"; import { promisify } from "node:util"; import { pipeline } from "node:stream/promises"; ${kept}
			export const handler = async () => { ${body} };`;
		expect(only(responses(await traceOf(source)))).toEqual(JSON.parse(JSON.stringify(inNode)));
	});

	it("gives no more than 16 MB of a bomb, and says that this is the simulator's bound", async () => {
		const bomb = zlib.gzipSync(Buffer.alloc(17 * 2 ** 20)).toString("base64");
		const source = `import zlib from "node:zlib"; ${kept} export const handler = async (event) => attempt(() => zlib.gunzipSync(Buffer.from(event.bomb, "base64")).length);`;
		expect(only(responses(await traceOf(source, {}, { events: [{ bomb }] })))).toMatchObject({ code: "ERR_NOT_SIMULATED" });
	});

	it("refuses a dictionary by name, and takes no option that it does not know", async () => {
		const source = `import zlib from "node:zlib"; ${kept} export const handler = async () => [attempt(() => zlib.deflateSync("a", { dictionary: "a" })).code, hex(zlib.deflateSync("a", { info: true, __proto__: { level: 1 } }))];`;
		expect(only(responses(await traceOf(source)))).toEqual(["ERR_NOT_SIMULATED", zlib.deflateSync("a", { level: 1 }).toString("hex")]);
	});
});
