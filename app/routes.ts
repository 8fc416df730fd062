import { index, type RouteConfig, route } from "@react-router/dev/routes";

/** Every address of the site on one page. Resource routes (no page of their own) come last in each group. */
export default [
	index("routes/home.tsx"),

	route("questions", "routes/questions.tsx"),
	route("questions/:id", "routes/question.tsx"),
	route("review", "routes/review.tsx"),

	route("exercises", "routes/exercises.tsx"),
	route("exercises/:slug", "routes/exercise.tsx"),
	route("exercises/:slug/draft", "routes/exercise-draft.ts"),
	route("exercises/:slug/runs", "routes/exercise-runs.ts"),

	route("mock", "routes/mocks.tsx"),
	route("mock/:id", "routes/mock.tsx"),
	route("mock/:id/answers", "routes/mock-answers.ts"),
	route("mock/:id/runs", "routes/mock-runs.ts"),
	route("mock/:id/report", "routes/mock-report.tsx"),

	route("progress", "routes/progress.tsx"),
	route("settings", "routes/settings.tsx"),
	route("healthz", "routes/healthz.ts"),
	route("*", "routes/not-found.tsx"),
] satisfies RouteConfig;
