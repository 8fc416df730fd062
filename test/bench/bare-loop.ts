import ivm from "isolated-vm";
import { bootMessage } from "#sandbox/lambda/environment/execution-context.ts";
import type { GuestLibrary } from "#sandbox/runtime/guest-library.ts";
import { snapshotOf } from "#sandbox/runtime/snapshot.ts";

type Load = {
	environments: number;
	invocations: number;
	/** Each invocation arms a timer, and answers in a second entry. */
	waits: boolean;
};

/** A handler as short as it can be: parses the event, answers through the callback, at once or after a timer. */
const HANDLER = `(() => {
	const host = globalThis.__host;
	globalThis.__enter = (kind, text) => {
		if (kind === 1) host("respond", JSON.stringify(null));
		else {
			const { event } = JSON.parse(text);
			JSON.parse(event);
			if (WAITS) host("timer", '{"delayMs":200}');
			else host("respond", "1");
		}
	};
})()`;

/**
 * What isolated-vm alone needs for a load: contexts from the same snapshot with the same library booted in each, and for each invocation
 * the entries and host calls that it cannot do without. No clock, no queue, no trace, no limits.
 * @returns Milliseconds.
 */
export function bareLoop(library: GuestLibrary, { environments, invocations, waits }: Load): number {
	const isolate = new ivm.Isolate({ memoryLimit: 1500, snapshot: snapshotOf(library, "core") });
	const script = isolate.compileScriptSync(HANDLER.replace("WAITS", String(waits)));
	const startedAt = performance.now();
	let heard = 0;
	const host = () => {
		heard++;
		return "";
	};
	const entries: ivm.Reference<(kind: number, text: string) => void>[] = [];
	for (let n = 0; n < environments; n++) {
		const context = isolate.createContextSync();
		context.evalClosureSync("globalThis.__warmstartBoot($0, $1); globalThis.__host = $0;", [new ivm.Callback(host), boot]);
		script.runSync(context);
		entries.push(context.evalClosureSync("return globalThis.__enter", [], { result: { reference: true } }));
	}
	const text = JSON.stringify({ token: 1, event: "{}" });
	for (let n = 0; n < invocations; n++) {
		const entry = entries[n % environments] as ivm.Reference<(kind: number, text: string) => void>;
		entry.applySync(undefined, [0, text], {});
		if (waits) entry.applySync(undefined, [1, ""], {});
	}
	const ms = performance.now() - startedAt;
	isolate.dispose();
	if (heard !== invocations * (waits ? 2 : 1)) throw new Error(`The bare loop answered ${heard} times.`);
	return ms;
}

const boot = bootMessage(
	{
		name: "Fn",
		runtime: "nodejs24.x",
		handler: "handler.handler",
		memoryMb: 1769,
		timeoutMs: 60_000,
		architecture: "x86_64",
		environment: {},
		codeUri: "",
		code: { script: "", sourceMap: "", sourceBytes: 0 },
	},
	{
		region: "eu-central-1",
		logStream: "stream",
		initialization: "on-demand",
		epochMs: 0,
		startedAt: 0,
		seeds: [1, 2, 3, 4, 5, 6, 7, 8],
		msPerStep: 0.000_01,
	},
);
