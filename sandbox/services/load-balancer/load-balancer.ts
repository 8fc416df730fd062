import { quotaOf } from "#facts/index.ts";
import type { Json } from "#sandbox/json-value.ts";
import { isPermitted } from "#sandbox/lambda/service/permission.ts";
import type { StackListenerAction, StackLoadBalancer, StackTargetGroup } from "#sandbox/stack/load-balancer.ts";
import type { Cloud } from "../cloud.ts";
import type { CallOutcome, FunctionCaller } from "../http/function-caller.ts";
import type { HttpFront } from "../http/http-fronts.ts";
import { grouped, type Header, type HttpRequest, headerOf, split } from "../http/http-request.ts";
import type { HttpResponse } from "../http/http-response.ts";
import { isRecord, payloadOf, readResult, statusOf, textOf } from "../http/proxy-result.ts";
import { conditionsHold } from "./listener-rules.ts";

/** Largest body of a request, and largest result of the function, in bytes (L278). */
const MAX_BYTES = quotaOf("alb.payload");
const PRINCIPAL = "elasticloadbalancing.amazonaws.com";

/** An Application Load Balancer whose targets are functions (L278). */
export class LoadBalancer implements HttpFront {
	readonly kind = "loadBalancer" as const;
	readonly id: string;
	readonly host: string;
	#balancer: StackLoadBalancer;
	#cloud: Cloud;
	#caller: FunctionCaller;

	constructor(cloud: Cloud, balancer: StackLoadBalancer, caller: FunctionCaller) {
		this.id = balancer.id;
		this.host = balancer.dnsName;
		this.#balancer = balancer;
		this.#cloud = cloud;
		this.#caller = caller;
	}

	handle(request: HttpRequest, respond: (response: HttpResponse) => void) {
		const rule = this.#balancer.rules.find(({ conditions }) => conditionsHold(conditions, request));
		const action = rule?.action ?? this.#balancer.defaultAction;
		const route = rule ? `rule ${rule.priority}` : "default";
		const answer = (response: HttpResponse) => respond({ ...response, route });
		if (action.kind !== "forward") return answer(ownAnswer(action, request));
		const group = this.#balancer.targetGroups.find(({ arn }) => arn === action.targetGroupArn);
		if (!group) return answer(page(503, "TargetGroupHasNoTargets", "The target group has no target."));
		if ((request.body?.length ?? 0) > MAX_BYTES) return answer(page(413, "LambdaRequestTooLarge", "The body is larger than 1 MB."));
		const permission = { functionArn: group.functionArn, principal: PRINCIPAL, sourceArn: group.arn };
		if (!isPermitted(this.#cloud.stack.permissions, permission))
			return answer(page(502, "LambdaAccessDenied", "The load balancer did not have permission to invoke the Lambda function."));
		const call = {
			functionArn: group.functionArn,
			payload: JSON.stringify(eventOf(request, group)),
			service: "elasticloadbalancing",
			sourceArn: group.arn,
			label: request.label,
		};
		return this.#caller.call(call, (outcome) => {
			const invocation = "invocation" in outcome ? outcome.invocation : undefined;
			answer({ ...answerOf(outcome, group), invocation });
		});
	}
}

/** The event: one map of headers and of the query, or two with all values; nothing of the query is decoded (L278). */
function eventOf(request: HttpRequest, { arn, multiValueHeaders }: StackTargetGroup): Json {
	const headers = request.headers
		.map(([name, value]): Header => [name.toLowerCase(), value])
		.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
	const query =
		request.query === ""
			? []
			: request.query.split("&").map((pair): Header => {
					const [name, value = ""] = split(pair, "=");
					return [name, value];
				});
	const maps: Record<string, Json> = multiValueHeaders
		? { multiValueQueryStringParameters: Object.fromEntries(grouped(query)), multiValueHeaders: Object.fromEntries(grouped(headers)) }
		: { queryStringParameters: Object.fromEntries(query), headers: Object.fromEntries(headers) };
	const isText =
		/^text\/|^application\/(?:json|javascript|xml)\b/i.test(headerOf(request, "content-type") ?? "text/plain") &&
		headerOf(request, "content-encoding") === undefined;
	return {
		requestContext: { elb: { targetGroupArn: arn } },
		httpMethod: request.method,
		path: request.path,
		...maps,
		body: request.body?.toString(isText ? "utf8" : "base64") ?? "",
		isBase64Encoded: request.body !== undefined && !isText,
	};
}

