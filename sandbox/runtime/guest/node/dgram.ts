import { Buffer } from "buffer";
import { EventEmitter } from "../event-emitter.ts";
import currentProcess from "../process/current-process.ts";
import { clientPort } from "./listening.ts";

type Sent = (error: null, bytes: number) => void;
type Message = string | Uint8Array | readonly (string | Uint8Array)[];

const sizeOf = (message: Message): number => {
	if (typeof message === "string") return Buffer.byteLength(message);
	return Array.isArray(message) ? message.reduce((sum, one) => sum + sizeOf(one), 0) : message.length;
};

/** A UDP socket. What it sends leaves without a trace, as UDP does when nobody listens; nothing is ever received. */
class Socket extends EventEmitter {
	type: string;
	#port: number | undefined;
	#remote: { address: string; family: string; port: number } | undefined;
	#closed = false;

	constructor(options: string | { type: string }, received?: (...args: unknown[]) => void) {
		super();
		this.type = typeof options === "string" ? options : options.type;
		if (received) this.on("message", received);
	}

	/** (message, [offset, length,] [port,] [address,] [callback]). */
	send(message: Message, ...rest: unknown[]): void {
		if (this.#closed) throw Object.assign(new Error("Not running"), { code: "ERR_SOCKET_DGRAM_NOT_RUNNING" });
		this.#port ??= clientPort();
		const numbers = rest.filter((one) => typeof one === "number");
		const bytes = numbers.length >= (this.#remote ? 2 : 3) ? (numbers[1] as number) : sizeOf(message);
		const callback = rest.find((one) => typeof one === "function") as Sent | undefined;
		if (callback) currentProcess.nextTick(() => callback(null, bytes));
	}
	bind(...args: unknown[]): this {
		const [first] = args;
		const asked = typeof first === "object" && first !== null ? (first as { port?: number }).port : first;
		const callback = args.find((one) => typeof one === "function") as (() => void) | undefined;
		if (callback) this.once("listening", callback);
		this.#port = typeof asked === "number" && asked > 0 ? asked : clientPort();
		currentProcess.nextTick(() => this.emit("listening"));
		return this;
	}
	connect(port: number, ...rest: unknown[]): void {
		const address = rest.find((one) => typeof one === "string") as string | undefined;
		const callback = rest.find((one) => typeof one === "function") as (() => void) | undefined;
		if (callback) this.once("connect", callback);
		this.#remote = { address: address ?? "127.0.0.1", family: "IPv4", port };
		currentProcess.nextTick(() => this.emit("connect"));
	}
	disconnect(): void {
		this.#remote = undefined;
	}
	close(callback?: () => void): this {
		if (callback) this.once("close", callback);
		this.#closed = true;
		currentProcess.nextTick(() => this.emit("close"));
		return this;
	}
	address(): object {
		return { address: "0.0.0.0", family: "IPv4", port: this.#port ?? 0 };
	}
	remoteAddress(): object | undefined {
		return this.#remote;
	}
	ref(): this {
		return this;
	}
	unref(): this {
		return this;
	}
	getSendQueueSize(): number {
		return 0;
	}
	getSendQueueCount(): number {
		return 0;
	}
	setBroadcast(): void {}
	setTTL(): void {}
	setRecvBufferSize(): void {}
	setSendBufferSize(): void {}
}

/** node:dgram. */
export const dgram = {
	Socket,
	createSocket: (options: string | { type: string }, received?: (...args: unknown[]) => void) => new Socket(options, received),
};
