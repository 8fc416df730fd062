import { z } from "zod";
import { done, operation } from "../wire/operation.ts";
import { restJsonProtocol } from "../wire/rest.ts";
import type { ServiceApi } from "../wire/service-api.ts";

/** AWS X-Ray, as far as clients send to it: documents of segments are taken and not kept. */
export const xrayApi: ServiceApi = {
	title: "AWS X-Ray",
	hosts: ["xray"],
	protocol: restJsonProtocol([
		{ operation: "PutTraceSegments", method: "POST", path: "/TraceSegments" },
		{ operation: "PutTelemetryRecords", method: "POST", path: "/TelemetryRecords" },
	]),
	operations: {
		PutTraceSegments: operation({
			input: z.object({ TraceSegmentDocuments: z.array(z.string()) }),
			needs: () => [{ action: "xray:PutTraceSegments", resource: "*" }],
			run: () => done({ UnprocessedTraceSegments: [] }),
		}),
		PutTelemetryRecords: operation({
			input: z.object({}),
			needs: () => [{ action: "xray:PutTelemetryRecords", resource: "*" }],
			run: () => done({}),
		}),
	},
};
