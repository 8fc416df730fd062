// `npm run exercise -- SLUG`: work on an exercise in an editor of your own. Lays the files into workspace/SLUG/, grades on every save, and
// records runs and text where the website shows them. Works while the website runs.
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { watch } from "chokidar";
import { layOut, readEdits } from "#app/cli/lay-out.ts";
import { painter, printedRun } from "#app/cli/print-run.ts";
import { projectFiles, sameFiles, startingText } from "#app/exercise/exercise-project.ts";
import { changeDraft, draftOf, runExercise } from "#app/exercise/workspace.server.ts";
import { readEnv } from "#app/server/env.ts";
import type { Services } from "#app/server/services.ts";
import { type Catalog, type Exercise, loadCatalog } from "#content/index.ts";
import { listSubmissions, openDatabase } from "#db/index.ts";
import { createSandbox } from "#sandbox/index.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const paint = painter(process.stdout.isTTY === true && !process.env.NO_COLOR);
const say = (text: string) => console.log(text);

/** A slug only ever looks something up. */
function exerciseFor(catalog: Catalog, slug: string | undefined): Exercise | null {
	const exercise = slug !== undefined && /^[a-z0-9-]{1,64}$/.test(slug) ? catalog.exercises.get(slug) : undefined;
	if (exercise) return exercise;
	console.error(slug === undefined ? "Say which exercise: npm run exercise -- SLUG" : `There is no exercise ${JSON.stringify(slug)}.`);
	console.error("\nExercises:");
	for (const { slug, title, minutes } of catalog.exercises.values()) console.error(`  ${slug.padEnd(28)} ${title}, ${minutes} min`);
	return null;
}

/** @returns The folder, and whether it held text of the learner's own that the website does not have. */
function layOutWorkspace(services: Services, exercise: Exercise): { folder: string; hasOwnText: boolean } {
	const folder = join(root, "workspace", exercise.slug);
	const draft = draftOf(services.db, exercise);
	const laid = layOut(folder, projectFiles(exercise, draft.files));
	const shown = relative(process.cwd(), folder) || ".";
	say(`${paint(exercise.title, "bold")}\nFiles in ${shown}/, the ones to change: ${exercise.edit.join(", ")}`);
	if (draft.revision > 0 && laid.some(({ how }) => how === "written")) say(`They begin with your text of revision ${draft.revision}.`);
	const kept = laid.filter(({ path, how }) => how === "kept" && exercise.edit.includes(path));
	if (kept.length > 0) {
		say(
			`Kept as here, although the website has another text: ${kept.map(({ path }) => path).join(", ")}. It takes yours when you save one.`,
		);
	}
	const foreign = laid.filter(({ path, how }) => how === "kept" && !exercise.edit.includes(path));
	if (foreign.length > 0)
		say(`Changed here, but given by the exercise and not used in a run: ${foreign.map(({ path }) => path).join(", ")}.`);
	return { folder, hasOwnText: kept.length > 0 };
}

/** Saves the text as the draft. What the website had meanwhile stays in the draft's history. */
function saveText(services: Services, exercise: Exercise, files: Record<string, string>): void {
	const { revision } = draftOf(services.db, exercise);
	const answer = changeDraft(services, exercise, { intent: "save", files, baseRevision: revision });
	if (!answer.ok) changeDraft(services, exercise, { intent: "save", files, baseRevision: answer.theirs.revision });
}

async function main(): Promise<number> {
	const env = readEnv();
	const catalog = await loadCatalog(resolve(root, env.CONTENT_FOLDER));
	const exercise = exerciseFor(catalog, process.argv[2]);
	if (!exercise) return 1;
	const databaseFile = resolve(root, env.DATABASE_FILE);
	mkdirSync(dirname(databaseFile), { recursive: true });
	const opened = openDatabase(databaseFile, { now: new Date(), migrationsFolder: join(root, "db/migrations") });
	if (!opened.ok) {
		console.error(opened.problem.message);
		return 1;
	}
	const sandbox = createSandbox({ root, workers: 1, rehearse: false });
	const services: Services = { db: opened.db, catalog: () => catalog, sandbox, clock: { now: () => new Date() } };
	const { folder, hasOwnText } = layOutWorkspace(services, exercise);
	const starting = startingText(exercise);

	let graded: Record<string, string> | null = null;
	let running: Promise<void> = Promise.resolve();
	const gradeOnce = async () => {
		const files = readEdits(folder, starting);
		if (graded && sameFiles(graded, files)) return;
		// Starting the program is no decision about two differing texts; saving a file is.
		if (graded || !hasOwnText) saveText(services, exercise, files);
		graded = files;
		const run = await runExercise(services, exercise, { edits: files, idempotencyKey: randomUUID(), source: "editor" });
		const number = run.submission ? listSubmissions(services.db, exercise.slug, 100_000).length : null;
		say(printedRun(run, number, paint));
		say(paint("\nSave a file to run again. Ctrl-C ends.", "dim"));
	};
	const gradeNext = () => {
		running = running.then(gradeOnce).catch((error: unknown) => console.error(error instanceof Error ? error.message : error));
		return running;
	};

	const watcher = watch(
		exercise.edit.map((path) => join(folder, path)),
		{ ignoreInitial: true, awaitWriteFinish: { stabilityThreshold: 60, pollInterval: 20 } },
	);
	watcher.on("all", () => void gradeNext());
	const ended = new Promise<void>((end) => {
		process.once("SIGINT", () => end());
		process.once("SIGTERM", () => end());
	});
	await gradeNext();
	await ended;
	await watcher.close();
	await sandbox.close();
	await running;
	opened.close();
	say("\nEnded. Your text and runs are saved; the website shows them.");
	return 0;
}

process.exit(await main());
