import * as fs from "node:fs";
import * as promises from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, vi } from "vitest";
import { FileSystem } from "#sandbox/lambda/host/file-system.ts";
import type { GuestMessage } from "#sandbox/lambda/process/guest-messages.ts";
import { only, responses, traceOf } from "../lambda/run-project.ts";

const kept = `const told = (error) => ({ name: error.name, code: error.code, errno: error.errno, syscall: error.syscall, path: error.path, dest: error.dest, message: error.message });
	const attempt = (what) => { try { return what() ?? "nothing"; } catch (error) { return told(error); } };
	const later = async (what) => { try { return (await what) ?? "nothing"; } catch (error) { return told(error); } };`;

/** Each is run by Node itself in a folder of its own and in the simulator in /tmp/work; the answers must be equal. */
const programs: Record<string, string> = {
	"texts and bytes":
		'fs.writeFileSync(dir + "/a", "grün"); fs.writeFileSync(dir + "/b", Buffer.from([0, 255, 10])); return [fs.readFileSync(dir + "/a", "utf8"), fs.readFileSync(dir + "/b"), fs.readFileSync(dir + "/a", { encoding: "base64" }), fs.readFileSync(dir + "/a").length];',
	"append and overwrite":
		'fs.appendFileSync(dir + "/a", "1"); fs.appendFileSync(dir + "/a", "2"); const both = fs.readFileSync(dir + "/a", "latin1"); fs.writeFileSync(dir + "/a", "3"); return [both, fs.readFileSync(dir + "/a", "utf8")];',
	flags:
		'fs.writeFileSync(dir + "/a", "1", { flag: "wx" }); return [attempt(() => fs.writeFileSync(dir + "/a", "2", { flag: "wx" })), fs.writeFileSync(dir + "/a", "2", { flag: "a" }), fs.readFileSync(dir + "/a", "utf8")];',
	truncating:
		'fs.writeFileSync(dir + "/a", "12345"); fs.truncateSync(dir + "/a", 3); const short = fs.readFileSync(dir + "/a", "latin1"); fs.truncateSync(dir + "/a", 6); const long = fs.readFileSync(dir + "/a", "base64"); fs.truncateSync(dir + "/a"); return [short, long, fs.statSync(dir + "/a").size, attempt(() => fs.truncateSync(dir + "/a", "1")), attempt(() => fs.truncateSync(dir + "/a", 1.5)), attempt(() => fs.truncateSync(dir + "/x", 1)), attempt(() => fs.truncateSync(dir, 1)), attempt(() => fs.truncate(dir + "/a", 1.5, () => {})), await later(promises.truncate(dir + "/a", 2)), fs.statSync(dir + "/a").size];',
	"what is not there":
		'return [attempt(() => fs.readFileSync(dir + "/x")), attempt(() => fs.readFileSync(dir + "/x", "utf8")), attempt(() => fs.writeFileSync(dir + "/x/y", "")), attempt(() => fs.statSync(dir + "/x")), attempt(() => fs.lstatSync(dir + "/x")), attempt(() => fs.readdirSync(dir + "/x")), attempt(() => fs.unlinkSync(dir + "/x")), attempt(() => fs.rmdirSync(dir + "/x")), attempt(() => fs.accessSync(dir + "/x")), attempt(() => fs.mkdirSync(dir + "/x/y")), attempt(() => fs.renameSync(dir + "/x", dir + "/y")), attempt(() => fs.copyFileSync(dir + "/x", dir + "/y")), fs.existsSync(dir + "/x"), fs.statSync(dir + "/x", { throwIfNoEntry: false }) ?? null];',
	"a file where a folder should be":
		'fs.writeFileSync(dir + "/f", "1"); return [attempt(() => fs.readFileSync(dir + "/f/x")), attempt(() => fs.readdirSync(dir + "/f")), attempt(() => fs.mkdirSync(dir + "/f")), attempt(() => fs.mkdirSync(dir + "/f", { recursive: true })), attempt(() => fs.mkdirSync(dir + "/f/g", { recursive: true })), attempt(() => fs.rmdirSync(dir + "/f")), attempt(() => fs.readFileSync(dir + "/f/"))];',
	"a folder where a file should be":
		'fs.mkdirSync(dir + "/d"); return [attempt(() => fs.readFileSync(dir + "/d")), attempt(() => fs.writeFileSync(dir + "/d", "")), attempt(() => fs.mkdirSync(dir + "/d"))];',
	folders:
		'const first = fs.mkdirSync(dir + "/a/b/c", { recursive: true }); const again = fs.mkdirSync(dir + "/a/b", { recursive: true }); fs.writeFileSync(dir + "/a/z", ""); fs.writeFileSync(dir + "/a/B", ""); return [first, again ?? null, fs.readdirSync(dir + "/a"), fs.readdirSync(dir + "/a", { withFileTypes: true }).map((one) => [one.name, one.isDirectory(), one.isFile(), one.isSymbolicLink(), one.parentPath]), fs.readdirSync(dir, { recursive: true }).sort()];',
	removing:
		'fs.mkdirSync(dir + "/a/b", { recursive: true }); fs.writeFileSync(dir + "/a/b/f", "1"); return [attempt(() => fs.rmdirSync(dir + "/a")), attempt(() => fs.rmSync(dir + "/a", { recursive: true })), fs.existsSync(dir + "/a"), attempt(() => fs.rmSync(dir + "/a", { force: true })), attempt(() => { fs.rmSync(dir + "/a"); })].map((one) => one.code ?? one);',
	renaming:
		'fs.mkdirSync(dir + "/a"); fs.mkdirSync(dir + "/b"); fs.writeFileSync(dir + "/a/f", "1"); fs.writeFileSync(dir + "/g", "2"); const out = [attempt(() => fs.renameSync(dir + "/b", dir + "/a")), attempt(() => fs.renameSync(dir + "/a", dir + "/a/c")), attempt(() => fs.renameSync(dir + "/a", dir + "/g")), attempt(() => fs.renameSync(dir + "/g", dir + "/a"))]; fs.renameSync(dir + "/g", dir + "/a/f"); fs.renameSync(dir + "/a", dir + "/b"); return [...out, fs.readFileSync(dir + "/b/f", "utf8"), fs.readdirSync(dir)];',
	copying:
		'fs.writeFileSync(dir + "/a", "1"); fs.copyFileSync(dir + "/a", dir + "/b"); fs.writeFileSync(dir + "/a", "2"); return [fs.readFileSync(dir + "/b", "utf8"), attempt(() => fs.copyFileSync(dir + "/a", dir + "/b", fs.constants.COPYFILE_EXCL)), fs.copyFileSync(dir + "/a", dir + "/b"), fs.readFileSync(dir + "/b", "utf8")];',
	stats:
		'fs.writeFileSync(dir + "/a", "12345"); const s = fs.statSync(dir + "/a"); const d = fs.statSync(dir); return [s.size, s.isFile(), s.isDirectory(), d.isDirectory(), s.mode, s.mtime instanceof Date, s.mtimeMs < Date.now() + 1000];',
	arguments:
		'return [attempt(() => fs.readFileSync()), attempt(() => fs.readFileSync({})), attempt(() => fs.writeFileSync(dir + "/a", 5)), attempt(() => fs.writeFileSync(dir + "/a", {})), attempt(() => fs.readFileSync("a\\0b")), attempt(() => fs.readFileSync(dir + "/a", "utf9")), attempt(() => fs.readFile(dir + "/a"))];',
	"unusual names":
		'for (const name of ["__proto__", "constructor", "toString", " ", "ä"]) fs.writeFileSync(dir + "/" + name, name); return [fs.readdirSync(dir), fs.readFileSync(dir + "/__proto__", "utf8"), fs.existsSync(dir + "/hasOwnProperty"), attempt(() => fs.writeFileSync(dir + "/" + "n".repeat(256), ""))];',
	"paths with dots":
		'fs.mkdirSync(dir + "/a"); fs.writeFileSync(dir + "/a/../b", "1"); return [fs.readdirSync(dir), fs.readFileSync(dir + "/./a/.././/b", "utf8"), attempt(() => fs.readFileSync(dir + "/none/../b")), attempt(() => fs.readFileSync("")), attempt(() => fs.mkdirSync(""))];',
	callbacks:
		'const order = []; await new Promise((done) => { fs.writeFile(dir + "/a", "1", (error) => { order.push(error); done(); }); order.push("first"); }); order.push(await promisify(fs.readFile)(dir + "/a", "utf8"), await later(promisify(fs.readFile)(dir + "/x"))); return order;',
	promises:
		'await promises.mkdir(dir + "/a/b", { recursive: true }); await promises.writeFile(dir + "/a/f", "1"); await promises.appendFile(dir + "/a/f", "2"); return [await promises.readFile(dir + "/a/f", "utf8"), (await promises.stat(dir + "/a/f")).size, await promises.readdir(dir + "/a"), await later(promises.access(dir + "/x")), await later(promises.readFile(dir + "/x")), await later(promises.mkdir(dir + "/a")), await later(promises.unlink(dir + "/a/f")), await later(promises.rm(dir + "/a", { recursive: true })), await later(promises.readFile())];',
	"streams that read":
		'fs.writeFileSync(dir + "/a", "x".repeat(150_000)); const read = async (name, options) => { const sizes = []; for await (const chunk of fs.createReadStream(dir + name, options)) sizes.push([typeof chunk, chunk.length]); return sizes; }; return [await read("/a"), await read("/a", "utf8"), await read("/a", { start: 2, end: 4, encoding: "utf8" }), await later(read("/x")), attempt(() => fs.createReadStream())];',
	"streams that write":
		'const out = fs.createWriteStream(dir + "/a"); const events = []; for (const name of ["open", "ready", "finish", "close"]) out.on(name, () => events.push(name)); out.write("one "); out.end("two"); await new Promise((done) => out.on("close", done)); const more = fs.createWriteStream(dir + "/a", { flags: "a" }); more.end(" three"); await new Promise((done) => more.on("close", done)); const failed = await new Promise((done) => fs.createWriteStream(dir + "/x/y").on("error", done)); return [events, out.bytesWritten, out.path, fs.readFileSync(dir + "/a", "utf8"), told(failed)];',
	"a temporary folder":
		'const made = fs.mkdtempSync(dir + "/job-"); return [made.slice(0, -6), /^[A-Za-z0-9]{6}$/.test(made.slice(-6)), fs.statSync(made).isDirectory(), attempt(() => fs.mkdtempSync(dir + "/x/y-"))];',
};

