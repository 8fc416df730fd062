import { resolve } from "node:path";
import { createContext } from "react-router";
import { type Env, readEnv } from "#app/server/env.ts";
import type { Catalog } from "#content/index.ts";
import { openCatalog } from "#content/index.ts";
import { type Database, openDatabase } from "#db/index.ts";
import { createSandbox, type Sandbox } from "#sandbox/index.ts";

/** What a request needs from the other rooms, and the clock. */
export type Services = {
	db: Database;
	/** The catalog as it is now; in development it changes when a file of the content does. */
	catalog: () => Catalog;
	sandbox: Sandbox;
	/** The server's clock owns every deadline. */
	clock: { now: () => Date };
};

export const servicesContext = createContext<Services>();

export type RunningServices = Services & { env: Env; close: () => Promise<void> };

async function startServices(): Promise<RunningServices> {
	const env = readEnv();
	const root = process.cwd();
	const databaseFile = env.DATABASE_FILE === ":memory:" ? env.DATABASE_FILE : resolve(root, env.DATABASE_FILE);
	const opened = openDatabase(databaseFile, { now: new Date(), migrationsFolder: resolve(root, "db/migrations") });
	if (!opened.ok) throw new Error(opened.problem.message);
	if (opened.notice !== null) console.warn(opened.notice.message);
	const { db } = opened;
	const content = await openCatalog(resolve(root, env.CONTENT_FOLDER), { watch: env.NODE_ENV === "development" });
	for (const problem of content.current().problems) {
		console.error(`content: ${problem.file}:${problem.line} ${problem.message} (${problem.cure})`);
	}
	const sandbox = createSandbox({ root });
	return {
		env,
		db,
		catalog: () => content.current(),
		sandbox,
		clock: { now: () => new Date() },
		close: async () => {
			content.close();
			await sandbox.close();
			opened.close();
		},
	};
}

// Hot reloading evaluates modules again; database handle and worker processes must not be opened a second time.
const holder = globalThis as typeof globalThis & { warmstartServices?: Promise<RunningServices> };

/** The services of this process, started on first use. */
export function services(): Promise<RunningServices> {
	holder.warmstartServices ??= startServices();
	return holder.warmstartServices;
}
