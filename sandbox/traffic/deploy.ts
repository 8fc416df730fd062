import { z } from "zod";

/**
 * A later deployment of one function, while traffic goes on: other code, other variables, or both. With an alias (AutoPublishAlias) it
 * publishes the next version, to which the alias then moves as DeploymentPreference of the template says, or at once; without one, $LATEST
 * is replaced. A deployment that changes nothing publishes nothing (L214).
 */
export const deploySchema = z
	.strictObject({
		/** Virtual time at which it begins, in milliseconds since the scenario began. */
		at: z
			.number()
			.min(0)
			.max(7 * 24 * 3_600_000),
		/** Logical id of the function. */
		function: z.string().min(1),
		/** Folder of the project with the new code, for example `v2/`; the handler has the same name there. */
		codeUri: z.string().min(1).max(512).optional(),
		/** Variables that are added or get another value. */
		environment: z.record(z.string(), z.string()).optional(),
		/** Leaves the alias with two versions: the share of requests that the new one gets for good (L216), in place of a shift to it. */
		weight: z.number().min(0).max(1).optional(),
	})
	.refine(({ codeUri, environment }) => codeUri !== undefined || environment !== undefined, {
		error: "needs a codeUri, an environment, or both",
		path: ["codeUri"],
	});
export type Deploy = z.infer<typeof deploySchema>;
