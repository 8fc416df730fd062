/** Every table, for Drizzle, drizzle-kit and the export. */

export { draftRevisions } from "#db/schema/draft-revisions.ts";
export { drafts } from "#db/schema/drafts.ts";
export { interviewAnswers } from "#db/schema/interview-answers.ts";
export { interviewEvents } from "#db/schema/interview-events.ts";
export { interviews } from "#db/schema/interviews.ts";
export { questionViews } from "#db/schema/question-views.ts";
export { reviewCards } from "#db/schema/review-cards.ts";
export { reviewLog } from "#db/schema/review-log.ts";
export { settings } from "#db/schema/settings.ts";
export { submissionRuns } from "#db/schema/submission-runs.ts";
export { submissions } from "#db/schema/submissions.ts";
