import { quotaOf } from "#facts/index.ts";
import type { Report, ReportedEnvironment, ReportedInvocation } from "#sandbox/report/report.ts";
import type { TracedFunction, TraceEvent } from "#sandbox/trace/trace.ts";
import { MeasuredSizes } from "./cost-sizes.ts";
import { BYTES_PER_GB, HOURS_PER_MONTH, type Meter, type Usage } from "./cost-tariffs.ts";
import { chargedAllocationMs, chargedCacheMs, gbSeconds } from "./price.ts";
import { initMsOf, isProvisioned } from "./totals.ts";

type Parts = Pick<Report, "environments" | "invocations" | "functions" | "endedAt">;

const MONTH_MS = HOURS_PER_MONTH * 3_600_000;
const freeStorageMb = quotaOf("lambda.tmp.min");

const duration = { x86_64: "lambdaDurationX86", arm64: "lambdaDurationArm" } as const;
const provisionedDuration = { x86_64: "lambdaProvisionedX86", arm64: "lambdaProvisionedArm" } as const;
const allocated = { x86_64: "lambdaAllocatedX86", arm64: "lambdaAllocatedArm" } as const;

/**
 * What functions used of Lambda: requests, duration, provisioned concurrency, storage, snapshots (L226, L231-L234), and of CloudWatch for
 * their logs.
 * @param events The trace as it was recorded, condensed invocations included.
 */
export function lambdaUsage(parts: Parts, events: readonly TraceEvent[]): Usage[] {
	const measured = new MeasuredSizes(events, parts.invocations);
	return parts.functions.flatMap((traced) => [
		...invocationUsage(traced, parts),
		...provisionedUsage(traced, parts),
		...snapStartUsage(traced, parts),
		{ meter: "lambdaLargeEvents" as const, quantity: measured.largeEventRequests(traced.name) },
		{ meter: "lambdaStreamed" as const, quantity: measured.streamedBytes(traced.name) / BYTES_PER_GB },
		{ meter: "logs" as const, quantity: measured.logBytes(traced.name) / BYTES_PER_GB },
	]);
}

function invocationUsage(traced: TracedFunction, { environments, invocations }: Parts): Usage[] {
	const billed = invocations.filter((invocation) => invocation.function === traced.name && isBilled(invocation));
	const sums: Partial<Record<Meter, number>> = {};
	let billedMs = 0;
	for (const invocation of billed) {
		const environment = invocation.environment === null ? undefined : environments[invocation.environment - 1];
		const meter = environment && isProvisioned(environment) ? provisionedDuration[traced.architecture] : duration[traced.architecture];
		sums[meter] = (sums[meter] ?? 0) + gbSeconds(traced.memoryMb, invocation.billedMs ?? 0);
		billedMs += invocation.billedMs ?? 0;
	}
	// The free tier does not apply to functions with provisioned concurrency.
	const exempt = (quantity: number) => (traced.provisionedConcurrency === undefined ? {} : { notFree: quantity });
	const storageMb = Math.max(0, (traced.ephemeralStorageMb ?? freeStorageMb) - freeStorageMb);
	return [
		{ meter: "lambdaRequests", quantity: billed.length, ...exempt(billed.length) },
		...Object.entries(sums).map(([meter, quantity]) => ({ meter: meter as Meter, quantity, ...exempt(quantity) })),
		{ meter: "lambdaStorage", quantity: gbSeconds(storageMb, billedMs) },
	];
}

/** Errors and timeouts are billed, throttles and refusals are not (L234). */
function isBilled({ status, billedMs }: ReportedInvocation): boolean {
	return status !== "throttled" && status !== "rejected" && billedMs !== null;
}

/** The allocation from its beginning to the end of the run, and every INIT ahead of requests (L9, L233). */
function provisionedUsage(traced: TracedFunction, { environments, endedAt }: Parts): Usage[] {
	const own = environments.filter((environment) => environment.function === traced.name && isProvisioned(environment));
	const count = traced.provisionedConcurrency;
	const first = own[0];
	if (!first || count === undefined) return [];
	const inits = own.reduce((sum, environment) => sum + gbSeconds(traced.memoryMb, initMsOf(environment)), 0);
	return [
		{
			meter: allocated[traced.architecture],
			quantity: count * gbSeconds(traced.memoryMb, chargedAllocationMs(endedAt - first.startedAt)),
			perMonth: count * gbSeconds(traced.memoryMb, MONTH_MS),
		},
		// They are initialised once, however long they are kept.
		{ meter: provisionedDuration[traced.architecture], quantity: inits, perMonth: inits },
	];
}

/** The snapshot from its making to the end of the run, its INIT, and every restore (L226). */
function snapStartUsage(traced: TracedFunction, { environments, endedAt }: Parts): Usage[] {
	const own = environments.filter((environment) => environment.function === traced.name);
	const source = own.find(({ endReason }) => endReason === "snapshot");
	if (!source) return [];
	const init = gbSeconds(traced.memoryMb, initMsOf(source));
	return [
		{
			meter: "lambdaSnapshots",
			quantity: gbSeconds(traced.memoryMb, chargedCacheMs(endedAt - (source.endedAt ?? endedAt))),
			perMonth: gbSeconds(traced.memoryMb, MONTH_MS),
		},
		{ meter: "lambdaRestores", quantity: (traced.memoryMb / 1024) * own.filter(isRestored).length },
		{ meter: duration[traced.architecture], quantity: init, perMonth: init },
	];
}

function isRestored({ restore }: ReportedEnvironment): boolean {
	return restore !== null && restore.endedAt !== null;
}
