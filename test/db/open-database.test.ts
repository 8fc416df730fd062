import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Client from "better-sqlite3";
import { sql } from "drizzle-orm";
import { describe, expect, it, onTestFinished } from "vitest";
import {
	backUp,
	checkDatabase,
	type Database,
	exportAll,
	getDraft,
	inTransaction,
	type OpenedDatabase,
	openDatabase,
	openMemoryDatabase,
	saveDraft,
	saveSettings,
	storageProblem,
} from "#db/index.ts";
import { findMigrationsFolder } from "#db/migrations-folder.ts";
import { at } from "./records.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const now = at("10:00");
const draft = (db: Database, exercise: string, text = "text") =>
	saveDraft(db, { exercise, files: { "a.mjs": text }, baseRevision: 0, now });

function open(file: string, migrationsFolder?: string): OpenedDatabase {
	const outcome = openDatabase(file, { now, migrationsFolder });
	if (!outcome.ok) throw new Error(outcome.problem.message);
	onTestFinished(outcome.close);
	return outcome;
}

/** A database of a learner who has worked for a while, closed. */
function aUsedDatabase(folder = temporaryFolder()): string {
	const file = join(folder, "warmstart.db");
	const { db, close } = open(file);
	for (let n = 0; n < 40; n++) draft(db, `exercise-${n}`, `${n} `.repeat(2000));
	close();
	return file;
}

/** The migrations of the next version of the program. */
function laterMigrations(addition: string): string {
	const folder = join(temporaryFolder(), "migrations");
	cpSync(findMigrationsFolder(), folder, { recursive: true });
	const journal = JSON.parse(readFileSync(join(folder, "meta/_journal.json"), "utf8"));
	journal.entries.push({ idx: 99, version: "6", when: journal.entries.at(-1).when + 1, tag: "0099_later", breakpoints: true });
	writeFileSync(join(folder, "meta/_journal.json"), JSON.stringify(journal));
	writeFileSync(join(folder, "0099_later.sql"), addition);
	return folder;
}

describe("opening a database", () => {
	it("makes it, and the folder it lies in", () => {
		const file = join(temporaryFolder(), "data/of/mine/warmstart.db");
		const { db, notice } = open(file);
		expect(notice).toBeNull();
		expect(draft(db, "a")).toEqual({ ok: true, revision: 1 });
		expect(checkDatabase(db)).toEqual({ ok: true });
	});

	it("finds what was written before", () => {
		const file = aUsedDatabase();
		const { db, notice } = open(file);
		expect(notice).toBeNull();
		expect(getDraft(db, "exercise-39")?.files).toEqual({ "a.mjs": "39 ".repeat(2000) });
	});

	it("writes ahead, flushes each commit, waits for others, and checks references", () => {
		const { db } = open(join(temporaryFolder(), "warmstart.db"));
		expect(db.get(sql`PRAGMA journal_mode`)).toEqual({ journal_mode: "wal" });
		expect(db.get(sql`PRAGMA synchronous`)).toEqual({ synchronous: 2 });
		expect(db.get(sql`PRAGMA busy_timeout`)).toEqual({ timeout: 5000 });
		expect(db.get(sql`PRAGMA foreign_keys`)).toEqual({ foreign_keys: 1 });
	});

	it("leaves no log beside the file once it is closed", () => {
		const file = aUsedDatabase();
		expect(existsSync(`${file}-wal`)).toBe(false);
	});

	it("moves the log into the file at a checkpoint", () => {
		const file = join(temporaryFolder(), "warmstart.db");
		const { db, checkpoint } = open(file);
		draft(db, "a");
		expect(readFileSync(`${file}-wal`).byteLength).toBeGreaterThan(0);
		checkpoint();
		expect(readFileSync(`${file}-wal`).byteLength).toBe(0);
	});

	it("may be done by several processes at the same moment", async () => {
		const file = join(temporaryFolder(), "warmstart.db");
		const codes = await Promise.all(Array.from({ length: 4 }, () => exitCode([join(import.meta.dirname, "draft-writer.ts"), file, "0"])));
		expect(codes).toEqual([0, 0, 0, 0]);
		expect(open(file).notice).toBeNull();
	});

	it("works in memory", () => {
		expect(draft(open(":memory:").db, "a")).toEqual({ ok: true, revision: 1 });
	});
});

