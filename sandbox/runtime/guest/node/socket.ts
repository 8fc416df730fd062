import { Buffer } from "buffer";
import { assign } from "../primordials.ts";
import { timers } from "../process/timers.ts";
import { state } from "../state.ts";
import { streamModule } from "../stream.ts";
import { type ConnectOptions, connectArguments, connectError, connectErrorAt, type Lookup, portOf } from "./connect-options.ts";
import type { FarEnd, NearEnd } from "./far-end.ts";
import { isIP } from "./ip-address.ts";
import { clientPort, listenerAt } from "./listening.ts";
import { ADDRESS, addressOf, isKnownHost, isLoopback, LOOPBACK, notFound } from "./names.ts";
import { RemoteServer } from "./remote-server.ts";
import { timerDuration } from "./timer-duration.ts";

const { Duplex } = streamModule() as typeof import("node:stream");

type Done = (error?: Error | null) => void;
type Chunk = { chunk: Buffer; encoding: BufferEncoding };

const LOCAL_ADDRESS = "169.254.100.6";
/** A name that nobody has is refused after so many virtual milliseconds. */
const REFUSAL_MS = 1;
/** At an address that nobody has, Linux tries for so long (tcp_syn_retries). */
const CONNECT_TIMEOUT_MS = 127_000;

/** The methods of node:net's Socket. Its other end is a host of the simulated network, or a server within the same environment. */
class SocketMethods extends Duplex {
	declare connecting: boolean;
	declare timeout: number;
	declare bytesRead: number;
	declare bytesWritten: number;
	declare remoteAddress: string | undefined;
	declare remotePort: number | undefined;
	declare remoteFamily: string | undefined;
	declare localAddress: string | undefined;
	declare localPort: number | undefined;
	declare server: unknown;
	declare _host: string | null;
	declare _hadError: boolean;
	declare _sockname: unknown;
	declare _far: FarEnd | undefined;
	declare _pendingChunks: Chunk[];
	declare _refreshedAt: number;
	declare _timer: { refresh(): void } | undefined;

	get pending(): boolean {
		return !this._far;
	}
	get readyState(): string {
		if (this.connecting) return "opening";
		if (this.readable && this.writable) return "open";
		if (this.readable) return "readOnly";
		return this.writable ? "writeOnly" : "closed";
	}
	get bufferSize(): number {
		return this.writableLength;
	}

	/** Starts to connect; what comes of it shows in a later turn of the event loop. */
	connect(...args: unknown[]): this {
		const { options, listener } = connectArguments(args);
		if (listener) this.once("connect", listener);
		this.connecting = true;
		this._host = null;
		if (options.path) {
			const address = options.path;
			timers.setImmediate(() => this.destroy(connectError("ENOENT", -2, { address })));
			return this;
		}
		const port = portOf(options.port);
		const host = options.host || "localhost";
		this._refresh();
		timers.setImmediate(() => this._resolve(host, port, options.lookup));
		return this;
	}

	_resolve(host: string, port: number, lookup: Lookup | undefined): void {
		if (this.destroyed) return;
		if (!lookup || addressOf(host)?.address === host) {
			this._attempt(host, port);
			return;
		}
		lookup(host, { family: 0, hints: 0, all: false }, (error) => {
			if (this.destroyed) return;
			if (error) this.destroy(error);
			else this._attempt(host, port);
		});
	}

	_attempt(host: string, port: number): void {
		const near: NearEnd = {
			deliver: (chunk) => this._deliver(chunk),
			finish: () => this._finished(),
			fail: (error) => this.destroy(connectErrorAt(error, port)),
		};
		const found = addressOf(host);
		if (found && found.address !== host) this.emit("lookup", null, found.address, found.family, host);
		else if (!found) this.emit("lookup", notFound(host), undefined, undefined, host);
		if (this.destroyed) return;
		const far = isLoopback(host) ? listenerAt(port)?.accept(near) : undefined;
		if (far) {
			this._connected(far, LOOPBACK, port);
			return;
		}
		const remote = new RemoteServer(this._authority(host, port), near);
		if (isKnownHost(host)) this._connected(remote, ADDRESS, port);
		else if (found && isLoopback(host)) this.destroy(connectError("ECONNREFUSED", -111, { address: found.address, port }));
		else this._refused(remote, host, port);
	}

	/**
	 * Nobody has this name, or answers at this address: the request that waits for the connection is sent all the same, so that it shows
	 * where it failed.
	 */
	_refused(remote: RemoteServer, host: string, port: number): void {
		for (const { chunk } of this._pendingChunks) remote.receive(chunk);
		if (remote.hurry()) this.once("close", () => remote.close());
		else if (isIP(host) === 0) timers.setTimeout(() => this.destroy(notFound(host)), REFUSAL_MS);
		else timers.setTimeout(() => this.destroy(connectError("ETIMEDOUT", -110, { address: host, port })), CONNECT_TIMEOUT_MS);
	}

	/** How the simulated network names a host and port. */
	_authority(host: string, port: number): string {
		return port === this._defaultPort() ? host : `${host}:${port}`;
	}
	_defaultPort(): number {
		return 80;
	}

	_connected(far: FarEnd, address: string, port: number): void {
		this.connecting = false;
		this._far = far;
		assign(this, { remoteAddress: address, remotePort: port, remoteFamily: "IPv4" });
		assign(this, { localAddress: address === LOOPBACK ? LOOPBACK : LOCAL_ADDRESS, localPort: clientPort() });
		this._refresh();
		this.emit("connect");
		this.emit("ready");
		if (!this.destroyed) this.read(0);
	}

