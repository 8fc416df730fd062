/** What Invoke returns of the log at most (L122). */
const TAIL_BYTES = 4_096;

/** The ends of the logs of invocations whose callers have asked for them. */
export class LogTails {
	#tails = new Map<number, Buffer>();

	/** From here on lines of the invocation are kept. */
	begin(invocation: number): void {
		this.#tails.set(invocation, Buffer.alloc(0));
	}

	/** @param line One log event, without a line break at its end. */
	add(invocation: number | undefined, line: string): void {
		const tail = invocation === undefined ? undefined : this.#tails.get(invocation);
		if (invocation !== undefined && tail)
			this.#tails.set(invocation, Buffer.concat([tail, Buffer.from(`${line}\n`)]).subarray(-TAIL_BYTES));
	}

	/** @returns The last 4 KB in base64, once. */
	take(invocation: number): string {
		const tail = this.#tails.get(invocation);
		this.#tails.delete(invocation);
		return tail?.toString("base64") ?? "";
	}
}
