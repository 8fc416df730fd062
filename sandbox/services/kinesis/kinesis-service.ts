import { RandomStream } from "#sandbox/kernel/random.ts";
import { SimulatorError } from "#sandbox/kernel/simulator-error.ts";
import type { Cloud } from "../cloud.ts";
import { KinesisStream } from "./kinesis-stream.ts";

/** Kinesis Data Streams: the streams of the template, and who writes to them. */
export class KinesisService {
	readonly streams: readonly KinesisStream[];

	constructor(cloud: Cloud) {
		const { run, stack } = cloud;
		this.streams = stack.streams.map((stream) => new KinesisStream(run, stream));
		const keys = new RandomStream(run.scenario.seed, "kinesis partition keys");
		for (const stream of this.streams) {
			cloud.register(stream.arn, {
				receive: ({ body, groupId }) => {
					// A service that names no partition key draws one for each record.
					const put = stream.put(groupId ?? keys.uuid(), body);
					if (put.ok) return { ok: true, id: put.sequenceNumber };
					return { ...put, retryable: put.code === "ProvisionedThroughputExceededException" };
				},
			});
		}
		const byId = new Map(this.streams.map((stream) => [stream.id, stream]));
		cloud.accept("kinesis", ({ stream, partitionKey, data }, label) => {
			const target = byId.get(stream);
			if (!target) throw new SimulatorError("UNKNOWN_STREAM", `The traffic sends to ${stream}; the template has no such stream.`);
			target.put(partitionKey, typeof data === "string" ? data : JSON.stringify(data), label);
		});
	}
}
