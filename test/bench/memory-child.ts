/** Main file of a process of its own, which measures one row of memory.bench.ts and prints it: `memory-child.ts <what>`, in MB. */
import ivm from "isolated-vm";
import { buildGuestLibrary } from "#sandbox/build/guest-library.ts";
import { bootMessage } from "#sandbox/lambda/environment/execution-context.ts";
import { entryKinds, GuestIsolate } from "#sandbox/runtime/guest-isolate.ts";
import type { LibraryExtent } from "#sandbox/runtime/snapshot.ts";
import { scenarioSchema } from "#sandbox/scenario.ts";
import { built, countingHandler, runToEnd, waitingHandler, waves } from "./engine.bench.ts";
import { residentMb } from "./resident-memory.ts";

const ENVIRONMENTS = 500;
const ALLOWANCE = 1e6;

/** What each of many takes. */
function mbEach(make: () => void): number {
	make();
	const before = residentMb(process.pid);
	for (let n = 0; n < ENVIRONMENTS; n++) make();
	return (residentMb(process.pid) - before) / ENVIRONMENTS;
}

function emptyContext(): number {
	const isolate = new ivm.Isolate({ memoryLimit: 2000, snapshot: ivm.Isolate.createSnapshot([{ code: "globalThis.empty = 1;" }]) });
	const kept: ivm.Context[] = [];
	return mbEach(() => kept.push(isolate.createContextSync()));
}

/** An environment that has had one invocation, as the isolate holds it. */
async function environment(from: LibraryExtent): Promise<number> {
	const [fn] = (await built(countingHandler)).functions;
	if (!fn) throw new Error("The bench's project has no function.");
	const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
	const place = { region: "eu-central-1", logStream: "bench", epochMs: 0, startedAt: 0, seeds, msPerStep: 1e-5 };
	const boot = bootMessage(fn, { ...place, initialization: "on-demand" });
	const isolate = new GuestIsolate(await buildGuestLibrary(), { memoryMb: 2000, timeoutMs: 10_000, watchedEntries: 0, from });
	const invocation = JSON.stringify({ token: 1, event: "{}", context: {}, deadlineEpochMs: 1e12, traceId: "bench" });
	const kept: object[] = [];
	return mbEach(() => {
		const process = isolate.start({ filename: "handler.mjs", text: fn.code.script }, [], boot, () => "");
		const ended = [process?.enter(entryKinds.load, 0, 0, "", ALLOWANCE), process?.enter(entryKinds.invoke, 0, 0, invocation, ALLOWANCE)];
		if (!process || ended.some((result) => result?.status !== "done")) throw new Error("An environment of the bench did not run.");
		kept.push(process);
	});
}

/** Resident at most, with the process, the trace and all that the engine keeps. */
async function tenThousandInvocations(): Promise<number> {
	const [project, library] = [await built(waitingHandler), await buildGuestLibrary()];
	runToEnd(project, scenarioSchema.parse(waves(1000, 10)), library);
	return process.resourceUsage().maxRSS / 1024;
}

const what = process.argv[2] as "empty" | "run" | LibraryExtent;
const mb = what === "empty" ? emptyContext() : what === "run" ? await tenThousandInvocations() : await environment(what);
process.stdout.write(`${mb}\n`);
process.exit(0);
