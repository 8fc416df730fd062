import { ACCOUNT } from "#sandbox/stack/arn.ts";
import { queryProtocol } from "../wire/query-protocol.ts";
import type { IntegrationAnswer } from "./custom-integration.ts";
import type { MappedParameters } from "./mapped-parameters.ts";

/** What an integration sends to a service. */
type Sent = MappedParameters & { service: string; region: string /** `path/…` or `action/…`. */; action: string; payload: string };

/** `form`: in the query protocol, so that the answer is in its form as well. */
type ServiceRequest = { ok: true; operation: string; input: object; form: boolean } | { ok: false; answer: IntegrationAnswer };

/** Services that take forms, `Action=SendMessage&…`; SQS takes JSON too. */
const QUERY = new Set(["sqs", "sns"]);
const query = queryProtocol({ namespace: "" });

/**
 * Reads the call of a service from what the mappings of an integration have written: a form, or JSON whose operation the URI or the header
 * X-Amz-Target names.
 * @see https://repost.aws/knowledge-center/api-gateway-rest-api-sqs-errors
 */
export function readServiceRequest(sent: Sent): ServiceRequest {
	const { service, action, header, payload } = sent;
	const named = /^action\/([A-Za-z]+)/.exec(action)?.[1];
	const target = header["x-amz-target"]?.split(".").at(-1);
	if (QUERY.has(service) && target === undefined) return readForm(sent, named);
	const operation = named ?? target;
	if (operation === undefined) return unknownOperation();
	try {
		const input: unknown = JSON.parse(payload.trim() || "{}");
		if (typeof input === "object" && input !== null && !Array.isArray(input))
			return { ok: true, operation, input: { ...queueOf(sent), ...input }, form: false };
	} catch {
		// Told below.
	}
	return { ok: false, answer: answer(400, JSON.stringify({ __type: "SerializationException" })) };
}

/** A body counts only with the content type of a form: without it SQS sees a call of nothing. */
function readForm(sent: Sent, named: string | undefined): ServiceRequest {
	const { header, querystring, payload, service } = sent;
	const fields = new URLSearchParams(querystring);
	if (/^application\/x-www-form-urlencoded/i.test(header["content-type"] ?? ""))
		for (const [name, value] of new URLSearchParams(payload.trim())) fields.set(name, value);
	if (named !== undefined) fields.set("Action", named);
	const names = new URLSearchParams([...fields].map(([name, value]) => [service === "sqs" ? unflattened(name) : name, value]));
	const read = query.read({ ...NO_REQUEST, query: names.toString() });
	if (!read.ok) return unknownOperation();
	const { operation, input } = read.output;
	return { ok: true, operation, input: { ...queueOf(sent), ...numbered(input as object) }, form: true };
}

const NO_REQUEST = { method: "POST", host: "", path: "/", headers: new Map<string, string>(), body: Buffer.alloc(0) };

/** The queue that the path names: `path/ACCOUNT/QUEUE`. */
function queueOf({ service, region, action }: Sent): { QueueUrl?: string } {
	const [, account = ACCOUNT, queue] = /^path\/(?:\/*(\d{12})\/)?([\w.-]+)\/?$/.exec(action) ?? [];
	return service === "sqs" && queue !== undefined ? { QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${queue}` } : {};
}

/** Lists of SQS are flat: `MessageAttribute.1.Name`, `SendMessageBatchRequestEntry.1.Id`. */
function unflattened(name: string): string {
	return name
		.replace(/^(?:SendMessageBatchRequestEntry|DeleteMessageBatchRequestEntry)\./, "Entries.member.")
		.replace(/(^|\.)MessageAttribute\./, "$1MessageAttributes.entry.")
		.replace(/(^|\.)MessageSystemAttribute\./, "$1MessageSystemAttributes.entry.")
		.replace(/^(AttributeName|MessageAttributeName|MessageSystemAttributeName)\./, "$1s.member.");
}

/** A form knows texts alone; what the operation wants as a number is one in JSON. */
function numbered(input: object): object {
	return Object.fromEntries(
		Object.entries(input).map(([name, value]) => {
			if (NUMBERS.has(name) && typeof value === "string" && /^\d{1,9}$/.test(value)) return [name, Number(value)];
			return [name, name === "Entries" && Array.isArray(value) ? value.map(numbered) : value];
		}),
	);
}

const NUMBERS = new Set(["DelaySeconds", "MaxNumberOfMessages", "VisibilityTimeout", "WaitTimeSeconds"]);

function unknownOperation(): ServiceRequest {
	return { ok: false, answer: answer(404, "<UnknownOperationException/>\n", "application/xml") };
}

function answer(status: number, body: string, type = "application/json"): IntegrationAnswer {
	return { selectBy: String(status), body, headers: { "content-type": type } };
}
