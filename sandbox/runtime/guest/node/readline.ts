import { EventEmitter } from "../event-emitter.ts";
import { notSimulated } from "../not-simulated.ts";
import { stringDecoder } from "../stream.ts";

type Input = NodeJS.ReadableStream & { destroyed?: boolean };
type Decoder = { write(chunk: Uint8Array): string; end(): string };

/** The lines of a stream. What a terminal can do besides is not simulated: on Lambda there is none. */
class Interface extends EventEmitter {
	terminal = false;
	line = "";
	closed = false;
	#input: Input;
	#rest = "";
	#decoder: Decoder;
	#onData = (chunk: string | Uint8Array) => this.#take(typeof chunk === "string" ? chunk : this.#decoder.write(chunk));
	#onEnd = () => {
		this.#take(this.#decoder.end());
		if (this.#rest !== "") this.emit("line", this.#rest.replace(/\r$/, ""));
		this.#rest = "";
		this.close();
	};

	constructor(first: Input | { input: Input; signal?: AbortSignal }) {
		super();
		const options = "input" in first ? first : { input: first };
		const { StringDecoder } = stringDecoder() as { StringDecoder: new (encoding: string) => Decoder };
		this.#decoder = new StringDecoder("utf8");
		this.#input = options.input;
		this.#input.on("data", this.#onData);
		this.#input.on("end", this.#onEnd);
		if ("signal" in options) options.signal?.addEventListener("abort", () => this.close(), { once: true });
	}

	#take(text: string): void {
		// A carriage return at the end may belong to a line feed that is still to come.
		const all = this.#rest + text;
		const whole = all.endsWith("\r") ? all.slice(0, -1) : all;
		const lines = whole.split(/\r\n|\n|\r|\u2028|\u2029/);
		this.#rest = (lines.pop() ?? "") + all.slice(whole.length);
		for (const line of lines) this.emit("line", line);
	}

	pause(): this {
		this.#input.pause();
		this.emit("pause");
		return this;
	}
	resume(): this {
		this.#input.resume();
		this.emit("resume");
		return this;
	}
	close(): void {
		if (this.closed) return;
		this.closed = true;
		this.#input.removeListener("data", this.#onData);
		this.#input.removeListener("end", this.#onEnd);
		this.#input.pause();
		this.emit("close");
	}
	[Symbol.dispose](): void {
		this.close();
	}
	setPrompt(): void {}
	prompt(): void {}
	question(): never {
		return notSimulated("question() of node:readline");
	}
	write(): never {
		return notSimulated("write() of node:readline");
	}

	async *[Symbol.asyncIterator](): AsyncGenerator<string> {
		const ready: string[] = [];
		let wake = () => {};
		let failed: { error: unknown } | undefined;
		const onLine = (line: string) => {
			ready.push(line);
			wake();
		};
		const onClose = () => wake();
		const onError = (error: unknown) => {
			failed = { error };
			wake();
		};
		this.on("line", onLine as (line: unknown) => void).on("close", onClose);
		this.#input.on("error", onError);
		try {
			for (;;) {
				const next = ready.shift();
				if (next !== undefined) yield next;
				else if (failed) throw failed.error;
				else if (this.closed) return;
				else
					await new Promise<void>((resolve) => {
						wake = resolve;
					});
			}
		} finally {
			this.off("line", onLine as (line: unknown) => void).off("close", onClose);
			this.#input.off("error", onError);
			this.close();
		}
	}
}

/** node:readline, of streams. */
export const readline = {
	Interface,
	createInterface: (first: ConstructorParameters<typeof Interface>[0]) => new Interface(first),
};
