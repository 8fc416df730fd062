import { z } from "zod";
import { faultSchema } from "./faults/faults.ts";
import { type Json, jsonSchema } from "./json-value.ts";
import { arrivalsSchema } from "./traffic/arrivals.ts";
import { deploySchema } from "./traffic/deploy.ts";
import { sendSchema } from "./traffic/send.ts";

export { type Json, jsonSchema };

const virtualMs = z
	.number()
	.min(0)
	.max(7 * 24 * 3_600_000);
const slug = z
	.string()
	.max(64)
	.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "must be lower-case words joined by single hyphens");

/**
 * Requests to one function, or with `send` to another resource of the template. `event` is sent as it is; with `repeat` it is sent `count` times, `everyMs` virtual milliseconds apart
 * (0 sends all at the same moment, which is how a burst that needs one environment each is written).
 */
export const trafficSchema = z
	.strictObject({
		/** Virtual time of the first request, in milliseconds since the scenario began. */
		at: virtualMs,
		/** Logical id of the function in the template; may be left out when there is only one. */
		function: z.string().optional(),
		/** How reports name this request, for example "order 1006". */
		label: z.string().max(60).optional(),
		/** Absent with `send`. */
		event: jsonSchema.optional(),
		/** RequestResponse when absent. Event: asynchronously, through the queue of the Lambda service (L157). */
		invocationType: z.enum(["RequestResponse", "Event", "DryRun"]).optional(),
		/** Version or alias of the function; when absent its first alias that points to a version, such as that of AutoPublishAlias, or else $LATEST. */
		qualifier: z.string().min(1).max(128).optional(),
		/** In place of an invocation: a message, an event, a write, an HTTP request to another resource. */
		send: sendSchema.optional(),
		/** When requests arrive, counted from `at`; instead of `repeat`. */
		arrivals: arrivalsSchema.optional(),
		repeat: z.strictObject({ count: z.number().int().min(1).max(100_000), everyMs: virtualMs }).optional(),
	})
	.refine((item) => (item.event === undefined) !== (item.send === undefined), {
		error: "needs either an event for a function, or a send",
		path: ["event"],
	})
	.refine((item) => item.repeat === undefined || item.arrivals === undefined, {
		error: "repeat and arrivals exclude each other",
		path: ["arrivals"],
	});
export type Traffic = z.infer<typeof trafficSchema>;

/** The `event`th asynchronous event of a function, from 1 in the order of acceptance, comes again `afterMs` after its first delivery. */
export const asyncDuplicateSchema = z.strictObject({
	/** Logical id. */
	function: z.string(),
	event: z.number().int().min(1),
	afterMs: virtualMs.default(1000),
});

const latency = z.union([z.number().min(0).max(900_000), z.strictObject({ minMs: z.number().min(0), maxMs: z.number().max(900_000) })]);

/** One answer of a host in the simulated network. Routes are tried in order; the first whose method and path fit answers. */
export const routeSchema = z.strictObject({
	method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "ANY"]).default("ANY"),
	/** Exact path, with `:name` for a parameter, or `*` at the end for the rest: `/orders/:id`. */
	path: z.string().startsWith("/"),
	/** Virtual time until the response, fixed or drawn evenly from the seed. */
	latencyMs: latency.default(10),
	status: z.number().int().min(200).max(599).default(200),
	/** A list where a header comes more than once, as set-cookie does. */
	headers: z.record(z.string(), z.union([z.string(), z.array(z.string()).max(64)])).default({}),
	/** JSON body. In strings, `{name}` is replaced by the path parameter and `{#}` by how often this route was called, from 1. */
	body: jsonSchema.default(null),
	/** Instead of `body`: the text as it is sent, with the same replacements; its content-type is text/plain unless `headers` say otherwise. */
	bodyText: z.string().max(1_000_000).optional(),
	/** Instead of `body`: bytes in base64; their content-type is application/octet-stream unless `headers` say otherwise. */
	bodyBase64: z.base64().max(8_000_000).optional(),
	/** Instead of a response: the connection is refused, reset, or never comes about. */
	fails: z.enum(["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT"]).optional(),
	/** Answers only between these virtual times; outside of them the next fitting route does. Used for simulated faults. */
	between: z.strictObject({ fromMs: virtualMs, toMs: virtualMs }).optional(),
});
export type Route = z.infer<typeof routeSchema>;

