import type { Json } from "#sandbox/json-value.ts";
import { parseArn } from "#sandbox/stack/arn.ts";
import type { StackMapping } from "#sandbox/stack/mapping.ts";
import { generatedUuid } from "../generated-ids.ts";
import type { Properties } from "../properties.ts";
import { functionNamed, placed, type Reading, type ResourceReader } from "../reading.ts";

type Source = StackMapping["source"];
const STREAMS_ONLY = [
	"StartingPosition",
	"StartingPositionTimestamp",
	"ParallelizationFactor",
	"BisectBatchOnFunctionError",
	"MaximumRecordAgeInSeconds",
	"MaximumRetryAttempts",
	"TumblingWindowInSeconds",
];

/** AWS::Lambda::EventSourceMapping, with Lambda's defaults and limits by source (Part E). */
export const readMapping: ResourceReader = (resource, properties, reading) => {
	const { id } = resource;
	const named = properties.needed("FunctionName", "Add for example FunctionName: !Ref Function.");
	const given = properties.text("EventSourceArn");
	const source = given === undefined ? undefined : sourceOf(given);
	if (!source) {
		const what =
			given === undefined ? `${id}, whose event source is not known,` : `${id}, which reads ${parseArn(given)?.service ?? given}`;
		reading.notes.skip(resource.line, what, "Nothing is read from it; the traffic of the scenario may call the function.");
		return;
	}
	if (named === undefined) return;
	const { arn, fn } = functionNamed(named, reading);
	if (!fn) reading.notes.skip(resource.line, `the function ${named} of ${id}`, "It is not simulated; nothing is read for it.");
	const mapping = {
		...placed(resource),
		uuid: generatedUuid("mapping", id),
		source,
		functionArn: arn,
		...readBatching(source, properties),
		...readMetrics(properties),
	};
	const streams = source.kind === "sqs" ? refuseStreamSettings(properties) : readStreamSettings(source, properties);
	properties.notSimulated({
		ProvisionedPollerConfig: "The mapping scales as one without provisioned pollers.",
		KmsKeyArn: "Filters are not encrypted.",
		LoggingConfig: "The mapping writes no log.",
	});
	properties.done();
	if (fn) reading.stack.mappings.push({ ...mapping, ...streams });
};

function sourceOf(arn: string): Source | undefined {
	const parts = parseArn(arn);
	if (parts?.service === "sqs") return { kind: "sqs", arn };
	if (parts?.service === "kinesis") return { kind: "kinesis", arn };
	return parts?.service === "dynamodb" && parts.resource.includes("/stream/") ? { kind: "dynamodb", arn } : undefined;
}

function readBatching(source: Source, properties: Properties) {
	const queue = source.kind === "sqs";
	const fifo = queue && source.arn.endsWith(".fifo");
	const batchSize = properties.whole("BatchSize", { min: 1, max: fifo ? 10 : 10_000, fallback: queue ? 10 : 100, unit: "records" });
	const window = properties.whole("MaximumBatchingWindowInSeconds", { min: 0, max: 300, fallback: 0, unit: "seconds" });
	if (fifo && window > 0)
		properties.problem(
			"MaximumBatchingWindowInSeconds",
			"Batching window is not supported for FIFO queues.",
			"Leave MaximumBatchingWindowInSeconds out.",
		);
	if (queue && batchSize > 10 && window < 1)
		properties.problem(
			"BatchSize",
			"Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
			"Add MaximumBatchingWindowInSeconds: 1, or a BatchSize of at most 10.",
		);
	const scaling = properties.part("ScalingConfig");
	const maximumConcurrency = scaling?.optionalWhole("MaximumConcurrency", 2, 1000, "invocations");
	scaling?.done();
	if (scaling && !queue)
		properties.problem("ScalingConfig", "Unsupported parameter ScalingConfig for given event source mapping type.", "Only queues have it.");
	const responses = properties.texts("FunctionResponseTypes");
	if (responses.some((type) => type !== "ReportBatchItemFailures"))
		properties.problem("FunctionResponseTypes", `FunctionResponseTypes is ${responses.join(", ")}.`, "Use [ReportBatchItemFailures].");
	return {
		enabled: properties.flag("Enabled", true),
		batchSize,
		maximumBatchingWindowSeconds: window,
		maximumConcurrency,
		reportBatchItemFailures: responses.includes("ReportBatchItemFailures"),
		filters: readFilters(properties),
	};
}

/** @returns Patterns, from the JSON texts of FilterCriteria (L177). */
function readFilters(properties: Properties): Json[] {
	const criteria = properties.part("FilterCriteria");
	const filters = criteria?.parts("Filters").flatMap((filter) => {
		const pattern = filter.json("Pattern");
		filter.done();
		if (pattern !== undefined && (typeof pattern !== "object" || pattern === null || Array.isArray(pattern))) {
			filter.problem(
				"Pattern",
				"Invalid filter pattern definition.",
				'Write the pattern as JSON, for example \'{"body": {"type": ["order"]}}\'.',
			);
			return [];
		}
		return pattern === undefined ? [] : [pattern];
	});
	criteria?.done();
	if ((filters?.length ?? 0) > 5)
		properties.problem("FilterCriteria", "Exceeded maximum number of filters: 5.", "Join patterns: values in an array are ORed.");
	return filters ?? [];
}

