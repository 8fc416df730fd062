import type { Buffer } from "buffer";
import { EventEmitter } from "../event-emitter.ts";
import { missing, notSimulated } from "../not-simulated.ts";
import { assign } from "../primordials.ts";
import currentProcess from "../process/current-process.ts";
import { timers } from "../process/timers.ts";
import { type ConnectOptions, connectArguments } from "./connect-options.ts";
import { codes } from "./errors.ts";
import { isIP, isIPv4, isIPv6 } from "./ip-address.ts";
import { claim, type Listener, release } from "./listening.ts";
import { farEndOf, Socket } from "./socket.ts";

type ServerOptions = { allowHalfOpen?: boolean; pauseOnConnect?: boolean; highWaterMark?: number };

/** The methods of node:net's Server: listens to connections from within the same environment. */
class ServerMethods extends EventEmitter {
	declare listening: boolean;
	declare _port: number | undefined;
	declare _listener: Listener | undefined;
	declare _sockets: Set<Socket>;
	declare _options: ServerOptions;
	declare maxConnections: number | undefined;

	listen(...args: unknown[]): this {
		const callback = args.find((one) => typeof one === "function") as (() => void) | undefined;
		const [first] = args;
		const asked = typeof first === "object" && first !== null ? (first as { port?: number; path?: string }) : { port: first as number };
		if (asked.path !== undefined) notSimulated("A server that listens to a path");
		if (this._listener) throw new codes.ERR_SERVER_ALREADY_LISTEN();
		const port = Number(typeof asked.port === "function" || asked.port === undefined || asked.port === null ? 0 : asked.port);
		if (!(port >= 0 && port <= 65_535)) throw new codes.ERR_SOCKET_BAD_PORT("options.port", asked.port);
		if (callback) this.once("listening", callback);
		const listener: Listener = { accept: (near) => this._accept(near) };
		const claimed = claim(port, listener);
		if (claimed === undefined) {
			const details = { code: "EADDRINUSE", errno: -98, syscall: "listen", address: "::", port };
			const error = assign(new Error(`listen EADDRINUSE: address already in use :::${port}`), details);
			currentProcess.nextTick(() => this.emit("error", error));
			return this;
		}
		assign(this, { _listener: listener, _port: claimed, listening: true });
		currentProcess.nextTick(() => {
			if (this._listener === listener) this.emit("listening");
		});
		return this;
	}

	_accept(near: Parameters<Listener["accept"]>[0]): ReturnType<Listener["accept"]> {
		if (this.maxConnections !== undefined && this._sockets.size >= this.maxConnections) return undefined;
		const socket = new Socket(this._options);
		const far = farEndOf(socket, near);
		assign(socket, { server: this, remoteAddress: "127.0.0.1", remoteFamily: "IPv4", localAddress: "127.0.0.1", localPort: this._port });
		this._sockets.add(socket);
		socket.once("close", () => {
			this._sockets.delete(socket);
			this._closeIfDone();
		});
		this.emit("connection", socket);
		socket.read(0);
		return far;
	}

	close(callback?: (error?: Error) => void): this {
		if (!this._listener) {
			const error = new codes.ERR_SERVER_NOT_RUNNING();
			if (callback) currentProcess.nextTick(() => callback(error));
			return this;
		}
		if (callback) this.once("close", callback as () => void);
		release(this._port as number, this._listener);
		assign(this, { _listener: undefined, listening: false });
		this._closeIfDone();
		return this;
	}
	_closeIfDone(): void {
		if (this._listener || this._sockets.size > 0 || this._port === undefined) return;
		this._port = undefined;
		timers.setImmediate(() => this.emit("close"));
	}

	address(): object | null {
		return this._listener ? { address: "::", family: "IPv6", port: this._port } : null;
	}
	getConnections(callback: (error: null, count: number) => void): this {
		currentProcess.nextTick(() => callback(null, this._sockets.size));
		return this;
	}
	ref(): this {
		return this;
	}
	unref(): this {
		return this;
	}
	async [Symbol.asyncDispose](): Promise<void> {
		if (!this._listener) return;
		await new Promise<void>((resolve) => this.close(() => resolve()));
	}
}

type Server = ServerMethods;
type Connected = (socket: Socket) => void;
type ServerConstructor = {
	new (options?: ServerOptions | Connected, connected?: Connected): Server;
	(this: unknown, options?: ServerOptions | Connected, connected?: Connected): Server;
	prototype: Server;
};

/** Both are functions rather than classes: node:http and older code call them without `new`. */
function serverConstructor(methods: Server, event: "connection" | "secureConnection"): ServerConstructor {
	const made = function (this: unknown, options?: ServerOptions | Connected, connected?: Connected): Server | undefined {
		if (!(this instanceof made)) return new made(options, connected);
		(EventEmitter as unknown as (this: object) => void).call(this);
		const isListener = typeof options === "function";
		assign(this, {
			listening: false,
			_port: undefined,
			_listener: undefined,
			_sockets: new Set(),
			_options: isListener ? {} : (options ?? {}),
		});
		assign(this, { maxConnections: undefined, _handle: null });
		const listener = isListener ? options : connected;
		if (listener) (this as Server).on(event, listener as (socket: unknown) => void);
		return undefined;
	} as ServerConstructor;
	made.prototype = methods;
	Object.defineProperty(methods, "constructor", { value: made, writable: true, configurable: true });
	Object.defineProperty(made, "name", { value: "Server", configurable: true });
	return made;
}

