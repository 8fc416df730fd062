import type { Boot } from "./guest/state.ts";

const boot: Boot = {
	nodeMajor: 24,
	nodeVersion: "v24.0.0",
	architecture: "x64",
	epochMs: 0,
	startedAt: 0,
	env: { AWS_REGION: "eu-central-1", AWS_ACCESS_KEY_ID: "rehearsal", AWS_SECRET_ACCESS_KEY: "rehearsal" },
	memoryMb: 128,
	seeds: [1, 2, 3, 4, 5, 6, 7, 8],
	handler: "rehearsal.handler",
	msPerStep: 0,
};

/** The kind of entry that fires a timer: of one that does not exist, it does nothing but allow steps. */
const TIMER = 2;
const allowance = 2 ** 31 - 1;

const begin = `const enter = globalThis.__warmstartBoot(() => "", ${JSON.stringify(JSON.stringify(boot))});
	enter(${TIMER}, 0, 0, "", ${allowance});`;

/**
 * A script that prints, sends and waits a little in an environment that nobody will use, so that V8 has compiled what many handlers run
 * first. There is no host, so that most of it ends where it asks for something.
 */
export const commonRehearsal = `{
	${begin}
	const steps = [
		() => console.log("%s", "rehearsal", { values: [1, new Map([[1, new Set()]])], error: new Error("rehearsal") }),
		() => Buffer.from("rehearsal").toString("base64"),
		() => new URL("https://rehearsal.test/?a=b"),
		() => fetch(new Request("https://rehearsal.test/", { method: "POST", headers: { a: "b" }, body: "rehearsal" })),
		() => new Response("rehearsal", { headers: { a: "b" } }).text(),
		() => setTimeout(() => {}, 1),
	];
	for (const step of steps) {
		try {
			step();
		} catch {}
	}
}`;

/**
 * A script that evaluates files of packages in an environment that nobody will use, so that V8 has compiled what they run at first.
 * What of them fails there, fails as well where it is used.
 * @param entries Ids of what handlers can import.
 */
export function rehearsalOf(entries: readonly string[]): string {
	return `{
		const { evaluate } = globalThis.__warmstart_package;
		${begin}
		for (const id of ${JSON.stringify(entries)}) {
			try {
				evaluate(id);
			} catch {}
		}
	}`;
}
