import { arnOf } from "#sandbox/stack/arn.ts";
import { placed, type ResourceReader } from "../reading.ts";

/** Shards with which an on-demand stream begins. */
const ON_DEMAND_SHARDS = 4;

/** AWS::Kinesis::Stream (L213). */
export const readStream: ResourceReader = (resource, properties, reading) => {
	const name = reading.references.physicalName(resource.id);
	properties.ignore("Name", "StreamEncryption", "DesiredShardLevelMetrics");
	const mode = properties.part("StreamModeDetails");
	const onDemand = mode?.oneOf("StreamMode", ["PROVISIONED", "ON_DEMAND"], "PROVISIONED") === "ON_DEMAND";
	mode?.done();
	if (onDemand && properties.has("ShardCount"))
		properties.problem(
			"ShardCount",
			"ShardCount cannot be specified when StreamMode is ON_DEMAND.",
			"Leave ShardCount out, or make the stream PROVISIONED.",
		);
	if (!onDemand && !properties.has("ShardCount"))
		properties.problem(
			"ShardCount",
			`${resource.id} has no ShardCount.`,
			"Add ShardCount: 1, or StreamModeDetails: { StreamMode: ON_DEMAND }.",
		);
	const stream = {
		...placed(resource),
		name,
		arn: arnOf("kinesis", reading.region, `stream/${name}`),
		shardCount: properties.whole("ShardCount", { min: 1, max: 10_000, fallback: onDemand ? ON_DEMAND_SHARDS : 1, unit: "shards" }),
		retentionHours: properties.whole("RetentionPeriodHours", { min: 24, max: 8760, fallback: 24, unit: "hours" }),
		onDemand,
	};
	properties.notSimulated({ MaxRecordSizeInKiB: "A record has at most 1 MiB." });
	properties.done();
	reading.stack.streams.push(stream);
};
