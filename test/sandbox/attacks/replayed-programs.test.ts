import { expect, it } from "vitest";
import { madeUpProgram } from "../../support/programs.ts";
import { endings, eventsOf, outcomeOf } from "../lambda/run-project.ts";

/** Programs in all; more in a night: REPLAYS=1000, from another seed: REPLAYS_FROM=5000. */
const count = Number(process.env.REPLAYS ?? 15);
const first = Number(process.env.REPLAYS_FROM ?? 1);

const traffic = [{ at: 0, event: {}, repeat: { count: 2, everyMs: 0 } }];
const network = [{ host: "a.test", routes: [{ path: "/*", body: { ok: true } }] }];

/** INIT runs programs that are made up from seeds; the handler tells what they told. */
const filesOf = (seed: number) => ({
	"program.mjs": madeUpProgram,
	"handler.mjs": `
		import { handler as program } from "./program.mjs";
		const wait = setTimeout;
		const chance = Math.random;
		const told = [];
		for (let i = 0; i < 3; i++) {
			try { told.push(await program({ seed: ${seed} * 10 + i, steps: 60 }, {})); } catch { told.push("threw"); }
		}
		export const handler = async () => { await new Promise((r) => wait(r, 50)); return [told, chance()]; };`,
});

it(`restores ${count} environments whose INIT was made up from seeds, each twice into the same state (L224)`, {
	timeout: 120_000,
}, async () => {
	let restored = 0;
	for (let seed = first; seed < first + count; seed++) {
		const sam = { alias: "live", snapStart: true };
		const { status, trace } = await outcomeOf(filesOf(seed), sam, { traffic, network }, { guestEntryMs: 1500 });
		expect(status, `seed ${seed}`).toBe("completed");
		if (eventsOf(trace, "snapshot.taken").length === 0) continue; // The program ended its own INIT.
		restored++;
		const [one, other] = endings(trace).map(({ status, response, error }) => [status, response, error?.errorType]);
		expect(one, `seed ${seed}`).toEqual(other);
	}
	expect(restored).toBeGreaterThan(count / 2);
});
