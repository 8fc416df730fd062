import { spawn } from "node:child_process";
import { join } from "node:path";
import Client from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { type Database, draftHistory, getDraft, listSubmissions, openDatabase, submissionRun } from "#db/index.ts";
import { at } from "./records.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const rounds = 15;
const longestLifeMs = 200;

describe("what the database has acknowledged", () => {
	it("is there after the process was killed at any moment", { timeout: 60_000 }, async () => {
		const file = join(temporaryFolder(), "warmstart.db");
		let acknowledged = { draft: 0, submission: 0 };
		for (let round = 0; round < rounds; round++) {
			const said = await writeUntilKilled(file, {
				// Most die between two writes; some while they open the database, the first of them while making it.
				from: round % 3 === 0 ? "start" : "firstWrite",
				afterMs: Math.random() * longestLifeMs,
			});
			for (const line of said) {
				const [what, number] = line.split(" ");
				if (what === "draft" || what === "submission") acknowledged[what] = Number(number);
			}
			acknowledged = expectAllThere(file, acknowledged);
		}
		expect(acknowledged.draft).toBeGreaterThan(rounds);
	});
});

/** @returns What is there. */
function expectAllThere(file: string, acknowledged: { draft: number; submission: number }) {
	const outcome = openDatabase(file, { now: at("10:00") });
	if (!outcome.ok) throw new Error(outcome.problem.message);
	expect(outcome.notice).toBeNull();
	const draft = expectWholeDraft(outcome.db, acknowledged.draft);
	const submission = expectWholeSubmissions(outcome.db, acknowledged.submission, draft);
	outcome.close();
	const client = new Client(file, { readonly: true });
	expect(client.pragma("integrity_check", { simple: true })).toBe("ok");
	expect(client.pragma("foreign_key_check")).toEqual([]);
	client.close();
	return { draft, submission };
}

/** The kill may have come between the commit and its announcement, so one more than was announced may be there. */
function expectWholeDraft(db: Database, acknowledged: number): number {
	const draft = getDraft(db, "killed");
	const revision = draft?.revision ?? 0;
	expect([acknowledged, acknowledged + 1]).toContain(revision);
	if (draft) expect(draft.files).toEqual({ "a.mjs": `revision ${revision} `.repeat(300) });
	for (const earlier of draftHistory(db, "killed")) expect(earlier.files).toEqual({ "a.mjs": `revision ${earlier.revision} `.repeat(300) });
	return revision;
}

function expectWholeSubmissions(db: Database, acknowledged: number, revision: number): number {
	const submissions = listSubmissions(db, "sqs-partial-batch", 10_000);
	expect([acknowledged, acknowledged + 1]).toContain(submissions.length);
	expect(new Set(submissions.map((submission) => submission.idempotencyKey)).size).toBe(submissions.length);
	expect(revision).toBeGreaterThanOrEqual(submissions.length);
	const [last] = submissions;
	if (last) expect(submissionRun(db, last.id)).toMatchObject({ text: expect.stringMatching(/^revision/) });
	return submissions.length;
}

/** @returns What it said before it died. */
function writeUntilKilled(file: string, death: { from: "start" | "firstWrite"; afterMs: number }): Promise<string[]> {
	return new Promise((resolve, reject) => {
		const writer = spawn(process.execPath, [join(import.meta.dirname, "draft-writer.ts"), file], { stdio: ["ignore", "pipe", "inherit"] });
		let said = "";
		writer.stdout.on("data", (chunk) => {
			if (said === "" && death.from === "firstWrite") killLater();
			said += chunk;
		});
		const killLater = () => setTimeout(() => writer.kill("SIGKILL"), death.afterMs);
		if (death.from === "start") killLater();
		writer.once("error", reject);
		// The last line may have been cut short.
		writer.once("close", (code) => (code ? reject(new Error(`The writer failed with ${code}`)) : resolve(said.split("\n").slice(0, -1))));
	});
}