/** The EventCount metrics (L182); those of Kafka have nothing to count. */
function readMetrics(properties: Properties): Pick<StackMapping, "countsEvents"> {
	const config = properties.part("MetricsConfig");
	const metrics = config?.texts("Metrics") ?? [];
	config?.done();
	return metrics.includes("EventCount") ? { countsEvents: true } : {};
}

const NO_STREAM = {
	startingPosition: undefined,
	parallelizationFactor: 1,
	bisectBatchOnFunctionError: false,
	maximumRecordAgeSeconds: -1,
	maximumRetryAttempts: -1,
	tumblingWindowSeconds: 0,
	onFailureArn: undefined,
};

/** What a mapping of a queue must not have (L181). */
function refuseStreamSettings(properties: Properties): typeof NO_STREAM {
	if (properties.has("DestinationConfig"))
		properties.problem(
			"DestinationConfig",
			"Unsupported DestinationConfig parameter for given event source mapping type.",
			"A queue moves failed messages to its own dead-letter queue: give the queue a RedrivePolicy.",
		);
	for (const key of STREAMS_ONLY)
		if (properties.has(key))
			properties.problem(key, `Unsupported parameter ${key} for given event source mapping type.`, "Only streams have it.");
	return NO_STREAM;
}

function readStreamSettings(source: Source, properties: Properties) {
	const age = properties.whole("MaximumRecordAgeInSeconds", { min: -1, max: 604_800, fallback: -1, unit: "seconds" });
	if (age >= 0 && age < 60)
		properties.problem(
			"MaximumRecordAgeInSeconds",
			`MaximumRecordAgeInSeconds of ${properties.owner} is ${age}; it must be -1, or from 60 to 604800.`,
			"Use -1 for no limit, or at least 60.",
		);
	const destination = properties.part("DestinationConfig");
	const failure = destination?.part("OnFailure");
	const onFailureArn = failure?.text("Destination");
	failure?.ignore("Type");
	failure?.done();
	if (destination?.has("OnSuccess"))
		destination.problem("OnSuccess", "OnSuccess is not available on event source mappings.", "Keep OnFailure alone.");
	destination?.done();
	return {
		startingPosition: readStart(source, properties),
		parallelizationFactor: properties.whole("ParallelizationFactor", { min: 1, max: 10, fallback: 1, unit: "batches" }),
		bisectBatchOnFunctionError: properties.flag("BisectBatchOnFunctionError", false),
		maximumRecordAgeSeconds: age,
		maximumRetryAttempts: properties.whole("MaximumRetryAttempts", { min: -1, max: 10_000, fallback: -1, unit: "attempts" }),
		tumblingWindowSeconds: properties.whole("TumblingWindowInSeconds", { min: 0, max: 900, fallback: 0, unit: "seconds" }),
		onFailureArn,
	};
}

/** Where reading begins (L175, L202). */
function readStart(source: Source, properties: Properties): StackMapping["startingPosition"] {
	if (!properties.has("StartingPosition"))
		properties.problem(
			"StartingPosition",
			"1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
			"Add StartingPosition: LATEST or TRIM_HORIZON.",
		);
	const kind = properties.oneOf("StartingPosition", ["LATEST", "TRIM_HORIZON", "AT_TIMESTAMP"], "LATEST");
	const timestamp = properties.number("StartingPositionTimestamp");
	if (kind !== "AT_TIMESTAMP") return { kind };
	if (source.kind === "dynamodb")
		properties.problem("StartingPosition", `Unsupported starting position for arn type: ${source.arn}`, "Use LATEST or TRIM_HORIZON.");
	if (timestamp === undefined)
		properties.problem(
			"StartingPositionTimestamp",
			`${properties.owner} has no StartingPositionTimestamp.`,
			"Give the time in seconds since 1970.",
		);
	return { kind, epochMs: (timestamp ?? 0) * 1000 };
}

/** Checks mappings against their queues and functions: Lambda refuses a visibility timeout that is too short (L188). */
export function checkMappings(reading: Reading): void {
	const { stack, notes } = reading;
	const queues = new Map(stack.queues.map((queue) => [queue.arn, queue]));
	const sources = new Set([
		...queues.keys(),
		...stack.streams.map(({ arn }) => arn),
		...stack.tables.flatMap(({ stream }) => stream?.arn ?? []),
	]);
	for (const mapping of stack.mappings) {
		const queue = queues.get(mapping.source.arn);
		const { fn } = functionNamed(mapping.functionArn, reading);
		if (queue && fn && queue.visibilityTimeoutSeconds * 1000 < fn.timeoutMs)
			notes.problem(
				{ line: mapping.line, column: 1 },
				`Invalid request provided: Queue visibility timeout: ${queue.visibilityTimeoutSeconds} seconds is less than Function timeout: ${fn.timeoutMs / 1000} seconds`,
				`Give ${queue.id} a VisibilityTimeout of at least ${fn.timeoutMs / 1000}; AWS advises six times the function's timeout, ${(fn.timeoutMs * 6) / 1000}.`,
			);
		if (!sources.has(mapping.source.arn))
			notes.skip(
				mapping.line,
				`the event source ${mapping.source.arn} of ${mapping.id}`,
				"It is not in this template; nothing arrives from it.",
			);
	}
}
