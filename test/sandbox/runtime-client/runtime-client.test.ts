import { beforeAll, describe, expect, it } from "vitest";
import type { Case } from "./case.ts";
import { cases } from "./cases.ts";
import { type Observed, observeReference, observeSimulator } from "./observed.ts";
import type { Generation, Project } from "./run-reference.ts";

const generations: Generation[] = [22, 24];
/** Reference processes at once: they wait more than they work. */
const PARALLEL = 6;

function projectOf({ mjs, cjs, files, handler = "handler.handler", events = [{}], variables = {}, logLevel }: Case): Project {
	const written = files ?? (mjs === undefined ? { "handler.js": cjs ?? "" } : { "handler.mjs": mjs });
	return { files: written, handler, events, variables, ...(logLevel ? { logLevel } : {}) };
}

const casesOf = (generation: Generation) => cases.filter(({ only }) => only === undefined || only === generation);
const references = new Map<string, Observed>();
const keyOf = (name: string, generation: Generation) => `${generation} ${name}`;

describe("the simulated runtime beside AWS's runtime interface client (L62-L98, L113-L117, L247-L250)", () => {
	beforeAll(async () => {
		const work = generations.flatMap((generation) => casesOf(generation).map((one) => ({ one, generation })));
		const workers = Array.from({ length: PARALLEL }, async () => {
			for (let next = work.shift(); next; next = work.shift())
				references.set(keyOf(next.one.name, next.generation), await observeReference(projectOf(next.one), next.generation));
		});
		await Promise.all(workers);
	}, 300_000);

	describe.each(generations)("Node.js %s", (generation) => {
		it.each(casesOf(generation).map((one) => [one.name, one] as const))("%s", async (name, one) => {
			const simulated = await observeSimulator(projectOf(one), generation);
			const reference = references.get(keyOf(name, generation));
			if (one.differs?.[generation]) expect(simulated).not.toEqual(reference);
			else expect(simulated).toEqual(reference);
		});
	});
});