function answerOf(outcome: CallOutcome, group: StackTargetGroup): HttpResponse {
	switch (outcome.status) {
		case "succeeded": {
			const payload = payloadOf(outcome);
			if (Buffer.byteLength(payload) > MAX_BYTES)
				return page(502, "LambdaResponseTooLarge", "The result of the function is larger than 1 MB.");
			return (
				responseOf(payload, group) ??
				page(502, "LambdaInvalidResponse", "The result of the function is malformed or lacks a required field.")
			);
		}
		case "functionError":
			return page(502, "LambdaUnhandled", `The function failed: ${outcome.error.errorType}.`);
		case "throttled":
			return page(502, "LambdaThrottling", "The function was throttled.");
		case "rejected":
			return page(502, "LambdaInvalidRequest", outcome.error.errorMessage);
		case "denied":
		case "missing":
		case "abandoned":
			return page(502, "LambdaResourceNotFound", "The function does not exist.");
	}
}

/** Headers are read from the map that goes with the target group's setting, and from no other. */
function responseOf(payload: string, { multiValueHeaders }: StackTargetGroup): HttpResponse | undefined {
	return readResult(payload, (result) => {
		if (!isRecord(result)) return undefined;
		const status = statusOf(result.statusCode);
		const { body, isBase64Encoded } = result;
		if (status === undefined || typeof result.statusCode !== "number") return undefined;
		if (body !== undefined && body !== null && typeof body !== "string") return undefined;
		const map = multiValueHeaders ? result.multiValueHeaders : result.headers;
		if (map !== undefined && map !== null && !isRecord(map)) return undefined;
		const headers: Header[] = [];
		for (const [name, value] of Object.entries(map ?? {})) {
			if (multiValueHeaders !== Array.isArray(value)) return undefined;
			for (const one of Array.isArray(value) ? value : [value]) headers.push([name, textOf(one)]);
		}
		if (!headers.some(([name]) => name.toLowerCase() === "content-type")) headers.unshift(["content-type", "application/octet-stream"]);
		return { status, headers, body: Buffer.from(body ?? "", isBase64Encoded === true ? "base64" : "utf8") };
	});
}

function ownAnswer(action: Exclude<StackListenerAction, { kind: "forward" }>, request: HttpRequest): HttpResponse {
	if (action.kind === "fixed")
		return { status: action.status, headers: [["content-type", action.contentType ?? "text/plain"]], body: Buffer.from(action.body ?? "") };
	const values: Record<string, string> = {
		protocol: "https",
		host: request.host,
		port: "443",
		path: request.path.slice(1),
		query: request.query,
	};
	const filled = action.location.replace(/#\{(protocol|host|port|path|query)\}/g, (_, name: string) => values[name] ?? "");
	// A request without a query is sent on without one.
	const location = filled.replace(/\?$/, "");
	return { status: action.status, headers: [["location", location]], body: Buffer.alloc(0) };
}

const TITLES: Record<number, string> = { 413: "Request Entity Too Large", 502: "Bad Gateway", 503: "Service Temporarily Unavailable" };

/**
 * An error page of the load balancer. @param reason As `error_reason` of the access log names it.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
 */
function page(status: number, reason: string, log: string): HttpResponse {
	const title = `${status} ${TITLES[status] ?? ""}`;
	const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
	return { status, headers: [["content-type", "text/html"]], body: Buffer.from(body), error: reason, log };
}
