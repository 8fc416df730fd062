import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the client posted for one invocation; the first post counts. */
export type Posted =
	| { kind: "response"; body: string; contentType: string; streaming: boolean; trailers: Record<string, string | undefined> }
	| { kind: "error"; body: string };

/** A Runtime API of version 2018-06-01 on the loopback (L245): hands out events in order and keeps what is posted. */
export class RuntimeApi {
	readonly posted = new Map<string, Posted>();
	initError: string | undefined;
	/** Ids of the invocations that were handed out. */
	readonly given: string[] = [];
	/** Called when the client asks for an event and none is left. */
	onIdle: () => void = () => {};
	/** Called when an event is handed out. */
	onHanded: () => void = () => {};
	#events: unknown[];
	#server = createServer((request, response) => this.#answer(request, response));

	constructor(events: readonly unknown[]) {
		this.#events = [...events];
	}

	/** @returns Host and port, as in AWS_LAMBDA_RUNTIME_API. */
	async listen(): Promise<string> {
		await new Promise<void>((ready) => this.#server.listen(0, "127.0.0.1", ready));
		return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	get eventsLeft(): number {
		return this.#events.length;
	}

	/** Takes the next event without handing it out: the process died in INIT, and the waiting invocation gets that error (L75). */
	takeWaiting(): string {
		this.#events.shift();
		const id = requestId(this.given.length);
		this.given.push(id);
		return id;
	}

	close(): void {
		this.#server.closeAllConnections();
		this.#server.close();
	}

	#answer(request: IncomingMessage, response: ServerResponse): void {
		const path = request.url ?? "";
		if (path.endsWith("/invocation/next")) {
			if (this.#events.length === 0) this.onIdle();
			else this.#hand(response);
			return;
		}
		let body = "";
		request.setEncoding("utf8");
		request.on("data", (chunk) => {
			body += chunk;
		});
		request.on("end", () => {
			this.#keep(path, body, request);
			response.writeHead(202, { "Content-Type": "application/json" }).end('{"status":"OK"}\n');
		});
	}

	#hand(response: ServerResponse): void {
		const event = this.#events.shift();
		const id = requestId(this.given.length);
		this.given.push(id);
		this.onHanded();
		response
			.writeHead(200, {
				"Content-Type": "application/json",
				"Lambda-Runtime-Aws-Request-Id": id,
				"Lambda-Runtime-Deadline-Ms": String(Date.now() + 3000),
				"Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-central-1:123456789012:function:Fn",
				"Lambda-Runtime-Trace-Id": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0",
			})
			.end(JSON.stringify(event));
	}

	#keep(path: string, body: string, { headers, trailers }: IncomingMessage): void {
		if (path.endsWith("/init/error")) {
			this.initError ??= body;
			return;
		}
		const [, id, kind] = /\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
		if (!id || this.posted.has(id)) return;
		const streaming = headers["lambda-runtime-function-response-mode"] === "streaming";
		const contentType = headers["content-type"] ?? "";
		this.posted.set(id, kind === "error" ? { kind, body } : { kind: "response", body, contentType, streaming, trailers });
	}
}

const requestId = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
