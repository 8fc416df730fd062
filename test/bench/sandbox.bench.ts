import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { openCatalog } from "#content/index.ts";
import { createSandbox, grade, type Project, scenarioSchema } from "#sandbox/index.ts";
import { compare, compareWithTail, type Figure, timeMs } from "./measure.ts";
import { workersReady } from "./workers-ready.ts";

const bareNode = () =>
	new Promise<void>((done, fail) =>
		spawn(process.execPath, ["-e", "0"])
			.once("exit", () => done())
			.once("error", fail),
	);

const waiting: Project = {
	files: {
		"template.yaml": [
			"Transform: AWS::Serverless-2016-10-31",
			"Resources:",
			"  Waiting:",
			"    Type: AWS::Serverless::Function",
			"    Properties:",
			"      Handler: handler.handler",
			"      Runtime: nodejs24.x",
			"      Timeout: 10",
			"",
		].join("\n"),
		"handler.mjs": "export const handler = () => new Promise((resolve) => setTimeout(resolve, 200));\n",
	},
};

/** A hundred at once, ten times over: a thousand invocations on a hundred environments. */
const thousandInvocations = scenarioSchema.parse({
	seed: 1,
	traffic: Array.from({ length: 10 }, (_, wave) => ({ at: wave * 1000, event: { wave }, repeat: { count: 100, everyMs: 0 } })),
});

/** What a run costs, beside what any process on this machine costs. */
export async function sandboxFigures(): Promise<Figure[]> {
	const root = resolve(".");
	const content = await openCatalog(resolve(root, "content"));
	const exercise = content.current().exercises.get("reuse-the-client");
	if (!exercise) throw new Error("The bench runs the exercise reuse-the-client, which the catalog does not have.");
	const sandbox = createSandbox({ root });
	const idle = () => workersReady(sandbox);
	try {
		const verdict = async () => {
			// A learner does not press Run twice in the same moment: the next worker has the time to get warm.
			await idle();
			return timeMs(async () => {
				const outcome = await sandbox.run({ files: exercise.solution }, exercise.scenario);
				const result = await grade(outcome, exercise.scenario.checks);
				if (result.status !== "passed") throw new Error(`The reference solution did not pass: ${result.headline}`);
			});
		};
		const burst = async () => {
			await idle();
			return timeMs(async () => {
				const outcome = await sandbox.run(waiting, thousandInvocations);
				if (outcome.status !== "completed") throw new Error(`The burst ended as ${outcome.status}.`);
			});
		};
		const spawnBare = async () => timeMs(bareNode);
		return [
			...(await compareWithTail(
				"run to verdict",
				"ms",
				{ name: "an exercise of 24 invocations", run: verdict },
				{ name: "starting and ending a bare Node process", run: spawnBare },
				40,
				{ median: "60 ms", p95: "150 ms" },
			)),
			await compare(
				"simulation",
				"ms",
				{ name: "1,000 invocations on 100 environments, 200 ms each", run: burst },
				{ name: "in real time", run: async () => 2000 },
				5,
			),
		];
	} finally {
		await sandbox.close();
		content.close();
	}
}
