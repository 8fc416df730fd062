import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { homedir, hostname, userInfo } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handler, root, runTogether } from "../../support/real-pool.ts";

const SECRET = "host-secret-c20ad4d76fe97759aa27a0c99bff6710";

/** Ways to a socket. `port` is that of a server in the process that started the worker. */
const ways: Record<string, string> = {
	fetch: handler("return (await fetch(`http://127.0.0.1:${event.port}/`)).status;"),
	"fetch of a name": handler("return (await fetch(`http://localhost:${event.port}/`)).status;"),
	"fetch of another spelling of the address": handler("return (await fetch(`http://0x7f.1:${event.port}/`)).status;"),
	"fetch of the address in IPv6": handler("return (await fetch(`http://[::ffff:127.0.0.1]:${event.port}/`)).status;"),
	"node:http": handler(
		"return await new Promise((ok, no) => http.get({ host: '127.0.0.1', port: event.port }, (r) => ok(r.statusCode)).on('error', no));",
		'import http from "node:http";',
	),
	"node:https": handler(
		"return await new Promise((ok, no) => https.get({ host: '127.0.0.1', port: event.port, rejectUnauthorized: false }, (r) => ok(r.statusCode)).on('error', no));",
		'import https from "node:https";',
	),
	"node:net": handler(
		"return await new Promise((ok, no) => net.connect(event.port, '127.0.0.1', () => ok('connected')).on('error', no));",
		'import net from "node:net";',
	),
	"node:tls": handler(
		"return await new Promise((ok, no) => tls.connect({ port: event.port, host: '127.0.0.1' }, () => ok('connected')).on('error', no));",
		'import tls from "node:tls";',
	),
	"node:dgram": handler(
		"const s = dgram.createSocket('udp4'); return await new Promise((ok, no) => s.on('error', no).send('x', event.port, '127.0.0.1', (e) => (e ? no(e) : ok('sent'))));",
		'import dgram from "node:dgram";',
	),
	"node:dns": handler("return await dns.lookup('localhost.localdomain');", 'import dns from "node:dns/promises";'),
	"a web socket": handler(
		"return await new Promise((ok, no) => { const s = new WebSocket(`ws://127.0.0.1:${event.port}/`); s.onopen = ok; s.onerror = no; });",
	),
	axios: handler("return (await axios.get(`http://127.0.0.1:${event.port}/`)).status;", 'import axios from "axios";'),
	"a child process": handler("return child.execSync('id').toString();", 'import * as child from "node:child_process";'),
	"a thread": handler("return new threads.Worker('1', { eval: true });", 'import * as threads from "node:worker_threads";'),
	"a dump of what it sees": handler(
		"return JSON.stringify([process.env, process.argv, process.execPath, process.cwd(), process.title, process.version, new Error('x').stack, os.hostname(), os.userInfo(), os.homedir()]);",
		'import os from "node:os";',
	),
};

describe("a handler and the machine, in a real worker (S1)", () => {
	let seen: Awaited<ReturnType<typeof runTogether>>;
	let connections = 0;
	const datagrams = createSocket("udp4").on("message", () => {
		connections += 1;
	});
	const tripwire = createServer((socket) => {
		connections += 1;
		socket.destroy();
	});
	beforeAll(async () => {
		process.env.WARMSTART_PLANTED = SECRET;
		tripwire.listen(0, "127.0.0.1");
		await once(tripwire, "listening");
		const { port } = tripwire.address() as AddressInfo;
		datagrams.bind(port, "127.0.0.1");
		await once(datagrams, "listening");
		seen = await runTogether(ways, { event: { port }, limits: { wallMs: 60_000 } });
	}, 180_000);
	afterAll(() => {
		delete process.env.WARMSTART_PLANTED;
		tripwire.close();
		datagrams.close();
	});

	const dump = "a dump of what it sees";
	it.each(Object.keys(ways).filter((name) => name !== dump))("do not meet by %s", (name) => {
		// A datagram is sent without anybody saying that it arrived.
		if (name !== "node:dgram") expect(seen.endings.get(name)).not.toBe("succeeded");
		expect(connections).toBe(0);
	});

	it("leave nothing of the machine in the outcome", () => {
		const text = JSON.stringify(seen.outcome);
		const own = [
			SECRET,
			root,
			homedir(),
			hostname(),
			userInfo().username,
			process.execPath,
			"node:internal/modules",
			"isolated-vm",
			"guest-isolate",
		];
		// A name as short as "root" or "ci" may stand in any text.
		for (const secret of own.filter((one) => one.length > 5)) expect(text).not.toContain(secret);
	});

	it("are no fault of the simulator", () => {
		expect(seen.faults).toEqual([]);
		expect(seen.outcome.status).toBe("completed");
		expect(seen.endings.get(dump)).toBe("succeeded");
	});
});