describe("an update of the program", () => {
	it("migrates the database, with a copy from before beside it", () => {
		const file = aUsedDatabase();
		const { db, notice } = open(file, laterMigrations("ALTER TABLE settings ADD note text;"));
		expect(db.all(sql`SELECT note FROM settings`)).toEqual([]);
		expect(getDraft(db, "exercise-7")).toBeDefined();
		const backup = `${file}.backup-2026-11-01T10-00-00-000Z`;
		expect(notice).toEqual({ kind: "migrated", backup, message: expect.stringContaining(backup) });
		const { db: before } = open(backup);
		expect(getDraft(before, "exercise-7")).toEqual(getDraft(db, "exercise-7"));
		expect(() => before.all(sql`SELECT note FROM settings`)).toThrow();
	});

	it("keeps rows that refer to a table which it rebuilds", () => {
		const file = join(temporaryFolder(), "warmstart.db");
		const first = open(file);
		first.db.run(sql`INSERT INTO interviews VALUES ('i', 't', '{}', 'strict', 1, 1, 'running', NULL)`);
		first.db.run(sql`INSERT INTO interview_events VALUES ('i', 1, 1, 'started', NULL, NULL)`);
		first.close();
		const rebuild = [
			"CREATE TABLE new_interviews AS SELECT * FROM interviews;",
			"DROP TABLE interviews;",
			"ALTER TABLE new_interviews RENAME TO interviews;",
		];
		const { db } = open(file, laterMigrations(rebuild.join("\n--> statement-breakpoint\n")));
		expect(db.all(sql`SELECT interview, seq FROM interview_events`)).toEqual([{ interview: "i", seq: 1 }]);
	});

	it("leaves the database as it was when a migration fails", () => {
		const file = aUsedDatabase();
		const broken = laterMigrations("ALTER TABLE settings ADD note text;\n--> statement-breakpoint\nINSERT INTO nowhere VALUES (1);");
		expect(() => openDatabase(file, { now, migrationsFolder: broken })).toThrow(/nowhere/);
		const { db, notice } = open(file);
		expect(notice).toBeNull();
		expect(getDraft(db, "exercise-7")).toBeDefined();
		expect(() => db.all(sql`SELECT note FROM settings`)).toThrow();
	});

	it("that is taken back is refused by the older program, which touches nothing", () => {
		const file = aUsedDatabase();
		open(file, laterMigrations("ALTER TABLE settings ADD note text;")).close();
		const bytes = readFileSync(file);
		expect(openDatabase(file, { now })).toEqual({
			ok: false,
			problem: { kind: "newer", message: expect.stringContaining("newer version") },
		});
		expect(readFileSync(file)).toEqual(bytes);
	});
});

describe("a damaged database", () => {
	it("is kept under another name, byte for byte, while a new one begins", () => {
		const file = aUsedDatabase();
		truncateSync(file, 20_000);
		const damaged = readFileSync(file);
		const { db, notice } = open(file);
		const keptAs = `${file}.damaged-2026-11-01T10-00-00-000Z`;
		expect(notice).toMatchObject({ kind: "startedAfresh", keptAs, latestBackup: null, message: expect.stringContaining(keptAs) });
		expect(readFileSync(keptAs)).toEqual(damaged);
		expect(getDraft(db, "exercise-7")).toBeUndefined();
		expect(draft(db, "exercise-7")).toEqual({ ok: true, revision: 1 });
	});

	it("is kept with the log that lay beside it", () => {
		const file = aUsedDatabase();
		writeFileSync(file, "no database at all, but twenty words of a letter that somebody wrote".repeat(20));
		writeFileSync(`${file}-wal`, "the log");
		const { notice } = open(file);
		expect(notice?.kind === "startedAfresh" && readFileSync(`${notice.keptAs}-wal`, "utf8")).toBe("the log");
	});

	it("is never put over an earlier damaged one", () => {
		const file = aUsedDatabase();
		for (const text of ["first", "second", "third"]) {
			writeFileSync(file, text.repeat(1000));
			open(file).close();
		}
		const kept = readdirSync(join(file, ".."))
			.filter((name) => name.includes(".damaged-"))
			.map((name) => readFileSync(join(file, "..", name), "utf8").slice(0, 5));
		expect(kept.sort()).toEqual(["first", "secon", "third"]);
	});

	it("is told of with the latest backup, which takes its place by being copied there", () => {
		const file = aUsedDatabase();
		const later = laterMigrations("ALTER TABLE settings ADD note text;");
		open(file, later).close();
		truncateSync(file, 20_000);
		const { notice, close } = open(file, later);
		const backup = notice?.kind === "startedAfresh" ? notice.latestBackup : null;
		expect(notice?.message).toContain(`The latest backup is ${backup}`);
		close();
		cpSync(String(backup), file);
		expect(getDraft(open(file, later).db, "exercise-7")).toBeDefined();
	});

	it("of whatever damage never stops the program from opening one", () => {
		const whole = readFileSync(aUsedDatabase());
		const folder = temporaryFolder();
		for (let damage = 0; damage < 60; damage++) {
			const bytes = Buffer.from(whole);
			const page = (damage * 7919) % (bytes.byteLength / 4096);
			bytes.fill(damage % 2 === 0 ? 0 : 0xa5, Math.floor(page) * 4096 + (damage % 3) * 8, Math.floor(page) * 4096 + 200 + damage * 30);
			const file = join(folder, `${damage}.db`);
			writeFileSync(file, bytes);
			const outcome = openDatabase(file, { now });
			const kept = outcome.ok && outcome.notice?.kind === "startedAfresh" ? outcome.notice.keptAs : file;
			if (kept === file) expect(["foreign", undefined]).toContain(outcome.ok ? undefined : outcome.problem.kind);
			else expect(readFileSync(kept)).toEqual(bytes);
			if (outcome.ok) outcome.close();
		}
	});

	it("that is only a log without its database is kept too", () => {
		const file = join(temporaryFolder(), "warmstart.db");
		writeFileSync(`${file}-wal`, "the log");
		open(file);
		expect(readFileSync(`${file}.damaged-2026-11-01T10-00-00-000Z-wal`, "utf8")).toBe("the log");
	});
});

