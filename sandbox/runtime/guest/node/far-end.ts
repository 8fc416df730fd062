import type { Buffer } from "buffer";

/** What a socket is connected to. */
export type FarEnd = {
	/** Bytes that were written. */
	receive(chunk: Buffer): void;
	/** Nothing more is written. */
	end(): void;
	/** The socket is gone. */
	close(): void;
};

/** How a far end speaks to its socket. */
export type NearEnd = {
	deliver(chunk: Buffer): void;
	finish(): void;
	fail(error: Error): void;
};