describe("node:fs", () => {
	it.each(Object.entries(programs))("treats %s as Node.js does", async (_, body) => {
		const AsyncFunction = (async () => {}).constructor as new (...args: string[]) => (...args: unknown[]) => Promise<unknown>;
		const dir = fs.mkdtempSync(join(tmpdir(), "files-"));
		try {
			const inNode = await new AsyncFunction("fs", "promises", "promisify", "dir", `${kept} ${body}`)(fs, promises, promisify, dir);
			const source = `import * as fs from "node:fs"; import * as promises from "node:fs/promises"; import { promisify } from "node:util"; ${kept}
				export const handler = async () => { const dir = "/tmp/work"; fs.mkdirSync(dir); ${body} };`;
			expect(only(responses(await traceOf(source)))).toEqual(JSON.parse(JSON.stringify(inNode).replaceAll(dir, "/tmp/work")));
		} finally {
			fs.rmSync(dir, { recursive: true, force: true });
		}
	});
});

function storage({ tmpMb, use = { bytes: 0 } }: { tmpMb: number; use?: { bytes: number } }) {
	const files = new FileSystem({ taskFiles: [], tmpMb, epochMs: 0, use });
	const ask = (request: GuestMessage<"fs">) => JSON.parse(files.perform(request, 0).answer) as object;
	const write = (path: string, bytes: number) => ask({ op: "write", path, data: different(bytes).toString("base64") });
	return { files, ask, write };
}

