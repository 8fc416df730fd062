import { z } from "zod";

/** The error as the caller of Invoke gets it (L87). */
export const functionErrorSchema = z.strictObject({
	errorType: z.string(),
	errorMessage: z.string(),
	trace: z.array(z.string()).optional(),
	/** Where it was thrown in the learner's own files, from source maps; absent for errors of the platform. */
	place: z.strictObject({ file: z.string(), line: z.number().int(), column: z.number().int() }).optional(),
});
export type FunctionError = z.infer<typeof functionErrorSchema>;
