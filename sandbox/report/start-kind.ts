import type { ReportedEnvironment, ReportedInvocation, StartKind } from "#sandbox/report/report.ts";

/** Versions that have provisioned concurrency; see {@link versionKey}. */
export type ProvisionedVersions = ReadonlySet<string>;

export function provisionedVersions(environments: readonly ReportedEnvironment[]): ProvisionedVersions {
	return new Set(environments.filter(({ initialization }) => initialization === "provisioned-concurrency").map(versionKey));
}

/** Whether an environment was started on demand although its version has provisioned ones (L138, L139). */
export function isSpillover(environment: ReportedEnvironment, provisioned: ProvisionedVersions): boolean {
	return environment.initialization !== "provisioned-concurrency" && provisioned.has(versionKey(environment));
}

/** @returns How an invocation found its environment; null when it had none. */
export function startKindOf(
	invocation: ReportedInvocation,
	environment: ReportedEnvironment | undefined,
	provisioned: ProvisionedVersions,
): StartKind | null {
	if (!environment) return null;
	if (invocation.coldStart) {
		if (environment.restore) return "restored";
		return isSpillover(environment, provisioned) ? "spillover" : "cold";
	}
	const first = environment.invocations[0] === invocation.n;
	return first && environment.initialization === "provisioned-concurrency" ? "provisioned" : "warm";
}

function versionKey({ function: name, version }: ReportedEnvironment): string {
	return `${name} ${version ?? ""}`;
}
