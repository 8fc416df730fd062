import type { TraceEvent } from "#sandbox/trace/trace.ts";

/** Bytes of JSON in one piece of a trace, if no single event has more: the server reads a piece within a few milliseconds. */
const pieceBytes = 1_000_000;

export type OutputBounds = {
	/** The largest single event that may be sent, in bytes of JSON. */
	eventBytes: number;
	/** All events together, in bytes of JSON. */
	traceBytes: number;
};

/**
 * Events as JSON texts, in pieces that fit into a frame each.
 * @param send Gets the JSON texts of the events of one piece, joined by commas.
 * @returns true when all were sent; false when they are more than the bounds allow, and the rest was left out.
 */
export function sendInPieces(
	events: readonly TraceEvent[],
	{ eventBytes, traceBytes }: OutputBounds,
	send: (json: string) => void,
): boolean {
	let piece: string[] = [];
	let held = 0;
	let total = 0;
	const flush = () => {
		if (piece.length > 0) send(piece.join(","));
		piece = [];
		held = 0;
	};
	for (const event of events) {
		const json = JSON.stringify(event);
		const bytes = Buffer.byteLength(json) + 1;
		total += bytes;
		if (bytes > eventBytes || total > traceBytes) {
			flush();
			return false;
		}
		if (held + bytes > pieceBytes) flush();
		piece.push(json);
		held += bytes;
	}
	flush();
	return true;
}
