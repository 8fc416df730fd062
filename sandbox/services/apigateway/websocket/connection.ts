import { quotaOf } from "#facts/index.ts";
import type { Json } from "#sandbox/json-value.ts";

/** One connection of a client. */
export type Connection = {
	/** As API Gateway names it. */
	readonly id: string;
	/** As the scenario names it. */
	readonly name: string;
	readonly connectedAtEpochMs: number;
	readonly userAgent: string | null;
	phase: "connecting" | "open" | "closed";
	/** Virtual time of the last message in either direction. */
	lastActivityAt: number;
	/** How many the client has sent. */
	messages: number;
	/** What the authorizer of $connect said; every later event has it. */
	authorizer: Json | undefined;
	/** What the client wants to do once the connection is open. */
	waiting: (() => void)[];
};

/** A connection without a message for so long is closed (APIGW/limits: WebSocket). */
export const IDLE_TIMEOUT_MS = 600_000;
/** No connection lasts longer (APIGW/limits). */
export const MAXIMUM_DURATION_MS = 7_200_000;
/** Largest message in bytes (APIGW/limits). */
export const MAX_MESSAGE_BYTES = quotaOf("apigateway.websocket.message");
