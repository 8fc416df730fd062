import { z } from "zod";
import { cryptoMessage } from "../host/crypto/messages.ts";

/** What learner code may tell the host. Whatever it says beyond this is dropped. */
const id = z
	.number()
	.int()
	.min(0)
	.max(2 ** 31);
const token = id;
const described = {
	errorType: z.string(),
	errorMessage: z.string(),
	stack: z.string(),
	/** JSON text as the runtime client logs it. */
	logged: z.string(),
	/** The runtime client posts it without a trace. */
	noTrace: z.literal(true).optional(),
};
/** What a streaming handler sent besides the text of the body. */
const streamed = z.strictObject({
	contentType: z.string().max(65_536),
	prelude: z.string().max(8_000_000).optional(),
	bytes: z.number().int().min(0),
	/** The body is only the beginning of what was sent. */
	cut: z.literal(true).optional(),
});
const timer = z.strictObject({
	id,
	delayMs: z
		.number()
		.min(0)
		.max(2 ** 31 - 1),
	repeat: z.boolean(),
});

export const guestMessages = {
	log: z.strictObject({ level: z.enum(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]), message: z.string() }),
	stdout: z.strictObject({ text: z.string() }),
	timer,
	timerClear: z.strictObject({ id }),
	timerRef: z.strictObject({ id, ref: z.boolean() }),
	timerRefresh: z.strictObject({ id }),
	fetch: z.strictObject({
		id,
		method: z.string().max(32),
		host: z.string().max(300),
		path: z.string().max(8192),
		query: z.string().max(16_384),
		/** As HTTP/1.1 writes them: a line `name: value` for each, ended by CR LF. */
		headers: z.string().max(1_000_000),
		bodyBase64: z.string().max(24_000_000).optional(),
		/** Milliseconds after which the client gives up on connecting, and on waiting for a response. */
		patience: z.strictObject({ connectMs: z.number().min(1), headersMs: z.number().min(1) }).optional(),
	}),
	fetchAbort: z.strictObject({ id }),
	hostKnown: z.strictObject({ host: z.string().max(300) }),
	loaded: z.strictObject({ async: z.boolean() }),
	loadFailed: z.strictObject(described),
	respond: z.strictObject({ token, body: z.string(), streamed: streamed.optional() }),
	respondWhenIdle: z.strictObject({ token, body: z.string(), streamed: streamed.optional() }),
	fail: z.strictObject({ token, ...described }),
	failWhenIdle: z.strictObject({ token, ...described }),
	uncaught: z.strictObject(described),
	/** A listener of `process` has taken the rejection that nobody had handled. */
	rejectionHeard: z.strictObject({}),
	/** Metered code has come so far that the host may look how much memory is used. */
	memory: z.strictObject({}),
	/** Metered code has used up its allowance. */
	outOfTime: z.strictObject({}),
	exit: z.strictObject({ code: z.number().int().min(0).max(255) }),
	url: z.strictObject({ input: z.string(), base: z.string().optional() }),
	urlSet: z.strictObject({ href: z.string(), part: z.string(), value: z.string() }),
	fs: z.strictObject({
		op: z.enum([
			...["read", "write", "stat", "lstat", "access", "list", "mkdir", "unlink", "rmdir", "rename", "copy", "truncate"],
			...["symlink", "link", "readlink", "realpath", "chmod", "utimes", "statfs", "closeAll"],
			...["open", "close", "pread", "pwrite", "fstat", "ftruncate", "fchmod", "futimes"],
		] as const),
		path: z.string().max(8192),
		dest: z.string().max(8192).optional(),
		/** Content in base64. */
		data: z.string().optional(),
		/** Content of one byte, so many times. */
		fill: z
			.strictObject({
				byte: z.number().int().min(0).max(255),
				length: z
					.number()
					.int()
					.min(0)
					.max(2 ** 33),
			})
			.optional(),
		/** Of truncate; of pread, how much is wanted. */
		size: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
		/** Of pread and pwrite; without it the end. */
		position: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
		/** Number of the inode that a descriptor stands for. */
		ino: id.optional(),
		mode: z.number().int().min(0).max(0o7777).optional(),
		/** Of a symbolic link; of open, its flags. */
		target: z.string().max(8192).optional(),
		/** Epoch milliseconds of access and modification. */
		times: z.tuple([z.number(), z.number()]).optional(),
		flag: z.enum(["w", "a", "wx", "ax"]).optional(),
		recursive: z.boolean().optional(),
		exclusive: z.boolean().optional(),
		write: z.boolean().optional(),
	}),
	compress: z.strictObject({
		operation: z.enum(["gzip", "gunzip", "deflate", "inflate", "deflateRaw", "inflateRaw", "unzip", "brotliCompress", "brotliDecompress"]),
		/** In base64. */
		data: z.string().max(24_000_000),
		options: z.strictObject({
			level: z.number().optional(),
			memLevel: z.number().optional(),
			strategy: z.number().optional(),
			windowBits: z.number().optional(),
			maxOutputLength: z.number().optional(),
			finishFlush: z.number().optional(),
			params: z.record(z.string().regex(/^\d{1,3}$/), z.number()).optional(),
		}),
	}),
	hash: z.strictObject({
		algorithm: z.string().max(64),
		/** In base64, as the key. */
		data: z.string().max(34_000_000),
		key: z.string().max(1_500_000).optional(),
		outputLength: z.number().int().min(0).optional(),
	}),
	crypto: cryptoMessage,
} as const;

export type GuestOperation = keyof typeof guestMessages;
export type GuestMessage<O extends GuestOperation> = z.infer<(typeof guestMessages)[O]>;
export type DescribedError = GuestMessage<"uncaught">;
export type TaggedMessage = { [O in GuestOperation]: { operation: O; message: GuestMessage<O> } }[GuestOperation];

/** Reads one message of the guest. Total: any pair of texts gives a message or undefined, never an exception. */
export function readGuestMessage(operation: unknown, text: unknown): TaggedMessage | undefined {
	if (typeof operation !== "string" || typeof text !== "string" || !Object.hasOwn(guestMessages, operation)) return undefined;
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return undefined; // Not JSON, so not from the library: there is nothing to answer.
	}
	const parsed = guestMessages[operation as GuestOperation].safeParse(value);
	return parsed.success ? ({ operation, message: parsed.data } as TaggedMessage) : undefined;
}
