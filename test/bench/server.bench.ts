import { startServer } from "../support/server.ts";
import { compare, type Figure, timeMs } from "./measure.ts";
import { bareNodeMb, residentMb } from "./resident-memory.ts";

/** What pages cost, beside the cheapest answer of the same server. Needs a build. */
export async function serverFigures(): Promise<Figure[]> {
	const server = await startServer();
	try {
		const get = (path: string) => async () =>
			timeMs(async () => {
				for (let n = 0; n < 20; n += 1) await (await fetch(server.url + path)).text();
			});
		const health = { name: "20 health checks", run: get("/healthz") };
		const figures: Figure[] = [];
		for (const path of ["/", "/questions", "/questions/sqs-poison-message?reveal=1", "/exercises/reuse-the-client"]) {
			figures.push(await compare("20 pages in a row", "ms", { name: path, run: get(path) }, health, 10));
		}
		const pid = server.pid;
		if (process.platform === "linux") {
			figures.push(
				await compare(
					"memory",
					"MB",
					{ name: "the server after these pages", run: async () => residentMb(pid) },
					{ name: "a bare Node process", run: bareNodeMb },
					3,
				),
			);
		}
		return figures;
	} finally {
		await server.stop();
	}
}
