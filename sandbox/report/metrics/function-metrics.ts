import type { TracedFunction, TraceEvent, TraceEventOf } from "#sandbox/trace/trace.ts";
import { AsyncMetrics } from "./async-metrics.ts";
import type { DimensionNames, MetricSink } from "./metric.ts";
import { SeriesCache } from "./series-cache.ts";

type Invocation = {
	traced: TracedFunction;
	/** What the request named, or the alias of AutoPublishAlias. */
	qualifier: string | undefined;
	at: number;
	asyncEvent: number | undefined;
	/** Whose environment it occupies, if it is a provisioned one. */
	pool: Pool | undefined;
};
/** Provisioned environments of a version, and how many of them are busy. */
type Pool = { size: number; busy: number };

/**
 * Metrics of AWS/Lambda for functions (L124). A throttled request counts as `Throttles` only (L125); an invocation's data points carry the
 * time of its request (L35). Dimensions: none, FunctionName, with Resource for a version or alias, with ExecutedVersion behind an alias.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export class FunctionMetrics {
	#series: SeriesCache;
	#names: DimensionNames;
	#functions: ReadonlyMap<string, TracedFunction>;
	#async: AsyncMetrics;
	/** Environments that were not shut down, by number. */
	#environments = new Map<number, { version: string; pool: Pool | undefined; provisioned: boolean }>();
	/** Provisioned environments of each version that has had any. */
	#pools = new Map<string, Pool>();
	#open = new Map<number, Invocation>();
	/** Requested by the last event: the next one says whether it was refused. */
	#asked: number | undefined;
	#running = new Map<TracedFunction, number>();
	#all = 0;
	#unreserved = 0;
	#reserved: number;

	constructor(functions: readonly TracedFunction[], sink: MetricSink, names: DimensionNames) {
		this.#series = new SeriesCache("AWS/Lambda", sink);
		this.#names = names;
		this.#functions = new Map(functions.map((traced) => [traced.name, traced]));
		this.#reserved = functions.reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
		this.#async = new AsyncMetrics((fn, qualifier, metric, at, value, unit) => this.#add({ fn, qualifier }, metric, at, value, unit));
	}

	read(event: TraceEvent): void {
		this.#admit(event);
		this.#async.read(event);
		switch (event.kind) {
			case "environment.started": {
				const { environment, initialization } = event;
				const provisioned = initialization === "provisioned-concurrency";
				const version = event.version ?? (this.#functions.get(event.function)?.alias === undefined ? "$LATEST" : "1");
				const pool = this.#poolOf(`${event.function} ${version}`, provisioned);
				if (provisioned && pool) pool.size++;
				this.#environments.set(environment, { version, pool, provisioned });
				break;
			}
			case "environment.shutdown": {
				const environment = this.#environments.get(event.environment);
				if (environment?.provisioned && environment.pool) environment.pool.size--;
				this.#environments.delete(event.environment);
				break;
			}
			case "invocation.requested": {
				const traced = this.#functions.get(event.function);
				if (!traced) break;
				// Only a scenario means the alias without naming it.
				const byScenario = event.source === undefined || event.source.service === "scenario";
				const qualifier = event.qualifier ?? (byScenario ? traced.alias : undefined);
				this.#open.set(event.invocation, { traced, qualifier, at: event.at, asyncEvent: event.source?.asyncEvent, pool: undefined });
				this.#asked = event.invocation;
				break;
			}
			case "invocation.rejected":
				this.#open.delete(event.invocation);
				break;
			case "invocation.throttled": {
				const invocation = this.#open.get(event.invocation);
				this.#open.delete(event.invocation);
				if (invocation) this.#add({ fn: invocation.traced.name, qualifier: invocation.qualifier }, "Throttles", event.at, 1);
				break;
			}
			case "invocation.started":
				this.#started(event);
				break;
			case "invocation.ended":
				this.#ended(event);
				break;
		}
	}

	/** A minute is over: what runs on counts in the next one as well. */
	sample(at: number): void {
		this.#admit(undefined);
		if (this.#all === 0) return;
		for (const [traced, running] of this.#running) if (running > 0) this.#concurrency(traced, at);
	}

	/** The last request was not refused, unless this event says so. */
	#admit(event: TraceEvent | undefined): void {
		const asked = this.#asked;
		if (asked === undefined) return;
		this.#asked = undefined;
		if ((event?.kind === "invocation.throttled" || event?.kind === "invocation.rejected") && event.invocation === asked) return;
		const invocation = this.#open.get(asked);
		if (!invocation) return;
		const { traced, at, asyncEvent } = invocation;
		this.#count(traced, 1);
		this.#concurrency(traced, at);
		if (asyncEvent !== undefined) this.#async.admitted(asyncEvent, at);
	}

	#count(traced: TracedFunction, by: 1 | -1): void {
		this.#running.set(traced, (this.#running.get(traced) ?? 0) + by);
		this.#all += by;
		if (traced.reservedConcurrency === undefined) this.#unreserved += by;
	}

	#concurrency(traced: TracedFunction, at: number): void {
		const FunctionName = this.#names.function(traced.name);
		this.#series.of("ConcurrentExecutions", { FunctionName }).add(at, this.#running.get(traced) ?? 0);
		this.#series.of("ConcurrentExecutions", {}).add(at, this.#all);
		this.#series.of("UnreservedConcurrentExecutions", {}).add(at, this.#unreserved);
		this.#series.of("ClaimedAccountConcurrency", {}).add(at, this.#unreserved + this.#reserved);
	}

	#started({ invocation: n, environment }: TraceEventOf<"invocation.started">): void {
		const invocation = this.#open.get(n);
		if (!invocation) return;
		const { traced, qualifier, at } = invocation;
		const { pool, provisioned } = this.#environments.get(environment) ?? {};
		// A version without provisioned concurrency has none of these.
		if (!pool) return;
		const of = { fn: traced.name, qualifier };
		if (!provisioned) {
			this.#add(of, "ProvisionedConcurrencySpilloverInvocations", at, 1);
			return;
		}
		invocation.pool = pool;
		pool.busy++;
		this.#add(of, "ProvisionedConcurrencyInvocations", at, 1);
		this.#add(of, "ProvisionedConcurrentExecutions", at, pool.busy);
		this.#add(of, "ProvisionedConcurrencyUtilization", at, pool.busy / Math.max(1, pool.size));
	}

	#poolOf(version: string, made: boolean): Pool | undefined {
		if (made && !this.#pools.has(version)) this.#pools.set(version, { size: 0, busy: 0 });
		return this.#pools.get(version);
	}

	#ended({ invocation: n, environment, status, durationMs }: TraceEventOf<"invocation.ended">): void {
		const invocation = this.#open.get(n);
		if (!invocation) return;
		this.#open.delete(n);
		const { traced, qualifier, at, pool } = invocation;
		this.#count(traced, -1);
		if (pool) pool.busy--;
		const version = this.#environments.get(environment)?.version ?? "$LATEST";
		const of = { fn: traced.name, qualifier, version };
		this.#add(of, "Invocations", at, 1);
		this.#add(of, "Errors", at, status === "succeeded" ? 0 : 1);
		this.#add(of, "Duration", at, durationMs, "Milliseconds");
		// As beside errors, a minute in which all went well has data points of 0.
		this.#add({ fn: traced.name, qualifier }, "Throttles", at, 0);
	}

	#add(
		{ fn, qualifier, version }: { fn: string; qualifier: string | undefined; version?: string },
		metric: string,
		at: number,
		value: number,
		unit = "Count",
	): void {
		const FunctionName = this.#names.function(fn);
		this.#series.of(metric, { FunctionName }, unit).add(at, value);
		if (accountWide.has(metric)) this.#series.of(metric, {}, unit).add(at, value);
		if (qualifier === undefined) return;
		const Resource = `${FunctionName}:${qualifier}`;
		this.#series.of(metric, { FunctionName, Resource }, unit).add(at, value);
		if (version !== undefined && !/^(?:\d+|\$LATEST)$/.test(qualifier))
			this.#series.of(metric, { ExecutedVersion: version, FunctionName, Resource }, unit).add(at, value);
	}
}

/** Kept for all functions of the Region together as well. */
const accountWide: ReadonlySet<string> = new Set(["Invocations", "Errors", "Duration", "Throttles"]);
