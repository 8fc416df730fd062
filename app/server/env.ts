import { z } from "zod";

const environmentSchema = z.object({
	/** Loopback unless somebody who knows why says otherwise. */
	HOST: z.string().min(1).default("127.0.0.1"),
	PORT: z.coerce.number("must be a number from 0 to 65535").int().min(0).max(65_535).default(3000),
	/** Names under which the server answers, separated by commas. */
	HOST_NAMES: z
		.string()
		.default("localhost,127.0.0.1,[::1]")
		.transform((names) => names.split(",").map((name) => name.trim().toLowerCase())),
	/** The learner's whole progress. Relative to the project. */
	DATABASE_FILE: z.string().min(1).default("data/warmstart.db"),
	/** What is taught. Relative to the project. */
	CONTENT_FOLDER: z.string().min(1).default("content"),
	NODE_ENV: z.string().default("development"),
});
export type Env = z.infer<typeof environmentSchema>;

/**
 * Reads the environment, once, at the door.
 * @throws {Error} Naming each variable that is wrong and what it must be.
 */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
	const result = environmentSchema.safeParse(source);
	if (result.success) return result.data;
	const problems = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
	throw new Error(`Warmstart cannot start with this environment. ${problems.join("; ")}`);
}