describe("what is no database of ours", () => {
	it("is left alone when it is another program's", () => {
		const file = join(temporaryFolder(), "places.sqlite");
		const other = new Client(file);
		other.exec("CREATE TABLE bookmarks (url text)");
		other.close();
		const bytes = readFileSync(file);
		expect(openDatabase(file, { now })).toMatchObject({ ok: false, problem: { kind: "foreign" } });
		expect(readFileSync(file)).toEqual(bytes);
	});

	it("becomes ours when it is an empty file", () => {
		const file = join(temporaryFolder(), "warmstart.db");
		writeFileSync(file, "");
		expect(open(file).notice).toBeNull();
	});

	it("is told of when it is a folder, or lies where none can be", () => {
		const folder = temporaryFolder();
		mkdirSync(join(folder, "warmstart.db"));
		writeFileSync(join(folder, "file"), "");
		for (const path of ["warmstart.db", "file/warmstart.db"]) {
			expect(openDatabase(join(folder, path), { now })).toMatchObject({ ok: false, problem: { kind: "unusable" } });
		}
	});
});

describe("a transaction", () => {
	it("does all or nothing", () => {
		const db = openMemoryDatabase();
		const before = exportAll(db);
		const work = () =>
			inTransaction(db, (db) => {
				saveSettings(db, { theme: "dark" });
				inTransaction(db, (db) => draft(db, "a"));
				throw new Error("half way");
			});
		expect(work).toThrow("half way");
		expect(exportAll(db)).toEqual(before);
	});

	it("loses only its inner part when that fails and the outer goes on", () => {
		const db = openMemoryDatabase();
		inTransaction(db, (db) => {
			draft(db, "kept");
			try {
				inTransaction(db, (db) => {
					draft(db, "lost");
					throw new Error("inner");
				});
			} catch {}
		});
		expect([getDraft(db, "kept")?.revision, getDraft(db, "lost")]).toEqual([1, undefined]);
	});
});

describe("a disk that fails", () => {
	const problemOf = (work: () => unknown) => {
		try {
			work();
		} catch (error) {
			return storageProblem(error);
		}
	};

	it("refuses a write when it is full, and everything before is still there", () => {
		const { db } = open(aUsedDatabase());
		db.run(sql`PRAGMA max_page_count = 1`);
		expect(problemOf(() => draft(db, "big", "x".repeat(1_000_000)))).toEqual({ kind: "full", message: "The disk is full." });
		expect([getDraft(db, "big"), getDraft(db, "exercise-7")?.revision]).toEqual([undefined, 1]);
	});

	it("refuses a write when it is read-only, and reads go on", () => {
		const { db } = open(aUsedDatabase());
		db.run(sql`PRAGMA query_only = ON`);
		expect(problemOf(() => draft(db, "a"))?.kind).toBe("readOnly");
		expect(getDraft(db, "exercise-7")?.revision).toBe(1);
	});

	it("is not blamed for a mistake of ours", () => {
		expect(problemOf(() => openMemoryDatabase().run(sql`INSERT INTO nowhere VALUES (1)`))).toBeUndefined();
	});
});

describe("a backup", () => {
	it("is a whole database, and never put over another file", () => {
		const { db } = open(aUsedDatabase());
		const file = join(temporaryFolder(), "copy.db");
		backUp(db, file);
		expect(exportAll(open(file).db)).toEqual(exportAll(db));
		expect(() => backUp(db, file)).toThrow(/is there already/);
	});
});

function exitCode(args: string[]): Promise<number | null> {
	return new Promise((resolve) => spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] }).once("exit", resolve));
}
