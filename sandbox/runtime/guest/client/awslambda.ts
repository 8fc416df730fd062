import { defineProperty, jsonStringify, NativeUint8Array } from "../primordials.ts";
import { state } from "../state.ts";
import { named } from "./answer.ts";
import { invokeStore } from "./invoke-store.ts";

const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");
const HIGH_WATER_MARK = Symbol.for("aws.lambda.runtime.handler.streaming.highWaterMark");
/** The content type of a streamed response that begins with status and headers. */
export const PRELUDE_TYPE = "application/vnd.awslambda.http-integration-response";

type Marked = { [STREAMING]?: unknown; [HIGH_WATER_MARK]?: unknown };
type Stream = { setContentType(type: string): void; _onBeforeFirstWrite?: unknown };

/** `awslambda.streamifyResponse` and `awslambda.HttpResponseStream` (L247, L248). */
const awslambda = {
	streamifyResponse(handler: Marked, options?: { highWaterMark?: unknown }): unknown {
		handler[STREAMING] = "response";
		if (typeof options?.highWaterMark === "number") handler[HIGH_WATER_MARK] = options.highWaterMark;
		return handler;
	},
	// biome-ignore lint/complexity/noStaticOnlyClass: a class in the runtime client, too.
	HttpResponseStream: class HttpResponseStream {
		/** The prelude and its delimiter go out before the first chunk that `write` is given; `end` alone does not send them. */
		static from(stream: Stream, prelude: unknown): unknown {
			stream.setContentType(PRELUDE_TYPE);
			const text = jsonStringify(prelude);
			stream._onBeforeFirstWrite = (write: (chunk: unknown) => void) => {
				write(text);
				write(new NativeUint8Array(8));
			};
			return stream;
		}
	},
};

/** The global `awslambda`, unless a variable of the function says that there is none. */
export function installAwsLambda(): void {
	const unwanted = state.boot.env.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA;
	if (unwanted === "1" || unwanted === "true") return;
	const given = state.boot.nodeMajor >= 24 ? { InvokeStore: invokeStore, ...awslambda } : awslambda;
	defineProperty(globalThis, "awslambda", { value: given, writable: true, configurable: true, enumerable: true });
}

/** @throws When the handler is marked for something that Lambda does not know. */
export function isStreaming(handler: unknown): boolean {
	const mark = (handler as Marked)[STREAMING];
	if (!mark) return false;
	if (mark === "response") return true;
	throw named("Runtime.MalformedStreamingHandler", "Only response streaming is supported.");
}