	_deliver(chunk: Buffer): void {
		if (this.destroyed || this.readableEnded) return;
		this.bytesRead += chunk.length;
		this._refresh();
		this.push(chunk);
	}
	_finished(): void {
		if (this.destroyed) return;
		this.push(null);
		if (this.readableLength === 0) this.read(0);
	}

	override _read(): void {}

	override _write(chunk: Buffer, encoding: BufferEncoding, done: Done): void {
		this._writeAll([{ chunk, encoding }], done);
	}
	override _writev(chunks: Chunk[], done: Done): void {
		this._writeAll(chunks, done);
	}
	_writeAll(chunks: Chunk[], done: Done): void {
		if (this.connecting) {
			this._pendingChunks = chunks;
			const closed = () =>
				done(assign(new Error("Socket closed before the connection was established"), { code: "ERR_SOCKET_CLOSED_BEFORE_CONNECTION" }));
			this.once("connect", () => {
				this._pendingChunks = [];
				this.off("close", closed);
				this._writeAll(chunks, done);
			});
			this.once("close", closed);
			return;
		}
		if (!this._far) {
			done(assign(new Error("Socket is closed"), { code: "ERR_SOCKET_CLOSED" }));
			return;
		}
		this._refresh();
		for (const { chunk } of chunks) {
			this.bytesWritten += chunk.length;
			this._far?.receive(chunk);
		}
		done();
	}

	override _final(done: Done): void {
		if (this.connecting) {
			this.once("connect", () => this._final(done));
			return;
		}
		this._far?.end();
		done();
	}

	override _destroy(error: Error | null, done: Done): void {
		this.connecting = false;
		timers.clearTimeout(this._timer);
		this._timer = undefined;
		this._far?.close();
		this._far = undefined;
		done(error);
		timers.setImmediate(() => this.emit("close", error !== null && error !== undefined));
	}

	destroySoon(): void {
		if (this.writable) this.end();
		if (this.writableFinished) this.destroy();
		else this.once("finish", this.destroy);
	}
	resetAndDestroy(): this {
		return this.destroy();
	}

	setTimeout(ms: number, callback?: () => void): this {
		if (this.destroyed) return this;
		this.timeout = ms;
		const duration = timerDuration(ms, "msecs");
		timers.clearTimeout(this._timer);
		this._timer = undefined;
		if (duration === 0) {
			if (callback) this.removeListener("timeout", callback);
			return this;
		}
		this._timer = timers.setTimeout(() => this.emit("timeout"), duration).unref();
		this._refreshedAt = state.nowMs;
		if (callback) this.once("timeout", callback);
		return this;
	}
	/** Something happened: the time until 'timeout' begins anew. */
	_refresh(): void {
		if (this._refreshedAt === state.nowMs) return;
		this._refreshedAt = state.nowMs;
		this._timer?.refresh();
	}
	_unrefTimer(): void {
		this._refresh();
	}

	setNoDelay(): this {
		return this;
	}
	setKeepAlive(): this {
		return this;
	}
	ref(): this {
		return this;
	}
	unref(): this {
		return this;
	}
	address(): object {
		if (this.localPort === undefined) return {};
		return { address: this.localAddress, family: this.remoteFamily, port: this.localPort };
	}
}

export type Socket = SocketMethods;
type SocketConstructor = { new (options?: ConnectOptions): Socket; (options?: ConnectOptions): Socket; prototype: Socket };

/** node:net's Socket. A function rather than a class, since older code calls it without `new`. */
export const Socket = function Socket(this: Socket, given?: ConnectOptions): Socket | undefined {
	if (!(this instanceof Socket)) return new (Socket as SocketConstructor)(given);
	const options = typeof given === "object" && given !== null ? given : {};
	(Duplex as unknown as (this: object, options: object) => void).call(this, {
		...options,
		allowHalfOpen: Boolean(options.allowHalfOpen),
		emitClose: false,
		autoDestroy: true,
		decodeStrings: true,
		objectMode: false,
	});
	assign(this, {
		connecting: false,
		timeout: 0,
		bytesRead: 0,
		bytesWritten: 0,
		server: null,
		_host: null,
		_hadError: false,
		_handle: null,
	});
	assign(this, { _parent: null, _far: undefined, _pendingChunks: [], _timer: undefined, _refreshedAt: -1 });
	return undefined;
} as SocketConstructor;
Socket.prototype = SocketMethods.prototype as Socket;
Object.setPrototypeOf(Socket, Duplex);
Object.defineProperty(Socket.prototype, "constructor", { value: Socket, writable: true, configurable: true });
Object.defineProperty(Socket, "name", { value: "Socket", configurable: true });

/** Two sockets of the same environment, connected with each other. What one writes reaches the other in a later turn. */
export function farEndOf(socket: Socket, near: NearEnd): FarEnd {
	const later = (act: () => void) => void timers.setImmediate(act);
	socket._far = {
		receive: (chunk) => later(() => near.deliver(Buffer.from(chunk))),
		end: () => later(() => near.finish()),
		close: () => later(() => near.finish()),
	};
	return {
		receive: (chunk) => later(() => socket._deliver(Buffer.from(chunk))),
		end: () => later(() => socket._finished()),
		close: () => later(() => socket._finished()),
	};
}
