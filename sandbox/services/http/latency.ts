/**
 * Virtual milliseconds that a front adds around the function's own time. AWS publishes none of them; they are small, fixed figures in the
 * order of what is measured from within the Region, so that a latency in the report is the function's plus something visible.
 */
export type FrontLatency = {
	/** From the client's request to the call of the target, or of an authorizer. */
	inboundMs: number;
	/** From the target's answer to the client. */
	outboundMs: number;
};

export const FRONT_LATENCY: Record<"rest" | "http" | "websocket" | "functionUrl" | "loadBalancer", FrontLatency> = {
	rest: { inboundMs: 5, outboundMs: 5 },
	http: { inboundMs: 3, outboundMs: 2 },
	websocket: { inboundMs: 5, outboundMs: 5 },
	functionUrl: { inboundMs: 2, outboundMs: 2 },
	loadBalancer: { inboundMs: 1, outboundMs: 1 },
};
