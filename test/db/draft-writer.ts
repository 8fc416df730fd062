// A program for durability.test.ts to kill: it writes, and says so only when the database has acknowledged.
import { writeSync } from "node:fs";
import { getDraft, openDatabase, recordSubmission, saveDraft } from "#db/index.ts";
import { aSubmission } from "./records.ts";

const [file = "", count = "Infinity"] = process.argv.slice(2);
const opened = openDatabase(file, { now: new Date() });
if (!opened.ok) throw new Error(opened.problem.message);
const { db, close } = opened;
const first = getDraft(db, "killed")?.revision ?? 0;

for (let revision = first; revision < first + Number(count); revision++) {
	const text = `revision ${revision + 1} `.repeat(300);
	const saved = saveDraft(db, { exercise: "killed", files: { "a.mjs": text }, baseRevision: revision, now: new Date(revision * 20_000) });
	if (!saved.ok) throw new Error("Somebody else wrote");
	writeSync(1, `draft ${saved.revision}\n`);
	const { submission } = recordSubmission(db, aSubmission({ idempotencyKey: `run ${saved.revision}`, run: { text } }));
	writeSync(1, `submission ${submission.id}\n`);
}
close();