// The bundler would rename the Server of node:http if there were another one at the top of the library.
const NetServer = serverConstructor(ServerMethods.prototype, "connection");

function connect(...args: unknown[]): Socket {
	const { options, listener } = connectArguments(args);
	const socket = new Socket(options);
	if (options.timeout) socket.setTimeout(options.timeout);
	return socket.connect(options, listener);
}

/** node:net: sockets to hosts of the simulated network, and servers that are reached from within the environment. */
export const net = {
	Socket,
	Stream: Socket,
	Server: NetServer,
	connect,
	createConnection: connect,
	createServer: (options?: ServerOptions | Connected, connected?: Connected) => new NetServer(options, connected),
	isIP,
	isIPv4,
	isIPv6,
	/** Node.js's own modules use it. */
	_normalizeArgs: (args: unknown[]) => {
		const { options, listener } = connectArguments(args);
		return [options, listener ?? null];
	},
	getDefaultAutoSelectFamily: () => true,
	setDefaultAutoSelectFamily: () => {},
	getDefaultAutoSelectFamilyAttemptTimeout: () => 250,
	setDefaultAutoSelectFamilyAttemptTimeout: () => {},
};

/** A connection that counts as encrypted: the simulated network has no certificates, and believes every one. */
class TLSSocket extends Socket {
	encrypted = true;
	authorized = false;
	authorizationError: unknown = null;
	alpnProtocol: string | false | null = null;
	servername: string | null = null;
	secureConnecting = true;

	constructor(socket?: unknown, options?: ConnectOptions) {
		super(options);
		if (socket) notSimulated("TLS over another socket");
	}
	override _defaultPort(): number {
		return 443;
	}
	override emit(name: string | symbol, ...args: unknown[]): boolean {
		const heard = super.emit(name, ...args);
		if (name === "ready" && !this.destroyed) {
			assign(this, { authorized: true, secureConnecting: false, alpnProtocol: false });
			super.emit("secureConnect");
		}
		return heard;
	}
	getPeerCertificate(): object {
		return {};
	}
	getCertificate(): object {
		return {};
	}
	getCipher(): object {
		return { name: "TLS_AES_128_GCM_SHA256", standardName: "TLS_AES_128_GCM_SHA256", version: "TLSv1.3" };
	}
	getProtocol(): string | null {
		return this.secureConnecting ? null : "TLSv1.3";
	}
	getSession(): Buffer | undefined {
		return undefined;
	}
	isSessionReused(): boolean {
		return false;
	}
	setServername(name: string): void {
		this.servername = name;
	}
	setSession(): void {}
	setMaxSendFragment(): boolean {
		return true;
	}
	disableRenegotiation(): void {}
}

class TlsServerMethods extends ServerMethods {
	override listen(): this {
		return notSimulated("A TLS server", "on Lambda nobody could reach it; node:http can listen within the environment");
	}
	setSecureContext(): void {}
	addContext(): void {}
}
const TlsServer = serverConstructor(TlsServerMethods.prototype, "secureConnection");

class SecureContext {
	context = {};
}

function tlsConnect(...args: unknown[]): Socket {
	const { options, listener } = connectArguments(args);
	const more = args.find((one) => typeof one === "object" && one !== null && one !== options) as ConnectOptions | undefined;
	const all = { ...options, ...more } as ConnectOptions & { socket?: unknown; servername?: string };
	const socket = new TLSSocket(all.socket, all);
	socket.servername = all.servername ?? null;
	if (listener) socket.once("secureConnect", listener);
	if (all.timeout) socket.setTimeout(all.timeout);
	return socket.connect({ ...all, path: null });
}

/** node:tls, of clients. */
export const tls = {
	TLSSocket,
	Server: TlsServer,
	SecureContext,
	connect: tlsConnect,
	createServer: (options?: ServerOptions, connected?: Connected) => new TlsServer(options, connected),
	createSecureContext: () => new SecureContext(),
	checkServerIdentity: missing("tls.checkServerIdentity"),
	rootCertificates: [],
	getCiphers: () => ["tls_aes_128_gcm_sha256", "tls_aes_256_gcm_sha384", "tls_chacha20_poly1305_sha256"],
	getCACertificates: () => [],
	setDefaultCACertificates: () => {},
	DEFAULT_MIN_VERSION: "TLSv1.2",
	DEFAULT_MAX_VERSION: "TLSv1.3",
	DEFAULT_ECDH_CURVE: "auto",
	CLIENT_RENEG_LIMIT: 3,
	CLIENT_RENEG_WINDOW: 600,
};