let block = 0;
/** Bytes of which no block of 64 KB is like another. */
function different(bytes: number): Buffer {
	const made = Buffer.alloc(bytes);
	for (let at = 0; at + 4 <= bytes; at += 65_536) made.writeUInt32LE(++block, at);
	return made;
}

describe("the files of an execution environment", () => {
	const answers = async (body: string, scene = {}, sam = {}, more: Record<string, string> = {}) => {
		const source = `import fs from "node:fs"; ${kept} let count = 0; export const handler = async (event) => { count++; ${body} };`;
		return responses(await traceOf({ "handler.mjs": source, ...more }, sam, scene));
	};

	it("are read-only outside of /tmp (L28)", async () => {
		const [found] =
			await answers(`return [() => fs.writeFileSync("/var/task/x", ""), () => fs.writeFileSync("x", ""), () => fs.writeFileSync("/x", ""), () => fs.mkdirSync("/opt/x"),
			() => fs.unlinkSync("handler.mjs"), () => fs.appendFileSync("handler.mjs", ""), () => fs.rmSync("/var/task", { recursive: true }), () => fs.renameSync("handler.mjs", "/var/task/b.mjs"),
			() => fs.renameSync("handler.mjs", "/tmp/h"), () => fs.copyFileSync("handler.mjs", "other.mjs"), () => fs.writeFileSync("/tmp/../var/task/x", ""), () => fs.rmSync("/tmp", { recursive: true })].map((one) => attempt(one).message);`);
		expect(found).toEqual([
			"EROFS: read-only file system, open '/var/task/x'",
			"EROFS: read-only file system, open 'x'",
			"EROFS: read-only file system, open '/x'",
			"EROFS: read-only file system, mkdir '/opt/x'",
			"EROFS: read-only file system, unlink 'handler.mjs'",
			"EROFS: read-only file system, open 'handler.mjs'",
			expect.stringMatching(/^EROFS: read-only file system, unlink '\/var\/task\//),
			"EROFS: read-only file system, rename 'handler.mjs' -> '/var/task/b.mjs'",
			"EXDEV: cross-device link not permitted, rename 'handler.mjs' -> '/tmp/h'",
			"EROFS: read-only file system, copyfile 'handler.mjs' -> 'other.mjs'",
			"EROFS: read-only file system, open '/tmp/../var/task/x'",
			"EBUSY: resource busy or locked, rmdir '/tmp'",
		]);
	});

	it("hold the function's own files in /var/task, and none of the machine's (L28)", async () => {
		const [found] = await answers(
			`return [fs.readdirSync("/var/task"), JSON.parse(fs.readFileSync(new URL("./data/prices.json", import.meta.url), "utf8")), fs.readFileSync("handler.mjs", "utf8").length > 100,
				attempt(() => fs.readFileSync("/etc/passwd")).message, attempt(() => fs.readFileSync("../../../../proc/self/environ")).message, fs.readdirSync("/")];`,
			{},
			{},
			{ "data/prices.json": '{"a":1}' },
		);
		expect(found).toEqual([
			["data", "handler.mjs", "template.yaml"],
			{ a: 1 },
			true,
			"ENOENT: no such file or directory, open '/etc/passwd'",
			"ENOENT: no such file or directory, open '../../../../proc/self/environ'",
			["opt", "tmp", "var"],
		]);
	});

	it("stay in /tmp from one invocation to the next and through a reset, while module state is gone (L18)", async () => {
		const events = [{ n: 1 }, { n: 2, hang: true }, { n: 3 }];
		const body = `fs.appendFileSync("/tmp/seen", String(event.n)); if (event.hang) await new Promise((done) => setTimeout(done, 60_000)); return [count, fs.readFileSync("/tmp/seen", "utf8")];`;
		expect(await answers(body, { events })).toEqual([[1, "1"], undefined, [1, "123"]]);
	});

	it("are those of one environment alone", async () => {
		const body = `const before = fs.readdirSync("/tmp"); fs.writeFileSync("/tmp/" + event.n, ""); await new Promise((done) => setTimeout(done, 500)); return [before, fs.readdirSync("/tmp")];`;
		expect(await answers(body, { events: [{ n: 1 }, { n: 2 }], everyMs: 10 })).toEqual([
			[[], ["1"]],
			[[], ["2"]],
		]);
	});

	it("have times of the virtual clock", async () => {
		const body = `fs.writeFileSync("/tmp/a", ""); const { mtimeMs, birthtime } = fs.statSync("/tmp/a"); return [Math.abs(mtimeMs - Date.now()) <= 1, birthtime.getTime() === mtimeMs];`;
		expect(only(await answers(body))).toEqual([true, true]);
	});

	it("fill /tmp up to its size, and then no more (L229)", () => {
		const { write, ask } = storage({ tmpMb: 1 });
		expect(write("/tmp/a", 2 ** 20 - 10)).toEqual({ value: null });
		expect(write("/tmp/b", 11)).toEqual({ error: { code: "ENOSPC", syscall: "write" } });
		expect(ask({ op: "unlink", path: "/tmp/a" })).toEqual({ value: null });
		expect(write("/tmp/b", 2 ** 20)).toEqual({ value: null });
	});

	it("count in full where nothing is held for them, so that 10 GB of /tmp can be filled (L229)", () => {
		const { ask } = storage({ tmpMb: 10_240 });
		const megabyte = different(2 ** 20).toString("base64");
		const append = (path: string) => ask({ op: "write", path, flag: "a", data: megabyte });
		for (let n = 0; n < 100; n++) expect(append("/tmp/log")).toEqual({ value: null });
		expect(ask({ op: "stat", path: "/tmp/log" })).toMatchObject({ value: { size: 100 * 2 ** 20 } });
		for (let n = 0; n < 101; n++) expect(ask({ op: "copy", path: "/tmp/log", dest: `/tmp/${n}` })).toEqual({ value: null });
		expect(ask({ op: "write", path: "/tmp/zeros", fill: { byte: 0, length: 40 * 2 ** 20 } })).toEqual({ value: null });
		expect(append("/tmp/log")).toEqual({ error: { code: "ENOSPC", syscall: "write" } });
	});

	it("take what there is still room for before they refuse the rest, as Linux does", () => {
		const { ask } = storage({ tmpMb: 1 });
		const told = ask({ op: "write", path: "/tmp/a", fill: { byte: 7, length: 2 ** 20 + 5 } });
		expect(told).toEqual({ error: { code: "ENOSPC", syscall: "write" } });
		expect(ask({ op: "stat", path: "/tmp/a" })).toMatchObject({ value: { size: 2 ** 20 } });
	});

	it.each([0, 3, 65_535, 65_536, 70_000, 131_072, 140_000, 200_000])("are cut to %i bytes, or filled up with zeros", (size) => {
		const { ask } = storage({ tmpMb: 512 });
		const bytes = different(140_000);
		ask({ op: "write", path: "/tmp/a", data: bytes.toString("base64") });
		ask({ op: "copy", path: "/tmp/a", dest: "/tmp/b" });
		ask({ op: "truncate", path: "/tmp/a", size });
		ask({ op: "write", path: "/tmp/a", flag: "a", data: Buffer.from("end").toString("base64") });
		const expected = Buffer.concat([bytes.subarray(0, size), Buffer.alloc(Math.max(0, size - bytes.length)), Buffer.from("end")]);
		expect(ask({ op: "read", path: "/tmp/a" })).toEqual({ value: expected.toString("base64") });
		expect(ask({ op: "read", path: "/tmp/b" })).toEqual({ value: bytes.toString("base64") });
	});

	it("are full for learner code as on Lambda: ENOSPC, whose message names no file (L229)", async () => {
		const body = `const chunk = Buffer.alloc(16 * 1024 * 1024, "x"); let written = 0;
			try { for (;;) { fs.appendFileSync("/tmp/export.csv", chunk); written += chunk.length; } } catch (error) { return [written, error.code, error.errno, error.message, fs.statSync("/tmp/export.csv").size]; }`;
		const mb = 2 ** 20;
		expect(only(await answers(body))).toEqual([512 * mb, "ENOSPC", -28, "ENOSPC: no space left on device, write", 512 * mb]);
	});

	it("have the room that EphemeralStorage gives them, 512 MB when the template is silent (L229)", async () => {
		const sam = "Transform: AWS::Serverless-2016-10-31\nResources:\n  Fn:\n    Type: AWS::Serverless::Function\n    Properties:\n";
		const properties = (size: string) => `      Handler: handler.handler\n      Runtime: nodejs24.x\n${size}`;
		const body = `fs.writeFileSync("/tmp/a", ""); try { fs.truncateSync("/tmp/a", event.mb * 1024 * 1024); return "fits"; } catch (error) { return error.code; }`;
		const found = async (size: string, events: { mb: number }[]) =>
			answers(body, { events }, {}, { "template.yaml": sam + properties(size) });
		expect(await found("", [{ mb: 512 }, { mb: 513 }])).toEqual(["fits", "ENOSPC"]);
		expect(await found("      EphemeralStorage: { Size: 10240 }", [{ mb: 10_240 }, { mb: 10_241 }])).toEqual(["fits", "ENOSPC"]);
	});

	it("say that the simulator holds no more, rather than what Lambda would not say", () => {
		const { write } = storage({ tmpMb: 512 });
		const answers = Array.from({ length: 9 }, (_, n) => write(`/tmp/${n}`, 8 * 2 ** 20));
		expect(answers.findIndex((one) => "beyondBound" in one)).toBe(8);
	});

	it("take many small appends to a large file without copying it each time, and a copy does not change with its source", () => {
		const { write, ask } = storage({ tmpMb: 512 });
		write("/tmp/a", 32 * 2 ** 20);
		const copied = vi.spyOn(Buffer.prototype, "copy");
		for (let n = 0; n < 190_000; n++) ask({ op: "write", path: "/tmp/a", flag: "a", data: "eHg=" });
		const bytes = copied.mock.results.reduce((sum, { value }) => sum + value, 0);
		copied.mockRestore();
		// Once for what is written, once more for the block that grows by doubling.
		expect(bytes).toBeGreaterThanOrEqual(380_000);
		expect(bytes).toBeLessThan(2 * 380_000);
		write("/tmp/b", 1);
		ask({ op: "write", path: "/tmp/b", flag: "a", data: "eHg=" });
		ask({ op: "copy", path: "/tmp/b", dest: "/tmp/c" });
		ask({ op: "write", path: "/tmp/b", flag: "a", data: "eQ==" });
		expect(ask({ op: "read", path: "/tmp/c" })).toEqual({ value: "AHh4" });
		expect(ask({ op: "read", path: "/tmp/b" })).toEqual({ value: "AHh4eQ==" });
	});

	it("of many environments share what the simulator holds for a run, and give it back at the end", () => {
		const use = { bytes: 0 };
		const all = Array.from({ length: 5 }, () => storage({ tmpMb: 512, use }));
		const last = all.map(({ write }) => write("/tmp/a", 60 * 2 ** 20)).at(-1);
		expect(last).toEqual({ beyondBound: true });
		all[0]?.files.release();
		expect(all[4]?.write("/tmp/a", 60 * 2 ** 20)).toEqual({ value: null });
		for (const { files } of all) files.release();
		expect(use.bytes).toBe(0);
	});

	it("have links that lead to nothing but the files of the environment", async () => {
		const body = `fs.symlinkSync("/etc/passwd", "/tmp/p"); fs.symlinkSync("../../../../..", "/tmp/up"); return [attempt(() => fs.readFileSync("/tmp/p")).code, fs.readdirSync("/tmp/up"), attempt(() => fs.linkSync("/etc/passwd", "/tmp/q")).code, attempt(() => fs.writeFileSync("/tmp/up/var/task/x", "")).code, attempt(() => fs.linkSync("/var/task/handler.mjs", "/tmp/h")).code];`;
		expect(only(await answers(body))).toEqual(["ENOENT", ["opt", "tmp", "var"], "ENOENT", "EROFS", "EXDEV"]);
	});

	it("are open by descriptors of the process only: a reset closes them, and gives back what no name holds any more (L18)", async () => {
		const source = `import * as fs from "node:fs"; let fd;
			export const handler = async ({ step }) => {
				if (step === 1) { fd = fs.openSync("/tmp/a", "w+"); fs.writeSync(fd, Buffer.alloc(300 * 2 ** 20)); fs.unlinkSync("/tmp/a"); process.exit(1); }
				try { return [fd ?? "none", fs.statfsSync("/tmp").bfree, fs.openSync("/tmp/b", "w"), fs.statfsSync("/tmp").bfree]; } catch (error) { return error.code; }
			};`;
		const trace = await traceOf(source, { memory: 1769 }, { events: [{ step: 1 }, { step: 2 }] });
		const free = (512 * 2 ** 20) / 4096;
		expect(responses(trace)[1]).toEqual(["none", free - (300 * 2 ** 20) / 4096, 20, free]);
	});

	it("are bounded in number while they are open (L29)", async () => {
		const body = `const fds = []; try { for (;;) fds.push(fs.openSync("/tmp/a", "a")); } catch (error) { return [error.code, error.message, fds.length]; }`;
		expect(only(await answers(body))).toEqual(["EMFILE", "EMFILE: too many open files, open '/tmp/a'", 1004]);
	});
});
