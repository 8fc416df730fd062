import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FileSystem } from "#sandbox/lambda/host/file-system.ts";
import { type GuestMessage, guestMessages } from "#sandbox/lambda/process/guest-messages.ts";

type Request = GuestMessage<"fs">;
type Listed = { name: string; folder: boolean };
type Told = { ino: number; size: number };

const names = ["a", "b", "c"];
const part = fc.constantFrom(...names, "..", ".");
const path = fc
	.array(part, { minLength: 0, maxLength: 4 })
	.chain((parts) => fc.constantFrom("/tmp/", "/tmp/a/", "/").map((top) => top + parts.join("/")));
const bytes = fc.integer({ min: 0, max: 200_000 });
const data = bytes.map((length) => Buffer.alloc(length, length).toString("base64"));
const fill = fc.record({ byte: fc.integer({ min: 0, max: 255 }), length: fc.integer({ min: 0, max: 2 ** 33 }) });
const ino = fc.integer({ min: 0, max: 30 });
const position = fc.oneof(bytes, fc.constantFrom(Number.MAX_SAFE_INTEGER, 2 ** 40));

const request: fc.Arbitrary<Request> = fc.oneof(
	fc.record({ op: fc.constant("write" as const), path, data, flag: fc.constantFrom("w" as const, "a" as const, "wx" as const) }),
	fc.record({ op: fc.constant("write" as const), path, fill }),
	fc.record({
		op: fc.constantFrom("unlink", "rmdir", "read", "list", "readlink", "realpath", "stat") as fc.Arbitrary<Request["op"]>,
		path,
	}),
	fc.record({ op: fc.constant("mkdir" as const), path, recursive: fc.boolean() }),
	fc.record({ op: fc.constantFrom("rename", "copy", "link") as fc.Arbitrary<Request["op"]>, path, dest: path }),
	fc.record({ op: fc.constant("symlink" as const), path, target: fc.oneof(path, part) }),
	fc.record({ op: fc.constant("truncate" as const), path, size: position }),
	fc.record({ op: fc.constant("chmod" as const), path, mode: fc.integer({ min: 0, max: 0o7777 }) }),
	fc.record({ op: fc.constant("open" as const), path, target: fc.constantFrom("r", "rw", "wct", "rwcx", "wc", "t", "") }),
	fc.record({ op: fc.constantFrom("close", "fstat") as fc.Arbitrary<Request["op"]>, path: fc.constant("/"), ino }),
	fc.record({ op: fc.constant("pwrite" as const), path: fc.constant("/"), ino, data, position }),
	fc.record({ op: fc.constant("pwrite" as const), path: fc.constant("/"), ino, fill }),
	fc.record({ op: fc.constant("pread" as const), path: fc.constant("/"), ino, position, size: bytes }),
	fc.record({ op: fc.constant("ftruncate" as const), path: fc.constant("/"), ino, size: position }),
);

/** Sizes of all files below a folder, each inode once. */
function sizes(ask: (request: Request) => { value?: unknown }, folder: string, found = new Map<number, number>()): Map<number, number> {
	for (const { name, folder: isFolder } of (ask({ op: "list", path: folder }).value ?? []) as Listed[]) {
		const told = ask({ op: "lstat", path: `${folder}/${name}` }).value as Told & { link: boolean };
		if (isFolder) sizes(ask, `${folder}/${name}`, found);
		else if (!told.link) found.set(told.ino, told.size);
	}
	return found;
}

describe("any sequence of calls of node:fs", () => {
	it("is answered, keeps count of what /tmp holds, and gives all of it back (S3)", () => {
		fc.assert(
			fc.property(fc.array(request, { maxLength: 60 }), (requests) => {
				const use = { bytes: 0 };
				const files = new FileSystem({ taskFiles: [["handler.js", "x"]], tmpMb: 512, epochMs: 0, use });
				const ask = (one: Request) => JSON.parse(files.perform(one, 0).answer) as { value?: unknown };
				for (const one of requests) {
					expect(guestMessages.fs.safeParse(one).success).toBe(true);
					expect(Object.keys(ask(one))).toHaveLength(1);
				}
				ask({ op: "closeAll", path: "/" });
				const { used, size } = ask({ op: "statfs", path: "/" }).value as { used: number; size: number };
				expect(used).toBe([...sizes(ask, "/tmp").values()].reduce((sum, one) => sum + one, 0));
				expect(used).toBeLessThanOrEqual(size);
				expect(ask({ op: "list", path: "/var/task" }).value).toEqual([{ name: "handler.js", folder: false, link: false }]);
				files.release();
				expect(use.bytes).toBe(0);
			}),
			{ numRuns: 200, seed: 7 },
		);
	});

	it("writes and reads at any place what an array of bytes would hold", () => {
		const write = fc.record({
			at: fc.integer({ min: 0, max: 300_000 }),
			length: fc.integer({ min: 0, max: 140_000 }),
			byte: fc.integer({ min: 0, max: 255 }),
			asFill: fc.boolean(),
		});
		fc.assert(
			fc.property(fc.array(write, { maxLength: 12 }), (writes) => {
				const files = new FileSystem({ taskFiles: [], tmpMb: 512, epochMs: 0, use: { bytes: 0 } });
				const ask = (one: Request) => JSON.parse(files.perform(one, 0).answer) as { value: never };
				const { ino } = ask({ op: "open", path: "/tmp/a", target: "rwc" }).value as Told;
				let held = Buffer.alloc(0);
				for (const { at, length, byte, asFill } of writes) {
					const content = asFill ? { fill: { byte, length } } : { data: Buffer.alloc(length, byte).toString("base64") };
					ask({ op: "pwrite", path: "/", ino, position: at, ...content });
					if (length === 0) continue; // Writing nothing makes no file longer.
					if (at + length > held.length) held = Buffer.concat([held, Buffer.alloc(at + length - held.length)]);
					held.fill(byte, at, at + length);
				}
				const read = Buffer.from(ask({ op: "read", path: "/tmp/a" }).value, "base64");
				expect(read.length).toBe(held.length);
				expect(read.equals(held)).toBe(true);
				const some = Buffer.from(ask({ op: "pread", path: "/", ino, position: 65_000, size: 70_000 }).value, "base64");
				expect(some.equals(held.subarray(65_000, 135_000))).toBe(true);
			}),
			{ numRuns: 60, seed: 7 },
		);
	});
});