export const hostSchema = z.strictObject({ host: z.string().min(1).max(253), routes: z.array(routeSchema).min(1) });

/**
 * A check is data, not code: a JSONata expression over the report of the run, and what its value must be.
 * It is evaluated outside the isolate, on facts that the host recorded; nothing that learner code prints or returns can forge it.
 */
export const checkSchema = z.strictObject({
	id: slug,
	/** States the fact: "Each environment connects once". */
	title: z.string().min(4).max(120),
	/** JSONata over the report (see Report): for example `$count(calls[path="/session"])`. */
	actual: z.string().min(1).max(4000),
	compare: z.enum(["equals", "atMost", "atLeast"]).default("equals"),
	expected: jsonSchema,
	/** JSONata giving the number of the invocation (1-based) where it went wrong, for the link into the timeline. */
	moment: z.string().max(4000).optional(),
	/** What a learner reads when it fails: the cause, in two sentences. Inline Markdown. */
	why: z.string().min(8).max(600),
});
export type Check = z.infer<typeof checkSchema>;

/** What happens to a project: traffic, simulated network, seed, and the checks that follow. Plain JSON, so it can cross every border. */
export const scenarioSchema = z.strictObject({
	/** Equal source, template, traffic and seed give a byte-identical trace. */
	seed: z
		.number()
		.int()
		.min(0)
		.max(2 ** 32 - 1)
		.default(1),
	/** Calendar time at virtual time 0. */
	startsAt: z.iso.datetime().default("2026-11-24T09:00:00.000Z"),
	region: z.string().default("eu-central-1"),
	/** Concurrent executions of the account in the Region (L128). */
	accountConcurrency: z.number().int().min(1).max(100_000).default(1000),
	/** An environment idle for this long is shut down; AWS publishes no figure (L20). */
	idleLifetimeMs: virtualMs.default(600_000),
	/** An environment of this age gets no further invocation, even under continuous traffic: Lambda ends them "every few hours" (L20). */
	maxLifetimeMs: virtualMs.default(7_200_000),
	/** The run ends here, or as soon as nothing is left to happen. */
	durationMs: virtualMs.default(3_600_000),
	network: z.array(hostSchema).default([]),
	/** What goes wrong with hosts of the simulated network, for a while each. */
	faults: z.array(faultSchema).max(100).default([]),
	/** Later deployments of functions, while traffic goes on. */
	deploy: z.array(deploySchema).max(20).default([]),
	/** Asynchronous events that are delivered a second time, as happens on AWS without announcement (L161). */
	asyncDuplicates: z.array(asyncDuplicateSchema).max(100).default([]),
	/** What a standard queue may do at any time, and seldom does. Off unless a rate is given. */
	sqs: z
		.strictObject({
			/** Part of messages that come a second time: deleting one leaves a copy, visible after the visibility timeout (L316). */
			duplicateRate: z.number().min(0).max(1).default(0),
			/** Part of messages that are handed out behind some of those sent after them (L316). */
			outOfOrderRate: z.number().min(0).max(1).default(0),
		})
		.default({ duplicateRate: 0, outOfOrderRate: 0 }),
	/**
	 * When the event source mappings of streams are created, with traffic on its way already; at the start, when absent. One that begins at
	 * LATEST misses what was written before (L202).
	 */
	mappingsCreatedAtMs: virtualMs.optional(),
	traffic: z.array(trafficSchema).min(1),
	checks: z.array(checkSchema).default([]),
});
export type Scenario = z.infer<typeof scenarioSchema>;
export type ScenarioInput = z.input<typeof scenarioSchema>;

/** Lets an author of a `scenario.ts` see mistakes while typing. */
export function defineScenario(scenario: ScenarioInput): ScenarioInput {
	return scenario;
}
