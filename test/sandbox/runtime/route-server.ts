import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ScenarioInput } from "#sandbox/scenario.ts";

export type Route = NonNullable<ScenarioInput["network"]>[number]["routes"][number];
export type Received = { method: string; path: string; body: string };

/** A real server that answers as the simulated network does with the same routes; one with a latency never answers. */
export class RouteServer {
	/** What has reached it since it was last emptied. */
	received: Received[] = [];
	#server: Server;

	constructor(routes: readonly Route[]) {
		this.#server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
			const [path = ""] = (request.url ?? "").split("?");
			const pieces: Buffer[] = [];
			for await (const piece of request) pieces.push(piece);
			this.received.push({ method: request.method ?? "", path: request.url ?? "", body: Buffer.concat(pieces).toString() });
			const route = routes.find((one) => one.path === path && one.method === request.method);
			if (!route || route.latencyMs) return;
			response.sendDate = false;
			response.removeHeader("connection");
			response.statusCode = route.status ?? 200;
			response.setHeader("content-type", "application/json");
			for (const [name, value] of Object.entries(route.headers ?? {})) response.setHeader(name, value);
			if (route.method === "HEAD") response.end();
			else if (route.bodyBase64 !== undefined) response.end(Buffer.from(route.bodyBase64, "base64"));
			else response.end(route.bodyText ?? JSON.stringify(route.body ?? null));
		});
	}

	/** @returns Its address, such as `http://127.0.0.1:49152`. */
	async listen(): Promise<string> {
		await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	close(): void {
		this.#server.closeAllConnections();
		this.#server.close();
	}
}
