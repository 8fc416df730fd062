import { z } from "zod";
import { jsonProtocol } from "../wire/json-protocol.ts";
import { done, failed, operation } from "../wire/operation.ts";
import type { ServiceApi } from "../wire/service-api.ts";
import type { KinesisService } from "./kinesis-service.ts";
import type { KinesisStream } from "./kinesis-stream.ts";

const stream = { StreamName: z.string().optional(), StreamARN: z.string().optional() };
type StreamName = z.output<z.ZodObject<typeof stream>>;
/** `Data` is base64. */
const record = { Data: z.string(), PartitionKey: z.string().min(1).max(256) };

/** Records of one PutRecords (L213). */
const MOST_RECORDS = 500;

/**
 * The operations of Amazon Kinesis Data Streams that producers call.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/Welcome.html
 */
export function kinesisApi(kinesis: KinesisService, { arnOfStream }: { arnOfStream: (name: string) => string }): ServiceApi {
	const arnOf = ({ StreamARN, StreamName = "" }: StreamName) => StreamARN ?? arnOfStream(StreamName);
	const found = (input: StreamName): KinesisStream | undefined => kinesis.streams.find(({ arn }) => arn === arnOf(input));
	const unknown = (input: StreamName) =>
		failed(
			"ResourceNotFoundException",
			`Stream ${arnOf(input).replace(/^.*stream\//, "")} under account ${arnOf(input).split(":")[4] ?? ""} not found.`,
		);
	const needs = (action: string) => (input: StreamName) => [{ action: `kinesis:${action}`, resource: arnOf(input) }];
	return {
		title: "Amazon Kinesis Data Streams",
		hosts: ["kinesis"],
		protocol: jsonProtocol("1.1", { target: "Kinesis_20131202" }),
		operations: {
			PutRecord: operation({
				input: z.object({ ...stream, ...record }),
				needs: needs("PutRecord"),
				run: (input) => {
					const put = found(input)?.put(input.PartitionKey, textOf(input.Data));
					if (!put) return unknown(input);
					return put.ok ? done({ ShardId: put.shardId, SequenceNumber: put.sequenceNumber }) : failed(put.code, put.message);
				},
			}),
			PutRecords: operation({
				input: z.object({ ...stream, Records: z.array(z.object(record)).min(1).max(MOST_RECORDS) }),
				needs: needs("PutRecords"),
				run: (input) => {
					const target = found(input);
					if (!target) return unknown(input);
					const results = input.Records.map(({ PartitionKey, Data }) => target.put(PartitionKey, textOf(Data)));
					return done({
						FailedRecordCount: results.filter(({ ok }) => !ok).length,
						Records: results.map((put) =>
							put.ok ? { ShardId: put.shardId, SequenceNumber: put.sequenceNumber } : { ErrorCode: put.code, ErrorMessage: put.message },
						),
					});
				},
			}),
		},
	};
}

/** Streams of the simulator hold text; bytes that are no UTF-8 do not survive. */
function textOf(base64: string): string {
	return Buffer.from(base64, "base64").toString("utf8");
}
