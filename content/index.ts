/** The only door of the content room: what is taught, checked and typed. */
export type { Catalog, ContentProblem, Topic } from "#content/catalog/catalog.ts";
export type { Exercise, ProjectFiles, WrongSolution } from "#content/catalog/exercise.ts";
export type { InterviewPart, InterviewTemplate } from "#content/catalog/interview.ts";
export { loadCatalog, openCatalog } from "#content/catalog/load-catalog.ts";
export { type FollowUp, type KeyPoint, type Level, levels, type Question, type Seniority, seniorities } from "#content/catalog/question.ts";
