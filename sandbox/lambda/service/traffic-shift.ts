/** One step of a deployment: from this time on, counted from its beginning, the new version gets this share of the requests. */
export type ShiftStep = { afterMs: number; weight: number };

/**
 * How CodeDeploy moves traffic to a new version (L220). A canary moves one part first and the rest after a while; a linear shift moves equal
 * parts, the first at once.
 * @param type As SAM or CodeDeploy names it: `AllAtOnce`, `Canary10Percent5Minutes`, `CodeDeployDefault.LambdaLinear10PercentEvery1Minute`.
 * @returns Steps in the order of time, the last of weight 1; undefined for a type that is none of these.
 */
export function shiftSteps(type: string): ShiftStep[] | undefined {
	const name = type.replace(/^CodeDeployDefault\./, "").replace(/^Lambda/, "");
	if (name === "AllAtOnce") return [{ afterMs: 0, weight: 1 }];
	const [, kind, percent, minutes] = /^(Canary|Linear)(\d{1,2})Percent(?:Every)?(\d{1,4})Minutes?$/.exec(name) ?? [];
	if (kind === undefined) return undefined;
	const [share, waitMs] = [Number(percent) / 100, Number(minutes) * 60_000];
	if (share <= 0) return undefined;
	if (kind === "Canary")
		return [
			{ afterMs: 0, weight: share },
			{ afterMs: waitMs, weight: 1 },
		];
	// Whole percents, so that ten times a tenth is 1.
	return Array.from({ length: Math.ceil(100 / Number(percent)) }, (_, i) => ({
		afterMs: i * waitMs,
		weight: Math.min(100, Number(percent) * (i + 1)) / 100,
	}));
}
