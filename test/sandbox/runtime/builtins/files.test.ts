import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { only, responses, traceOf } from "../../lambda/run-project.ts";

const kept = `const fs = require("fs"); const promises = require("fs/promises");
	const told = (error) => ({ name: error.name, code: error.code, errno: error.errno, syscall: error.syscall, path: error.path, dest: error.dest, message: error.message });
	const attempt = (what) => { try { return what() ?? "nothing"; } catch (error) { return told(error); } };
	const later = async (what) => { try { return (await what) ?? "nothing"; } catch (error) { return told(error); } };
	const called = (name, ...args) => new Promise((done) => fs[name](...args, (error, ...values) => done([error && told(error), ...values])));`;

/** Each is run by Node itself in a folder of its own and in the simulator in /tmp/work; the answers must be equal. */
const programs: Record<string, string> = {
	"a descriptor that reads and writes at its own place":
		'const fd = fs.openSync(dir + "/a", "w+"); const out = [fs.writeSync(fd, "hello"), fs.writeSync(fd, Buffer.from(" world")), fs.writeSync(fd, "J", 0), fs.fstatSync(fd).size]; const b = Buffer.alloc(20); out.push(fs.readSync(fd, b), fs.readSync(fd, b, 0, 20, 0), b.toString("utf8", 0, 11), fs.readSync(fd, b, 2, 3, 6), b.toString("utf8", 0, 11), fs.readSync(fd, b, { position: 9, length: 9 }), b.toString("utf8", 0, 2)); fs.closeSync(fd); out.push(attempt(() => fs.closeSync(fd)), attempt(() => fs.writeSync(fd, "x")), attempt(() => fs.readSync(fd, b)), attempt(() => fs.fstatSync(fd))); return out;',
	"reading on":
		'fs.writeFileSync(dir + "/a", "0123456789"); const fd = fs.openSync(dir + "/a"); const b = Buffer.alloc(4); const parts = []; for (let n = fs.readSync(fd, b); n > 0; n = fs.readSync(fd, b)) parts.push(b.toString("utf8", 0, n)); parts.push(attempt(() => fs.writeSync(fd, "x")), fs.readFileSync(fd, "utf8")); fs.closeSync(fd); return parts;',
	"every flag":
		'const out = []; for (const flag of ["r", "r+", "w", "wx", "w+", "wx+", "a", "ax", "a+", "ax+", "rs", "rs+", "as", "x", "", 0, 2, 66, 577, 1089, 5.5]) for (const there of [true, false]) { fs.rmSync(dir + "/f", { force: true }); if (there) fs.writeFileSync(dir + "/f", "old"); out.push([flag, there, attempt(() => { const fd = fs.openSync(dir + "/f", flag); const w = attempt(() => fs.writeSync(fd, "NEW")); const r = attempt(() => fs.readSync(fd, Buffer.alloc(9), 0, 9, 0)); fs.closeSync(fd); return [w, r, fs.readFileSync(dir + "/f", "utf8")]; })]); } return out;',
	"appending whatever the position":
		'fs.writeFileSync(dir + "/a", "12345"); const fd = fs.openSync(dir + "/a", "a+"); fs.writeSync(fd, "6", 0); fs.writeSync(fd, "7"); fs.closeSync(fd); return fs.readFileSync(dir + "/a", "utf8");',
	"a gap before what is written":
		'const fd = fs.openSync(dir + "/a", "w"); fs.writeSync(fd, "end", 70000); fs.writeSync(fd, "mid", 30000); fs.closeSync(fd); const b = fs.readFileSync(dir + "/a"); return [b.length, b.toString("utf8", 70000), b.toString("utf8", 30000, 30003), b.subarray(0, 30000).every((x) => x === 0), b.subarray(30003, 70000).every((x) => x === 0)];',
	"writing over large content":
		'fs.writeFileSync(dir + "/a", "x".repeat(200_000)); const fd = fs.openSync(dir + "/a", "r+"); fs.writeSync(fd, "A".repeat(100_000), 50_000); fs.writeSync(fd, "B".repeat(30), 199_990); fs.writeSync(fd, "C", 65_536); fs.closeSync(fd); const t = fs.readFileSync(dir + "/a", "latin1"); return [t.length, t.indexOf("A"), t.lastIndexOf("A"), t.indexOf("B"), t.indexOf("C"), t.slice(65_530, 65_540)];',
	"cutting and growing":
		'fs.writeFileSync(dir + "/a", "123456"); const fd = fs.openSync(dir + "/a", "r+"); fs.ftruncateSync(fd, 3); const out = [fs.readFileSync(dir + "/a", "utf8")]; fs.ftruncateSync(fd, 5); out.push(fs.readFileSync(dir + "/a").toString("hex"), attempt(() => fs.ftruncateSync(fd, "x")), attempt(() => fs.ftruncateSync(fd, 1.5))); fs.ftruncateSync(fd); out.push(fs.fstatSync(fd).size); fs.fsyncSync(fd); fs.fdatasyncSync(fd); fs.closeSync(fd); const r = fs.openSync(dir + "/a"); out.push(attempt(() => fs.ftruncateSync(r, 1))); return out;',
	"a file that is removed while it is open":
		'const fd = fs.openSync(dir + "/a", "w+"); fs.writeSync(fd, "still here"); fs.unlinkSync(dir + "/a"); const b = Buffer.alloc(10); return [fs.existsSync(dir + "/a"), fs.readSync(fd, b, 0, 10, 0), b.toString(), fs.fstatSync(fd).nlink, fs.closeSync(fd) ?? null];',
	"several arrays at once":
		'const fd = fs.openSync(dir + "/a", "w+"); const out = [fs.writevSync(fd, [Buffer.from("ab"), Buffer.from("cde")]), fs.writevSync(fd, [Buffer.from("X")], 1)]; const bs = [Buffer.alloc(2), Buffer.alloc(9)]; out.push(fs.readvSync(fd, bs, 0), bs.map(String).map((t) => t.replaceAll("\\0", "-")), attempt(() => fs.readvSync(fd, "x")), await called("writev", fd, [Buffer.from("Z")], 0), (await called("readv", fd, bs, 0)).slice(0, 2)); return out;',
	"wrong descriptors, offsets and lengths":
		'const fd = fs.openSync(dir + "/a", "w+"); const b = Buffer.alloc(4); return [attempt(() => fs.readSync("1", b)), attempt(() => fs.readSync(-1, b)), attempt(() => fs.readSync(2 ** 31, b)), attempt(() => fs.readSync(9999, b)), attempt(() => fs.readSync(fd)), attempt(() => fs.readSync(fd, b, 5)), attempt(() => fs.readSync(fd, b, 0, 5)), attempt(() => fs.readSync(fd, b, -1)), attempt(() => fs.readSync(fd, b, 0, 4, "x")), attempt(() => fs.readSync(fd, b, 0, 4, 1.5)), attempt(() => fs.readSync(fd, b, 9, 1)), attempt(() => fs.writeSync(fd, 5)), attempt(() => fs.writeSync(fd, b, 0, 9)), attempt(() => fs.closeSync()), attempt(() => fs.fstatSync("x")), attempt(() => fs.openSync()), attempt(() => fs.readSync(fd, Buffer.alloc(0)))];',
	"descriptors by callback":
		'const [, fd] = await called("open", dir + "/a", "w+"); const out = [typeof fd, (await called("write", fd, "hello")).slice(0, 3), (await called("write", fd, Buffer.from("J"), 0, 1, 0)).slice(0, 2), (await called("read", fd, Buffer.alloc(9), 0, 9, 0)).slice(0, 2), (await called("read", fd, { position: 1, length: 2 })).slice(0, 2), (await called("fstat", fd))[1].size, await called("ftruncate", fd, 2), await called("fsync", fd), await called("close", fd), await called("close", fd), await called("open", dir + "/x/y", "r"), attempt(() => fs.open(dir + "/a"))]; return out;',
	FileHandle:
		'const h = await promises.open(dir + "/a", "w+"); const out = [typeof h.fd, await h.write("hello\\nworld"), (await h.stat()).size, (await h.read(Buffer.alloc(5), 0, 5, 0)).bytesRead, (await h.read({ position: 6, length: 3 })).bytesRead, (await h.read({ buffer: Buffer.alloc(3), position: 0 })).buffer.toString()]; await h.truncate(3); await h.appendFile("!"); await h.sync(); await h.datasync(); out.push(fs.readFileSync(dir + "/a").toString("hex")); await h.close(); out.push(h.fd, await later(h.read()), await later(h.close()), await later(promises.open(dir + "/x"))); return out;',
	"a FileHandle as a file":
		'const h = await promises.open(dir + "/a", "a+"); await promises.writeFile(h, "one"); await h.writeFile(" two"); const r = await promises.open(dir + "/a"); const out = [await promises.readFile(r, "utf8"), await r.readFile("utf8")]; await r.close(); await h.close(); { await using d = await promises.open(dir + "/a"); out.push((await d.readFile()).length); } return out;',
	"lines of a file":
		'fs.writeFileSync(dir + "/a", "one\\r\\ntwo\\n\\nfour"); const h = await promises.open(dir + "/a"); const lines = []; for await (const line of h.readLines()) lines.push(line); return lines;',
	"streams of a descriptor":
		'fs.writeFileSync(dir + "/a", "0123456789"); const h = await promises.open(dir + "/a"); const parts = []; for await (const part of h.createReadStream({ start: 2, end: 6, encoding: "utf8", highWaterMark: 3 })) parts.push(part); const w = fs.createWriteStream(dir + "/a", { flags: "r+", start: 4 }); w.end("XY"); await new Promise((done) => w.on("close", done)); return [parts, h.fd, fs.readFileSync(dir + "/a", "utf8"), attempt(() => fs.createReadStream(dir + "/a", { start: "x" })), attempt(() => fs.createReadStream(dir + "/a", { start: 5, end: 2 })), attempt(() => fs.createWriteStream(dir + "/a", { start: -1 }))];',
	"symbolic links":
		'fs.writeFileSync(dir + "/a", "1"); fs.mkdirSync(dir + "/d"); fs.symlinkSync("a", dir + "/l"); fs.symlinkSync(dir + "/d", dir + "/ld"); fs.symlinkSync("nowhere", dir + "/n"); fs.writeFileSync(dir + "/ld/x", "2"); return [fs.readFileSync(dir + "/l", "utf8"), fs.readlinkSync(dir + "/l"), fs.readlinkSync(dir + "/ld"), fs.lstatSync(dir + "/l").isSymbolicLink(), fs.lstatSync(dir + "/l").isFile(), fs.statSync(dir + "/l").isFile(), fs.lstatSync(dir + "/l").size, fs.readdirSync(dir + "/d"), fs.readdirSync(dir, { withFileTypes: true }).map((e) => [e.name, e.isSymbolicLink(), e.isDirectory()]), attempt(() => fs.readFileSync(dir + "/n")), fs.existsSync(dir + "/n"), attempt(() => fs.symlinkSync("x", dir + "/l")), attempt(() => fs.readlinkSync(dir + "/a")), attempt(() => fs.symlinkSync("x", dir + "/q/r")), fs.readdirSync(dir, { recursive: true }).sort()];',
	"what acts on the link itself":
		'fs.writeFileSync(dir + "/a", "1"); fs.mkdirSync(dir + "/d"); fs.writeFileSync(dir + "/d/f", "2"); fs.symlinkSync("a", dir + "/l"); fs.symlinkSync("d", dir + "/ld"); fs.renameSync(dir + "/l", dir + "/m"); const out = [fs.readlinkSync(dir + "/m"), attempt(() => fs.rmdirSync(dir + "/ld")), attempt(() => fs.mkdirSync(dir + "/ld")), attempt(() => fs.mkdirSync(dir + "/ld", { recursive: true }))]; fs.rmSync(dir + "/ld", { recursive: true }); fs.unlinkSync(dir + "/m"); return [...out, fs.readdirSync(dir), fs.readdirSync(dir + "/d")];',
	"a dangling link that is written to":
		'fs.symlinkSync("made", dir + "/l"); fs.writeFileSync(dir + "/l", "1"); fs.symlinkSync("other", dir + "/m"); return [fs.readFileSync(dir + "/made", "utf8"), attempt(() => fs.writeFileSync(dir + "/m", "", { flag: "wx" })), attempt(() => fs.mkdirSync(dir + "/m"))];',
	"links in a circle":
		'fs.symlinkSync("b", dir + "/a"); fs.symlinkSync("a", dir + "/b"); fs.symlinkSync(".", dir + "/here"); return [attempt(() => fs.readFileSync(dir + "/a")), attempt(() => fs.statSync(dir + "/a/x")), fs.lstatSync(dir + "/a").isSymbolicLink(), attempt(() => fs.writeFileSync(dir + "/a", "")), fs.readdirSync(dir + "/here/here/here"), fs.readdirSync(dir, { recursive: true }).sort(), await later(promises.realpath(dir + "/a"))];',
	"real paths":
		'fs.mkdirSync(dir + "/d/e", { recursive: true }); fs.symlinkSync("d", dir + "/l"); fs.symlinkSync("../../d", dir + "/d/e/up"); return [fs.realpathSync(dir + "/l/e/../e/up/e"), fs.realpathSync.native(dir + "/l/e"), await promises.realpath(dir + "/l"), await called("realpath", dir + "/l/e/"), attempt(() => fs.realpathSync(dir + "/l/none/more")), await later(promises.realpath(dir + "/none"))];',
	"hard links":
		'fs.writeFileSync(dir + "/a", "1"); fs.linkSync(dir + "/a", dir + "/b"); fs.appendFileSync(dir + "/b", "2"); const out = [fs.readFileSync(dir + "/a", "utf8"), fs.statSync(dir + "/a").nlink, fs.statSync(dir + "/a").ino === fs.statSync(dir + "/b").ino]; fs.unlinkSync(dir + "/a"); return [...out, fs.readFileSync(dir + "/b", "utf8"), fs.statSync(dir + "/b").nlink, attempt(() => fs.linkSync(dir + "/x", dir + "/y")), attempt(() => fs.linkSync(dir + "/b", dir + "/b")), attempt(() => fs.linkSync(dir, dir + "/d"))];',
	"modes and times":
		'fs.writeFileSync(dir + "/a", "1", { mode: 0o600 }); fs.mkdirSync(dir + "/d", 0o750); const out = [fs.statSync(dir + "/a").mode, fs.statSync(dir + "/d").mode]; fs.chmodSync(dir + "/a", 0o444); fs.chmodSync(dir + "/d", "700"); out.push(fs.statSync(dir + "/a").mode, fs.statSync(dir + "/d").mode, attempt(() => fs.chmodSync(dir + "/x", 0o600)), attempt(() => fs.chmodSync(dir + "/a", "rw")), attempt(() => fs.chmodSync(dir + "/a", -1))); fs.utimesSync(dir + "/a", 1_000_000_000, new Date(1_500_000_000_000)); const s = fs.statSync(dir + "/a"); out.push(s.atimeMs, s.mtime.toISOString(), attempt(() => fs.utimesSync(dir + "/a", "x", 1)), attempt(() => fs.utimesSync(dir + "/x", 1, 1))); const fd = fs.openSync(dir + "/a"); fs.futimesSync(fd, 5, 6); fs.fchmodSync(fd, 0o640); out.push(fs.fstatSync(fd).mtimeMs, fs.fstatSync(fd).mode, fs.statSync(dir + "/a", { bigint: true }).mtimeNs.toString()); return out;',
	"copying trees":
		'fs.mkdirSync(dir + "/a/b", { recursive: true }); fs.writeFileSync(dir + "/a/f", "1"); fs.writeFileSync(dir + "/a/b/g", "2"); fs.cpSync(dir + "/a", dir + "/c", { recursive: true }); fs.cpSync(dir + "/a/f", dir + "/new/f"); await promises.cp(dir + "/a", dir + "/e", { recursive: true, filter: (from) => !from.endsWith("g") }); fs.writeFileSync(dir + "/c/f", "kept"); fs.cpSync(dir + "/a", dir + "/c", { recursive: true, force: false }); const short = (what) => { const e = attempt(what); return [e.name, e.code]; }; return [fs.readdirSync(dir, { recursive: true }).sort(), fs.readFileSync(dir + "/c/f", "utf8"), short(() => fs.cpSync(dir + "/a", dir + "/z")), short(() => fs.cpSync(dir + "/none", dir + "/z")), short(() => fs.cpSync(dir + "/a", dir + "/a/b/c", { recursive: true })), short(() => fs.cpSync(dir + "/a", dir + "/c", { recursive: true, force: false, errorOnExist: true }))];',
	"folders entry by entry":
		'fs.mkdirSync(dir + "/d"); for (const n of ["b", "a"]) fs.writeFileSync(dir + "/" + n, ""); const d = fs.opendirSync(dir); const names = [d.readSync().name, d.readSync().name, d.readSync().name].sort(); const out = [d.path, names, d.readSync(), d.closeSync() ?? null]; const seen = []; for await (const e of await promises.opendir(dir)) seen.push([e.name, e.isDirectory()]); out.push(seen.sort(), attempt(() => d.readSync()).code, attempt(() => fs.opendirSync(dir + "/x")), await later(promises.opendir(dir + "/x"))); return out;',
	"paths that match":
		'fs.mkdirSync(dir + "/src/deep", { recursive: true }); for (const n of ["a.ts", "b.js", "src/c.ts", "src/deep/d.ts", ".hidden.ts"]) fs.writeFileSync(dir + "/" + n, ""); const found = (p, o) => fs.globSync(p, { cwd: dir, ...o }).sort(); const all = []; for await (const p of promises.glob("**/*.ts", { cwd: dir })) all.push(p); return [found("*.ts"), found("**/*.ts"), found(["*.js", "src/*"]), found("src/**/d.*"), found("none/*"), found("a.ts"), all.sort(), found("**/*.ts", { exclude: (p) => p.endsWith("c.ts") }), (await called("glob", "*.js", { cwd: dir })), attempt(() => fs.globSync(5))];',
	"what is written to the descriptors of standard output": 'return [fs.writeSync(1, ""), attempt(() => fs.writeSync(1, {}))];',
	"access by mode":
		'fs.writeFileSync(dir + "/a", ""); const c = fs.constants; return [attempt(() => fs.accessSync(dir + "/a", c.R_OK | c.W_OK)), attempt(() => fs.accessSync(dir + "/a", c.X_OK)), attempt(() => fs.accessSync(dir, c.X_OK)), attempt(() => fs.accessSync(dir + "/x", c.R_OK)), Object.entries(c).filter(([name]) => /^(?:[FRWX]_OK|O_|S_I|COPYFILE)/.test(name)).sort()];',
	"names of functions":
		'return [Object.keys(fs).filter((n) => typeof fs[n] === "function" && /^[a-z]/.test(n)).sort().filter((n) => !/^(?:_toUnixTimestamp|glob|globSync|mkdtempDisposable|mkdtempDisposableSync|openAsBlob|openAsBlobSync|lchmod|lchmodSync|fchown|fchownSync|exists)$/.test(n)).map((n) => [n, fs[n].name])];',
	"paths that mislead":
		'return [attempt(() => fs.openSync(dir + "/a\\0b", "w")), attempt(() => fs.symlinkSync("a\\0b", dir + "/l")), attempt(() => fs.symlinkSync("", dir + "/l")), attempt(() => fs.linkSync("", dir + "/l")), attempt(() => fs.openSync("", "w")), attempt(() => fs.openSync(dir + "/a/", "w")), attempt(() => fs.openSync(dir, "w")), attempt(() => fs.readFileSync(fs.openSync(dir))), attempt(() => fs.openSync(dir + "/" + "n".repeat(300), "w")), attempt(() => fs.mkdirSync(dir + "/../" + "../".repeat(50)))];',
};

describe("node:fs", () => {
	it.each(Object.entries(programs))("treats %s as Node.js does", async (_, body) => {
		const AsyncFunction = (async () => {}).constructor as new (...args: string[]) => (...args: unknown[]) => Promise<unknown>;
		const dir = fs.mkdtempSync(join(tmpdir(), "files-"));
		try {
			const inNode = await new AsyncFunction("require", "dir", `${kept} ${body}`)(process.getBuiltinModule, dir);
			const source = `${kept} exports.handler = async () => { const dir = "/tmp/work"; fs.mkdirSync(dir); ${body} };`;
			const trace = await traceOf({ "handler.js": source }, { memory: 1769, timeout: 60 });
			expect(only(responses(trace))).toEqual(JSON.parse(JSON.stringify(inNode).replaceAll(dir, "/tmp/work")));
		} finally {
			fs.rmSync(dir, { recursive: true, force: true });
		}
	});
});
