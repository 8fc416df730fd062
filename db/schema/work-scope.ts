import type { InterviewId } from "#db/schema/interviews.ts";

/** Where work on an exercise belongs: to the exercise itself, or to one mock interview, which starts from a clean sheet. */
export type WorkScope = "exercise" | InterviewId;
