import type { TraceEvent, TraceEventOf } from "#sandbox/trace/trace.ts";
import type { DimensionNames, MetricSink } from "./metric.ts";
import { SeriesCache } from "./series-cache.ts";

type Answered = TraceEventOf<"http.responded"> | TraceEventOf<"http.condensed">;

/** Ended invocations whose response the front has not sent yet; more than these are never under way for long. */
const ENDED_KEPT = 10_000;

/**
 * Metrics of the fronts: AWS/ApiGateway for REST and HTTP APIs, AWS/Lambda for function URLs, AWS/ApplicationELB for load balancers.
 * Statuses count 1 or 0 for each request, so that their average is the rate.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-monitoring.html
 */
export class HttpMetrics {
	#gateway: SeriesCache;
	#lambda: SeriesCache;
	#balancer: SeriesCache;
	#names: DimensionNames;
	#requests = new Map<number, TraceEventOf<"http.requested">>();
	#invocations = new Map<number, number>();
	/** How long the integration took, by number of the invocation. */
	#ended = new Map<number, number>();

	constructor(sink: MetricSink, names: DimensionNames) {
		this.#gateway = new SeriesCache("AWS/ApiGateway", sink);
		this.#lambda = new SeriesCache("AWS/Lambda", sink);
		this.#balancer = new SeriesCache("AWS/ApplicationELB", sink);
		this.#names = names;
	}

	read(event: TraceEvent): void {
		switch (event.kind) {
			case "http.requested":
				this.#requests.set(event.request, event);
				break;
			case "http.responded": {
				const request = this.#requests.get(event.request);
				this.#requests.delete(event.request);
				if (request) this.#answered(request.front, request.api, request.at, event);
				break;
			}
			case "http.condensed":
				this.#answered(event.front, event.api, event.requestedAt, event);
				break;
			case "invocation.requested":
				if (event.source?.service === "apigateway") this.#invocations.set(event.invocation, event.at);
				break;
			case "invocation.ended":
				this.#integrated(event);
				break;
		}
	}

	#integrated({ invocation, at }: TraceEventOf<"invocation.ended">): void {
		const from = this.#invocations.get(invocation);
		if (from === undefined) return;
		this.#invocations.delete(invocation);
		this.#ended.set(invocation, at - from);
		const [oldest] = this.#ended.keys();
		if (this.#ended.size > ENDED_KEPT && oldest !== undefined) this.#ended.delete(oldest);
	}

	#answered(front: TraceEventOf<"http.requested">["front"], api: string, at: number, answer: Answered): void {
		const is = (from: number) => Number(answer.status >= from && answer.status < from + 100);
		const latency = answer.at - at;
		if (front === "functionUrl") {
			const FunctionName = this.#names.function(api);
			this.#lambda.of("UrlRequestCount", { FunctionName }).add(at, 1);
			this.#lambda.of("Url4xxCount", { FunctionName }).add(at, is(400));
			this.#lambda.of("Url5xxCount", { FunctionName }).add(at, is(500));
			this.#lambda.of("UrlRequestLatency", { FunctionName }, "Milliseconds").add(at, latency);
			return;
		}
		const dimensions = front === "loadBalancer" ? { LoadBalancer: api } : this.#names.api(api);
		if (front === "loadBalancer") {
			this.#balancer.of("RequestCount", dimensions).add(at, 1);
			if (answer.error === undefined)
				this.#balancer.of(`HTTPCode_Target_${Math.floor(answer.status / 100)}XX_Count`, dimensions).add(at, 1);
			else this.#balancer.of(`HTTPCode_ELB_${Math.floor(answer.status / 100)}XX_Count`, dimensions).add(at, 1);
			return;
		}
		this.#gateway.of("Count", dimensions).add(at, 1);
		this.#gateway.of(front === "rest" ? "4XXError" : "4xx", dimensions).add(at, is(400));
		this.#gateway.of(front === "rest" ? "5XXError" : "5xx", dimensions).add(at, is(500));
		this.#gateway.of("Latency", dimensions, "Milliseconds").add(at, latency);
		const took = answer.invoked === undefined ? undefined : this.#ended.get(answer.invoked);
		if (took !== undefined) this.#gateway.of("IntegrationLatency", dimensions, "Milliseconds").add(at, took);
		if (answer.invoked !== undefined) this.#ended.delete(answer.invoked);
		if (answer.authorizerInvoked !== undefined) this.#ended.delete(answer.authorizerInvoked);
	}
}
