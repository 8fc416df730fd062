import { z } from "zod";
import { jsonProtocol } from "../wire/json-protocol.ts";
import { done, failed, operation } from "../wire/operation.ts";
import type { ServiceApi } from "../wire/service-api.ts";
import { type Entry, entryBytes, MOST_ENTRY_BYTES } from "./entry.ts";
import type { EventBridgeService } from "./eventbridge-service.ts";

/** Entries of one PutEvents. */
const MOST_ENTRIES = 10;

/**
 * The operations of Amazon EventBridge that handlers call.
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function eventBridgeApi(bridge: EventBridgeService, { arnOfBus }: { arnOfBus: (name: string) => string }): ServiceApi {
	const entry = z.object({
		Source: z.string().default(""),
		DetailType: z.string().default(""),
		Detail: z.string().default(""),
		Resources: z.array(z.string()).default([]),
		EventBusName: z.string().optional(),
	});
	return {
		title: "Amazon EventBridge",
		hosts: ["events"],
		protocol: jsonProtocol("1.1", { target: "AWSEvents" }),
		operations: {
			PutEvents: operation({
				input: z.object({ Entries: z.array(entry) }),
				needs: ({ Entries }) => [...new Set(Entries.map(busOf))].map((bus) => ({ action: "events:PutEvents", resource: arnOfBus(bus) })),
				run: ({ Entries }, { caller }) => {
					if (Entries.length === 0 || Entries.length > MOST_ENTRIES)
						return failed(
							"ValidationException",
							`1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${Entries.length === 0 ? "greater than or equal to 1" : `less than or equal to ${MOST_ENTRIES}`}`,
						);
					const asked = Entries.map((one) => ({ bus: busOf(one), entry: entryOf(one) }));
					if (asked.reduce((bytes, one) => bytes + entryBytes(one.entry), 0) > MOST_ENTRY_BYTES)
						return failed("ValidationException", "Total size of the entries in the request is over the limit.");
					const results = asked.map((one) => bridge.put(one.bus, one.entry, { lineage: caller.lineage }));
					return done({
						FailedEntryCount: results.filter(({ ok }) => !ok).length,
						Entries: results.map((result) =>
							result.ok ? { EventId: result.id } : { ErrorCode: result.code, ErrorMessage: result.message },
						),
					});
				},
			}),
		},
	};
}

/** Name of the bus; entries may give its ARN. */
function busOf({ EventBusName = "default" }: { EventBusName?: string | undefined }): string {
	return EventBusName.replace(/^arn:.*:event-bus\//, "");
}

function entryOf({
	Source,
	DetailType,
	Detail,
	Resources,
}: {
	Source: string;
	DetailType: string;
	Detail: string;
	Resources: string[];
}): Entry {
	return { source: Source, detailType: DetailType, detail: Detail, resources: Resources };
}
