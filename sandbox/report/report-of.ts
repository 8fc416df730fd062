import { asyncEventsOf } from "#sandbox/report/async-events.ts";
import { callsOf } from "#sandbox/report/calls.ts";
import { concurrencyOf, peakOf } from "#sandbox/report/concurrency.ts";
import { costOf } from "#sandbox/report/cost.ts";
import { lambdaUsage } from "#sandbox/report/cost-lambda.ts";
import { notPricedOf, ServiceUsage } from "#sandbox/report/cost-services.ts";
import { alarmChangesOf, deploymentsOf } from "#sandbox/report/deployments.ts";
import { environmentsOf } from "#sandbox/report/environments.ts";
import { eventServicesOf } from "#sandbox/report/event-services.ts";
import { executionsOf } from "#sandbox/report/executions.ts";
import { httpOf } from "#sandbox/report/http.ts";
import { invocationsOf } from "#sandbox/report/invocations.ts";
import { logOf } from "#sandbox/report/log.ts";
import { metricsOf } from "#sandbox/report/metrics/metrics-of.ts";
import { queuesOf } from "#sandbox/report/queues.ts";
import type { Report } from "#sandbox/report/report.ts";
import { sendingsOf } from "#sandbox/report/sendings.ts";
import { provisionedVersions, startKindOf } from "#sandbox/report/start-kind.ts";
import { streamsOf } from "#sandbox/report/streams.ts";
import { tablesOf } from "#sandbox/report/tables.ts";
import { totalsOf } from "#sandbox/report/totals.ts";
import { uncondensed } from "#sandbox/report/uncondensed.ts";
import { websocketsOf } from "#sandbox/report/websockets.ts";
import { xrayOf } from "#sandbox/report/xray.ts";
import type { Trace } from "#sandbox/trace/trace.ts";

/**
 * What a run did, as tables. A pure function of the trace: equal traces give equal reports, and a trace that ends early gives a report
 * whose last invocations are "unfinished".
 */
export function reportOf(trace: Trace): Report {
	const events = uncondensed(trace.events);
	const environments = environmentsOf(events);
	const invocations = invocationsOf(events);
	const provisioned = provisionedVersions(environments);
	const byName = new Map(trace.functions.map((traced) => [traced.name, traced]));
	for (const invocation of invocations) {
		const environment = invocation.environment === null ? undefined : environments[invocation.environment - 1];
		const traced = byName.get(invocation.function);
		invocation.start = startKindOf(invocation, environment, provisioned);
		if (environment) invocation.executedVersion = environment.version ?? (traced?.alias === undefined ? "$LATEST" : "1");
	}
	const concurrency = concurrencyOf(events);
	const ran = { environments, invocations, functions: trace.functions, endedAt: trace.endedAt };
	const measured = metricsOf(trace, events);
	const usages = [...lambdaUsage(ran, trace.events), ...new ServiceUsage(trace).usages(measured.metrics)];
	return {
		seed: trace.seed,
		startsAt: trace.startsAt,
		region: trace.region,
		endedAt: trace.endedAt,
		functions: trace.functions,
		notSimulated: trace.notSimulated,
		environments,
		invocations,
		asyncEvents: asyncEventsOf(events),
		deployments: deploymentsOf(events),
		alarmChanges: alarmChangesOf(events),
		...measured,
		traces: xrayOf(events),
		calls: callsOf(events),
		http: httpOf(events),
		websockets: websocketsOf(events),
		log: logOf(events),
		concurrency,
		totals: {
			...totalsOf(ran),
			peakConcurrency: peakOf(concurrency),
		},
		cost: costOf(usages, trace.endedAt, notPricedOf(trace.events)),
		queues: queuesOf(events, trace.endedAt),
		tables: tablesOf(events),
		executions: executionsOf(events),
		...eventServicesOf(events),
		sendings: sendingsOf(events),
		streams: streamsOf(events),
		cuts: events.flatMap((event) => (event.kind === "output.cut" ? [event.what] : [])),
	};
}
