import { lengthLabel } from "#app/timeline/clock-label.ts";
import type { Tone, TrafficDetail, TrafficItem, TrafficSection, TrafficStep } from "#app/traffic/traffic-item.ts";
import { countOf, invocationEnd, invocationStep, joined, shortText, shownText } from "#app/traffic/traffic-words.ts";
import type { Report } from "#sandbox/index.ts";

type Request = Report["http"][number];
type Connection = Report["websockets"][number];

const fronts = {
	rest: "REST API",
	http: "HTTP API",
	functionUrl: "function URL",
	loadBalancer: "load balancer",
} as const satisfies Record<Request["front"], string>;

/** A section for each API, function URL and load balancer, and one for each WebSocket API. */
export function requestSections(report: Report): TrafficSection[] {
	const byApi = new Map<string, Request[]>();
	for (const request of report.http ?? []) {
		const of = byApi.get(request.api);
		if (of) of.push(request);
		else byApi.set(request.api, [request]);
	}
	const requests = [...byApi].map(([api, of], index) => ({
		id: `http-${index + 1}`,
		title: `Requests to ${api}, ${fronts[of[0]?.front ?? "rest"]}`,
		noun: "request",
		facts: requestFacts(of),
		items: of.map((request) => requestItem(report, request)),
		notes: [],
	}));
	return [...requests, ...connectionSections(report)];
}

function requestFacts(requests: readonly Request[]): string {
	const count = (from: number, to: number) => requests.filter(({ status }) => status !== null && status >= from && status < to).length;
	const latencies = requests.flatMap(({ latencyMs }) => latencyMs ?? []).sort((a, b) => a - b);
	const [good, moved, theirs, ours] = [count(100, 300), count(300, 400), count(400, 500), count(500, 600)];
	const open = requests.filter(({ status }) => status === null).length;
	const median = latencies[Math.floor((latencies.length - 1) / 2)];
	return joined([
		countOf(requests.length, "request"),
		good > 0 && `${good.toLocaleString("en")} answered 2xx`,
		moved > 0 && `${moved.toLocaleString("en")} answered 3xx`,
		theirs > 0 && `${theirs.toLocaleString("en")} answered 4xx`,
		ours > 0 && `${ours.toLocaleString("en")} answered 5xx`,
		open > 0 && `${open.toLocaleString("en")} without an answer`,
		median !== undefined && `half of them within ${lengthLabel(median)}, the slowest ${lengthLabel(latencies.at(-1) ?? 0)}`,
	]);
}

function toneOf(status: number | null): Tone {
	if (status === null) return "open";
	return status >= 400 ? "bad" : "good";
}

function requestItem(report: Report, request: Request): TrafficItem {
	const { n, label, method, path, status, latencyMs, authorizerInvocation, invocation, requestedAt } = request;
	return {
		id: `http-request-${n}`,
		at: requestedAt,
		arrivals: [requestedAt],
		name: `${method} ${shortText(path)}`,
		label,
		outcome: status === null ? "no answer" : `${status}, ${lengthLabel(latencyMs ?? 0)}`,
		tone: toneOf(status),
		invocations: [authorizerInvocation, invocation].filter((one) => one !== null),
		retries: false,
		sentence: requestSentence(report, request),
		detail: () => requestDetail(report, request),
	};
}

function requestSentence(report: Report, { status, error, invocation, authorizerInvocation, front, route }: Request): string {
	const name = fronts[front];
	if (status === null) return `The run ended before the ${name} had an answer.`;
	if (invocation === null && authorizerInvocation !== null)
		return `The authorizer, invocation ${authorizerInvocation}, did not let it through, and the function was not asked.`;
	if (invocation === null) return `The ${name} answered ${status} by itself${error ? `, ${error}` : ""}: the function was not asked.`;
	const end = invocationEnd(report, invocation);
	if (error !== null) return `${capital(end)}, and the ${name} answered ${status} in its place: ${error}.`;
	return `${capital(end)}, and its answer is what the client received${route ? `, by route ${route}` : ""}.`;
}

function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

