import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { RandomStream } from "#sandbox/kernel/random.ts";
import { Simulation } from "#sandbox/kernel/simulation.ts";
import { type NetworkServer, SimulatedNetwork } from "#sandbox/lambda/host/simulated-network.ts";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { Recorder } from "#sandbox/lambda/recorder.ts";
import type { Run } from "#sandbox/lambda/run.ts";
import { LambdaService } from "#sandbox/lambda/service/lambda-service.ts";
import { type Scenario, scenarioSchema } from "#sandbox/scenario.ts";
import { ACCOUNT } from "#sandbox/stack/arn.ts";
import type { Stack } from "#sandbox/stack/stack.ts";
import { deployServices } from "../deploy.ts";
import type { WireResponse } from "./http.ts";

export type LocalServer = { readonly url: string; readonly close: () => Promise<void> };

/** How often virtual time catches up with the clock on the wall. */
const TICK_MS = 5;
/** A body that is larger is refused before it is read to its end. */
const MOST_BYTES = 64 * 2 ** 20;

/**
 * Opens the endpoints of a stack as a server on this machine: every client of the SDK with `endpoint` set to its URL talks to the simulated
 * services. Virtual time runs with the clock on the wall. There are no functions, and whoever asks is allowed everything.
 * @param port 0 for any that is free. @param region What the resources of the stack are in.
 */
export async function startLocalServer(stack: Stack, { port, region }: { port: number; region: string }): Promise<LocalServer> {
	const startedAt = Date.now();
	const simulation = new Simulation();
	const scenario: Scenario = {
		...scenarioSchema.parse({ seed: 1, region, traffic: [{ at: 0, event: {} }], startsAt: new Date(startedAt).toISOString() }),
		traffic: [],
	};
	const network = new SimulatedNetwork(scenario, new RandomStream(scenario.seed, "network"));
	// Nobody reads a trace here, and it would grow for ever.
	const recorder = new Recorder({ ...defaultLimits, traceEvents: 0 }, () => {});
	// Without functions nothing of a run is asked for but these.
	const run = { simulation, recorder, scenario, network, epochMs: startedAt } as Run;
	const anyone = { principalArn: `arn:aws:iam::${ACCOUNT}:user/local` };
	deployServices(run, stack, new LambdaService(run, []), anyone);
	const endpoints = network.serverOf(`sqs.${region}.amazonaws.com`) as NetworkServer;
	const catchUp = () => {
		const now = Date.now() - startedAt;
		simulation.at(Math.max(now, simulation.now), () => {});
		simulation.run(Math.max(now, simulation.now), () => false);
	};
	const server = createServer((request, response) => {
		readBody(request)
			.then((body) => {
				const headers = new Map(
					Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")]),
				);
				const [path = "/", query = ""] = splitOnce(request.url ?? "/", "?");
				catchUp();
				const asked = { method: request.method ?? "GET", host: request.headers.host ?? "", path, query, headers, body };
				endpoints.send(asked, undefined, ({ status, headers: answered, body: content }: WireResponse) => {
					const plain = answered.filter(([name]) => name !== "content-length");
					response.writeHead(
						status,
						[...plain, ["content-length", String(request.method === "HEAD" ? lengthOf(answered, content) : content.length)]].flat(),
					);
					response.end(content);
				});
			})
			.catch((error: Error) => {
				response.writeHead(413, { "content-type": "text/plain" });
				response.end(error.message);
			});
	});
	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, "127.0.0.1", resolve);
	});
	const ticking = setInterval(catchUp, TICK_MS);
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: () => {
			clearInterval(ticking);
			return closed(server);
		},
	};
}

function lengthOf(headers: WireResponse["headers"], body: Buffer): string {
	return headers.find(([name]) => name === "content-length")?.[1] ?? String(body.length);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
	const parts: Buffer[] = [];
	let bytes = 0;
	for await (const part of request as AsyncIterable<Buffer>) {
		bytes += part.length;
		if (bytes > MOST_BYTES) throw new Error(`The body is larger than ${MOST_BYTES} bytes.`);
		parts.push(part);
	}
	return Buffer.concat(parts);
}

function splitOnce(text: string, sign: string): [string, string?] {
	const at = text.indexOf(sign);
	return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function closed(server: Server): Promise<void> {
	server.closeAllConnections();
	return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
}
