import type { Runtime } from "./fact.ts";

type Dates = { deprecation: string | null; blockCreate?: string; blockUpdate?: string };

const runtime = (name: string, stage: Runtime["stage"], dates: Dates, more: Pick<Runtime, "source" | "law" | "unverified">): Runtime => ({
	name,
	stage,
	deprecation: dates.deprecation,
	blockCreate: dates.blockCreate ?? null,
	blockUpdate: dates.blockUpdate ?? null,
	...more,
});
const law = (number: string) => ({ source: "lambdaRuntimes", law: number }) as const;
const copy = { source: "lambdaRuntimesCopy" } as const;

/** Managed runtimes for ZIP packages, with the days on which AWS ends their support (L52-L57). AWS has moved such days before. */
export const runtimes = {
	"lambda.runtime.nodejs26": runtime(
		"nodejs26.x",
		"preview",
		{ deprecation: null },
		{
			...law("L52"),
			unverified: "Whether it became generally available in November 2026.",
		},
	),
	"lambda.runtime.nodejs24": runtime("nodejs24.x", "supported", { deprecation: "2028-04-30" }, law("L52")),
	"lambda.runtime.nodejs22": runtime("nodejs22.x", "supported", { deprecation: "2027-04-30" }, law("L52")),
	"lambda.runtime.nodejs20": runtime(
		"nodejs20.x",
		"deprecated",
		{ deprecation: "2026-04-30", blockCreate: "2027-02-01", blockUpdate: "2027-03-03" },
		law("L53"),
	),
	"lambda.runtime.python315": runtime("python3.15", "preview", { deprecation: null }, law("L56")),
	"lambda.runtime.python314": runtime("python3.14", "supported", { deprecation: "2029-06-30" }, copy),
	"lambda.runtime.python313": runtime("python3.13", "supported", { deprecation: "2029-06-30" }, copy),
	"lambda.runtime.python312": runtime("python3.12", "supported", { deprecation: "2028-10-31" }, copy),
	"lambda.runtime.python310": runtime("python3.10", "deprecated", { deprecation: "2026-10-31" }, law("L56")),
	"lambda.runtime.java25": runtime("java25", "supported", { deprecation: "2029-06-30" }, copy),
	"lambda.runtime.java17": runtime("java17", "supported", { deprecation: "2027-06-30" }, law("L56")),
	"lambda.runtime.java11": runtime("java11", "supported", { deprecation: "2027-06-30" }, law("L56")),
	"lambda.runtime.java8": runtime("java8.al2", "supported", { deprecation: "2027-06-30" }, law("L56")),
	"lambda.runtime.dotnet10": runtime("dotnet10", "supported", { deprecation: "2028-11-14" }, copy),
	"lambda.runtime.dotnet8": runtime("dotnet8", "deprecated", { deprecation: "2026-11-10" }, law("L56")),
	"lambda.runtime.ruby34": runtime("ruby3.4", "supported", { deprecation: "2028-03-31" }, copy),
	"lambda.runtime.provided-al2023": runtime("provided.al2023", "supported", { deprecation: "2029-06-30" }, copy),
	"lambda.runtime.go": runtime("go1.x", "deprecated", { deprecation: "2024-01-08" }, law("L57")),
} as const satisfies Record<string, Runtime>;
