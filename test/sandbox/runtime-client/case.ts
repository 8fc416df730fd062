import type { Generation } from "./run-reference.ts";

/** A handler that AWS's client and the simulator both run. */
export type Case = {
	name: string;
	/** Text of handler.mjs or, with `cjs`, of handler.js; or several files. */
	mjs?: string;
	cjs?: string;
	files?: Record<string, string>;
	handler?: string;
	events?: unknown[];
	variables?: Record<string, string>;
	/** ApplicationLogLevel; the log format is then JSON. */
	logLevel?: string;
	/** The only generation in which the case says something. */
	only?: Generation;
	/** Differences that are right on purpose, with the reason; the test holds that they are differences still. */
	differs?: Partial<Record<Generation, string>>;
};

export const asyncBody = (body: string) => `export const handler = async (event, context) => { ${body} };`;
export const callback = (body: string) => `exports.handler = (event, context, callback) => { ${body} };`;
export const silent = { AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING: "1" };
export const streamed = (body: string) =>
	`export const handler = awslambda.streamifyResponse(async (event, stream, context) => { ${body} });`;
export const REASON_BY_COPY =
	"Of a rejection's reason the host of the isolate reads name, message and stack only, so that own properties are not logged.";
export const PRINTED_NAME =
	"What Node.js prints once more, when the client of 24 throws it on, has the name of the class before the error's own.";
