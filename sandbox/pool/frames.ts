/**
 * Messages between the server and a worker process: four bytes of length, big-endian, then that many bytes of JSON in UTF-8.
 * The reader trusts nothing: a worker may have been taken over by the code it ran.
 */
const prefixBytes = 4;

export class FrameError extends Error {
	override name = "FrameError";
}

/** @returns The message as one frame. */
export function encodeFrame(message: unknown): Buffer {
	return frameOf(JSON.stringify(message));
}

/** @returns JSON text as one frame. */
export function frameOf(json: string): Buffer {
	const body = Buffer.from(json, "utf8");
	const frame = Buffer.allocUnsafe(prefixBytes + body.length);
	frame.writeUInt32BE(body.length, 0);
	body.copy(frame, prefixBytes);
	return frame;
}

export type FrameReader = {
	/**
	 * Takes the next bytes of the stream.
	 * @returns The messages that they complete, one after another, parsed but not yet checked by a schema. What comes after a message in the
	 * same bytes is only looked at when the next one is asked for, so that a message counts whatever follows it.
	 * @throws {FrameError} When a frame announces more than `maxFrameBytes`, is empty, or is not JSON. The stream is then of no more use.
	 */
	push(chunk: Buffer): Generator<unknown, void>;
	/** Bytes of a frame that has not arrived in full. */
	pendingBytes(): number;
};

/** @param maxFrameBytes Nothing is kept of a frame that announces more, so a false length costs no memory. */
export function createFrameReader(maxFrameBytes: number): FrameReader {
	let chunks: Buffer[] = [];
	let buffered = 0;
	let announced: number | null = null;

	// Chunks are joined only when a whole frame is there: joining on every chunk would be quadratic for a large trace.
	function take(count: number): Buffer {
		const all = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
		chunks = all.length > count ? [all.subarray(count)] : [];
		buffered -= count;
		return all.subarray(0, count);
	}

	function* push(chunk: Buffer): Generator<unknown, void> {
		chunks.push(chunk);
		buffered += chunk.length;
		for (;;) {
			if (announced === null) {
				if (buffered < prefixBytes) return;
				announced = take(prefixBytes).readUInt32BE(0);
				if (announced === 0) throw new FrameError("A frame is empty.");
				if (announced > maxFrameBytes) throw new FrameError(`A frame announces ${announced} bytes; ${maxFrameBytes} are allowed.`);
			}
			if (buffered < announced) return;
			const body = take(announced);
			announced = null;
			yield parse(body);
		}
	}

	return { push, pendingBytes: () => buffered };
}

function parse(body: Buffer): unknown {
	try {
		return JSON.parse(body.toString("utf8"));
	} catch {
		throw new FrameError("A frame is not JSON.");
	}
}
