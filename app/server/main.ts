import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import * as build from "virtual:react-router/server-build";
import { createRequestListener } from "@react-router/node";
import compression from "compression";
import sirv from "sirv";
import { refusal } from "#app/server/guard.ts";
import { contentSecurityPolicy, fixedSecurityHeaders } from "#app/server/security-headers.ts";
import { services } from "#app/server/services.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const patienceMs = 8000;

function setSecurityHeaders(response: ServerResponse): void {
	response.setHeader("Content-Security-Policy", contentSecurityPolicy());
	for (const [name, value] of Object.entries(fixedSecurityHeaders)) response.setHeader(name, value);
}

/**
 * Starts the web server and says where it listens.
 * @returns Stops taking requests, lets the open ones finish for eight seconds, closes database and worker processes.
 */
export async function start(): Promise<{ port: number; stop: () => Promise<void> }> {
	const running = await services();
	const { env } = running;
	const listener = createRequestListener({ build, mode: "production" });
	const compress = compression() as unknown as (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
	const assets = sirv("build/client", {
		brotli: true,
		gzip: true,
		etag: true,
		setHeaders: (response, pathname) => {
			const forEver = pathname.startsWith("/assets/");
			response.setHeader("Cache-Control", forEver ? "public, max-age=31536000, immutable" : "no-cache");
		},
	});

	const answer: Handler = (request, response) => {
		setSecurityHeaders(response);
		const refused = refusal(request, { hostnames: env.HOST_NAMES });
		if (refused) {
			response.writeHead(refused.status, { "Content-Type": "text/plain; charset=utf-8", Connection: "close" });
			response.end(refused.message);
			return;
		}
		assets(request, response, () => compress(request, response, () => void listener(request, response)));
	};

	const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000, maxHeaderSize: 16_384 }, answer);
	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen(env.PORT, env.HOST, resolve);
	});
	const address = server.address();
	const port = typeof address === "object" && address !== null ? address.port : env.PORT;

	return {
		port,
		stop: async () => {
			const closed = new Promise((resolve) => server.close(resolve));
			server.closeIdleConnections();
			const force = setTimeout(() => server.closeAllConnections(), patienceMs);
			await closed;
			clearTimeout(force);
			await running.close();
		},
	};
}
