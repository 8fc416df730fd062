import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { buildProject } from "#sandbox/build/build-project.ts";
import type { BuiltProject } from "#sandbox/build/built-project.ts";
import { buildGuestLibrary } from "#sandbox/build/guest-library.ts";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { simulate } from "#sandbox/lambda/simulate.ts";
import { defaultSandboxLimits } from "#sandbox/pool/limits.ts";
import { openPackageStore, readStore, storeKey, writeStore } from "#sandbox/pool/package-store.ts";
import { createPool } from "#sandbox/pool/pool.ts";
import { prepareWorkers } from "#sandbox/pool/sandbox.ts";
import { workerCommand } from "#sandbox/pool/worker-command.ts";
import { oneRequest, root } from "../../support/stub-pool.ts";
import { template } from "../lambda/run-project.ts";

const folders: string[] = [];
function aFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), "warmstart-store-"));
	folders.push(folder);
	return folder;
}
afterEach(() => {
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const nothing = { bundles: {}, units: { "one/index.js": { bytes: 1, text: "" } } };
const snapshot = Uint8Array.of(1, 2, 3);

describe("the store of bundled packages (S10)", () => {
	it("gives what was written, and which files of packages it holds", () => {
		const folder = aFolder();
		writeStore(folder, "key", nothing, snapshot);
		const stored = readStore(folder, "key");
		expect(stored?.units).toEqual(new Set(["one/index.js"]));
		expect([...readFileSync(stored?.file ?? "")]).toEqual([1, 2, 3]);
	});

	it("gives nothing when the snapshot is not the one that was written: V8 would trust it", () => {
		const folder = aFolder();
		writeStore(folder, "key", nothing, snapshot);
		const file = readStore(folder, "key")?.file ?? "";
		writeFileSync(file, Uint8Array.of(1, 2, 4));
		expect(readStore(folder, "key")).toBeUndefined();
	});

	it("keeps what is of the newest key only", () => {
		const folder = aFolder();
		writeStore(folder, "old", nothing, snapshot);
		writeStore(folder, "new", nothing, snapshot);
		expect(readdirSync(folder).sort()).toEqual(["packages-new.json", "packages-new.snapshot"]);
		expect(readStore(folder, "old")).toBeUndefined();
	});

	it("is open to workers that were started before it was made, and nothing beside it", () => {
		const { args } = workerCommand("/program", "/program/sandbox/pool/worker.ts", defaultSandboxLimits);
		const readable = args.filter((arg) => arg.startsWith("--allow-fs-read=") && arg.includes(`${sep}build`));
		expect(readable).toEqual([`--allow-fs-read=${join("/program", "build", "simulator", "*")}`]);
	});

	it("has another key for another guest library", async () => {
		const library = await buildGuestLibrary();
		expect(storeKey(root, library)).toBe(storeKey(root, library));
		expect(storeKey(root, { ...library, hash: "another" })).not.toBe(storeKey(root, library));
	});
});

describe("a run that begins with the snapshot of packages (S10)", () => {
	it("gets no text of theirs, and leaves the same trace as one that evaluates the texts", { timeout: 240_000 }, async () => {
		const faults: string[] = [];
		const store = openPackageStore(root, buildGuestLibrary(), (what) => faults.push(what));
		await store.fill();
		expect(faults).toEqual([]);
		const held = store.snapshot();
		if (!held) throw new Error("Nothing was stored.");
		const handler =
			'import { SQSClient } from "@aws-sdk/client-sqs";\nexport const handler = async () => [new SQSClient({}).constructor.name, performance.now()];';
		const files = { "template.yaml": template(), "handler.mjs": handler };
		let built: BuiltProject | undefined;
		const pool = createPool(
			{ root, workers: 1 },
			{
				build: async (project) => {
					const result = await buildProject(project, { snapshot: held });
					if (!result.ok) return result;
					built = result.built;
					return built;
				},
				stopBuilds: async () => {},
				prepare: () => prepareWorkers(true),
				workerFile: join(root, "sandbox", "pool", "worker.ts"),
			},
		);
		try {
			const outcome = await pool.run({ files }, oneRequest);
			expect(built?.packageSnapshot).toBe(held.file);
			expect(Object.values(built?.packages ?? {}).filter(({ text }) => text !== undefined)).toEqual([]);
			const withTexts = await buildProject({ files });
			if (!withTexts.ok) throw new Error("It does not build.");
			const inProcess = simulate({
				built: withTexts.built,
				scenario: oneRequest,
				limits: defaultLimits,
				guestLibrary: await buildGuestLibrary(),
			});
			expect(outcome).toEqual(JSON.parse(JSON.stringify(inProcess)));
		} finally {
			await pool.close();
			store.close();
		}
	});
});