function requestDetail(report: Report, request: Request): TrafficDetail {
	const { invocation, authorizerInvocation, respondedAt, status, front, headers, body, log, requestedAt, route, error } = request;
	const steps: TrafficStep[] = [{ at: requestedAt, text: `arrived at the ${fronts[front]}`, tone: "plain", invocation: null }];
	if (authorizerInvocation !== null) steps.push(invocationStep(report, authorizerInvocation, "authorizer: "));
	if (invocation !== null) steps.push(invocationStep(report, invocation));
	if (respondedAt !== null) steps.push({ at: respondedAt, text: `answered ${status}`, tone: toneOf(status), invocation: null });
	const event = invocation === null ? null : report.invocations[invocation - 1]?.event;
	const names = Object.entries(headers);
	return {
		steps,
		texts: [
			...(route === null ? [] : [{ term: "Route", text: route }]),
			...(names.length === 0
				? []
				: [{ term: "Headers", text: names.map(([name, value]) => `${name}: ${[value].flat().join(", ")}`).join("\n") }]),
			{ term: "Body", text: body === null ? "none, or no longer kept" : shownText(body) },
			...(error === null ? [] : [{ term: "Error", text: error }]),
			...(log === null ? [] : [{ term: "Log of the front", text: log }]),
			...(event === null || event === undefined ? [] : [{ term: "Event", text: shownText(event) }]),
		],
	};
}

function connectionSections(report: Report): TrafficSection[] {
	const connections = report.websockets ?? [];
	const apis = [...new Set(connections.map(({ api }) => api))];
	return apis.map((api, index) => {
		const of = connections.filter((connection) => connection.api === api);
		const sent = of.reduce((sum, connection) => sum + connection.sent.length, 0);
		const received = of.reduce((sum, connection) => sum + connection.received.length, 0);
		return {
			id: `websocket-${index + 1}`,
			title: `Connections to ${api}, WebSocket API`,
			noun: "connection",
			facts: joined([countOf(of.length, "connection"), `${sent} sent by clients`, `${received} sent to clients`]),
			items: of.map((connection, n) => connectionItem(report, connection, `websocket-${index + 1}-${n + 1}`)),
			notes: [],
		};
	});
}

function connectionItem(report: Report, connection: Connection, id: string): TrafficItem {
	const { status, sent, received, requestedAt, closedBy, error, invocation, authorizerInvocation } = connection;
	const accepted = status === 101 || status === 200;
	return {
		id,
		at: requestedAt,
		arrivals: [requestedAt, ...sent.map(({ at }) => at)],
		name: connection.connection,
		label: null,
		outcome:
			status === null ? "no answer" : accepted ? joined([`${sent.length} sent`, `${received.length} received`]) : `refused, ${status}`,
		tone: status === null ? "open" : accepted ? "good" : "bad",
		invocations: [authorizerInvocation, invocation, ...sent.map((one) => one.invocation)].filter((one) => one !== null),
		retries: false,
		sentence: accepted
			? `The connection was opened${closedBy === null ? " and is open at the end of the run" : `, and ${closers[closedBy]}`}.`
			: `The handshake was ${status === null ? "not answered" : `refused with ${status}`}${error ? `: ${error}` : ""}.`,
		detail: () => connectionDetail(report, connection),
	};
}

const closers = {
	client: "the client closed it",
	idleTimeout: "it was closed since nothing was sent for ten minutes",
	maximumDuration: "it was closed after its two hours",
	gateway: "a function closed it",
} as const satisfies Record<NonNullable<Connection["closedBy"]>, string>;

function connectionDetail(report: Report, connection: Connection): TrafficDetail {
	const { requestedAt, authorizerInvocation, invocation, sent, received, closedAt, closedBy, log, connectionId } = connection;
	const steps: TrafficStep[] = [{ at: requestedAt, text: "handshake", tone: "plain", invocation: null }];
	if (authorizerInvocation !== null) steps.push(invocationStep(report, authorizerInvocation, "authorizer: "));
	if (invocation !== null) steps.push(invocationStep(report, invocation, "$connect: "));
	for (const { at, body, route, status, invocation: n, error } of sent) {
		const bad = error !== null || (status !== null && status >= 400);
		const text = joined([`client sent ${shortText(body)}`, route && `route ${route}`, error]);
		steps.push({ at, text, tone: bad ? "bad" : "plain", invocation: n });
	}
	for (const { at, body } of received) steps.push({ at, text: `client received ${shortText(body)}`, tone: "plain", invocation: null });
	if (closedAt !== null && closedBy !== null) steps.push({ at: closedAt, text: closers[closedBy], tone: "plain", invocation: null });
	steps.sort((a, b) => a.at - b.at);
	return {
		steps,
		texts: [{ term: "Connection ID", text: connectionId }, ...(log === null ? [] : [{ term: "Log of the API", text: log }])],
	};
}
